import numpy as np
import pragmac


@pragmac.jit
def f(k, n):
    x = k
    if n > 0:
        x = 0.5
    return x  # error[P401]: may hold


CALL = lambda: f(7, 1)
