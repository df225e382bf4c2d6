import numpy as np
import pragmac


@pragmac.jit
def f(x, place):
    best = x[0]
    at = 0
    #pragma parallel for
    for i in range(x.shape[0]):
        if x[i] > best:
            best = x[i]  # error[P303]: `best` carries a value
            at = i
        place[i] = at
    return best


CALL = lambda: f(np.arange(8.0), np.zeros(8, np.int64))
