import numpy as np
import pragmac


@pragmac.jit
def f(a):
    return np.sum(a)  # error[P211]: array


CALL = lambda: f(np.ones(3))
