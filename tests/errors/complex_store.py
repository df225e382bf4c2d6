import numpy as np
import pragmac


@pragmac.jit
def f(a, z):
    a[0] = z  # error[P416]: a complex number cannot be stored
    return a[0]


CALL = lambda: f(np.ones(3), 1j)
