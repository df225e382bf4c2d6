"""Elements of one word that different iterations change on a device."""

import numpy as np
import pragmac


@pragmac.jit(options={"device": "emulated"})
def f(k, h):
    # pragma parallel for
    for i in range(k.shape[0]):
        # pragma atomic
        h[k[i]] += 1


def case_0():
    return np.arange(40) * 7 % 11, np.zeros(11, np.int8)


CASES = (case_0,)
