import numpy as np
import pragmac


@pragmac.jit
def f(x):  # error[P420]: argument `x` is a numpy.ma.MaskedArray, a subclass of ndarray
    total = 0.0
    for i in range(x.shape[0]):
        total += x[i]
    return total


CALL = lambda: f(np.ma.masked_less(np.arange(4.0), 1.0))
