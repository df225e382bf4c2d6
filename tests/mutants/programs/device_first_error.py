"""Of several failing iterations on a device the first in loop order raises its line."""

import numpy as np
import pragmac


@pragmac.jit(options={"device": "emulated"})
def f(y, x, a, b):
    # pragma parallel for
    for i in range(y.shape[0]):
        if i % 2 == 0:
            y[i] = x[a[i]]
        else:
            y[i] = x[b[i]]


def case_0():
    a = np.zeros(200, np.int64)
    b = np.zeros(200, np.int64)
    a[150], b[31] = 900, 800
    return np.zeros(200), np.zeros(5), a, b


CASES = (case_0,)
