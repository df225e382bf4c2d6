import numpy as np
import pragmac


@pragmac.jit
def f(a, x):
    return a[x]  # error[P238]: index arrays are not supported yet


CALL = lambda: f(np.ones(3), np.arange(3))
