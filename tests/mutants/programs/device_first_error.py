"""Of several failing iterations on a device the first in loop order raises its line."""

import numpy as np
import pragmac


@pragmac.jit(options={"device": "emulated"})
def f(x, a, b):
    # pragma parallel for
    for i in range(x.shape[0]):
        if i % 2 == 0:
            x[i] = x[a[i]] * 0.0
        else:
            x[i] = x[b[i]] * 0.0


def case_0():
    a = np.zeros(200, np.int64)
    b = np.zeros(200, np.int64)
    a[150], b[31] = 900, 800
    return np.ones(200), a, b


CASES = (case_0,)
