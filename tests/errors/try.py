import numpy as np
import pragmac


@pragmac.jit
def f(n):
    try:  # error[P205]: exceptions are not compiled
        n = 1 // n
    except ZeroDivisionError:
        n = 0
    return n


CALL = lambda: f(3)
