import numpy as np
import pragmac


@pragmac.jit
def f(a):
    a[:] = 0.0  # error[P210]: slices are not supported yet
    return a[0]


CALL = lambda: f(np.ones(3))
