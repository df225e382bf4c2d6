import numpy as np
import pragmac


@pragmac.jit
def f(a):
    b = a + 1.0  # error[P211]: array
    return b[0]


CALL = lambda: f(np.ones(3))
