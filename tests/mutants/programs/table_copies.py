"""A histogram whose groups update copies of it, several blocks in the memory of one group."""

import numpy as np
import pragmac


@pragmac.jit(options={"device": "emulated"})
def f(values, counts, masks):
    # pragma parallel for
    for i in range(values.shape[0]):
        k = values[i] % 11
        # pragma atomic
        counts[k] += 1
        # pragma atomic
        masks[k] &= values[i] | 8


def case_0():
    values = np.arange(9000) * 7919 % 1013
    return values, np.arange(11), np.full(11, -1)


CASES = (case_0,)
