import numpy as np
import pragmac


@pragmac.jit
def f(n):
    k = 0
    for c in n:  # error[P226]: iterate
        k += 1
    return k


CALL = lambda: f(3)
