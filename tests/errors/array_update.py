import numpy as np
import pragmac


@pragmac.jit
def f(a):
    a += 1.0  # error[P211]: whole-array operations are not supported yet
    return a[0]


CALL = lambda: f(np.ones(3))
