import numpy as np
import pragmac


@pragmac.jit
def f(n):
    if n < 0:
        raise ValueError(n)  # error[P205]: exceptions are not compiled
    return n


CALL = lambda: f(3)
