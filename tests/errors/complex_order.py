import numpy as np
import pragmac


@pragmac.jit
def f(z, w):
    return z < w  # error[P429]: complex numbers cannot be ordered


CALL = lambda: f(1j, 2j)
