import numpy as np
import pragmac


@pragmac.jit  # error[P420]: argument `x` is a list
def f(x):
    total = 0.0
    for i in range(x.shape[0]):
        total += x[i]
    return total


CALL = lambda: f([1.0, 2.0, 3.0])
