import numpy as np
import pragmac


@pragmac.jit
def f(n):
    k = 0
    for i in range(n):  # error[P221]: `else` of a loop is not compiled
        k += i
    else:
        k = -1
    return k


CALL = lambda: f(3)
