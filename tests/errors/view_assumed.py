import numpy as np
import pragmac


@pragmac.jit
def f(y, idx):
    part = idx[1:]
    # below: error[P117]: `part` is a part of an array
    # pragma parallel for assume(unique: part)
    for i in range(part.shape[0]):
        y[part[i]] = 1.0 * i


CALL = lambda: f(np.ones(3), np.arange(3))
