import numpy as np
import pragmac


@pragmac.jit
def f(a):
    return a.dtype(3)  # error[P212]: a dtype cannot be called


CALL = lambda: f(np.ones(3))
