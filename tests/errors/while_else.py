import numpy as np
import pragmac


@pragmac.jit
def f(n):
    while n > 0:  # error[P221]: `else` of a loop is not compiled
        n -= 1
    else:
        n = 5
    return n


CALL = lambda: f(3)
