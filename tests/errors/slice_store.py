import numpy as np
import pragmac


@pragmac.jit
def f(a):
    a[:] = 0.0  # error[P211]: several elements of `a` cannot be assigned at once yet
    return a[0]


CALL = lambda: f(np.ones(3))
