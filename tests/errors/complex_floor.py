import numpy as np
import pragmac


@pragmac.jit
def f(z, w):
    return z // w  # error[P403]: `//` is not defined for


CALL = lambda: f(1j, 2j)
