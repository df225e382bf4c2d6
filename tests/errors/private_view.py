import numpy as np
import pragmac


@pragmac.jit
def f(x, y):
    part = x[1:]
    # below: error[P114]: `part` is a part of an array
    # pragma parallel for private(part)
    for i in range(y.shape[0]):
        part[0] = 1.0
        y[i] = part[0]


CALL = lambda: f(np.ones(3), np.ones(3))
