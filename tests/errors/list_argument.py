import numpy as np
import pragmac


@pragmac.jit
def f(x):  # error[P420]: argument `x` is a list
    total = 0.0
    for i in range(x.shape[0]):
        total += x[i]
    return total


CALL = lambda: f([1.0, 2.0, 3.0])
