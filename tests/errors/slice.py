import numpy as np
import pragmac


@pragmac.jit
def f(a):
    b = a[1:]  # error[P210]: slices are not supported yet
    return b[0]


CALL = lambda: f(np.ones(3))
