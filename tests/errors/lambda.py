import numpy as np
import pragmac


@pragmac.jit
def f(n):
    g = lambda x: x + 1  # error[P207]: `lambda` is not compiled
    return n


CALL = lambda: f(3)
