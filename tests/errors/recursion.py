import numpy as np
import pragmac


@pragmac.jit
def f(n):
    if n < 2:
        return n
    return f(n - 1) + 1  # error[P209]: calls itself


CALL = lambda: f(3)
