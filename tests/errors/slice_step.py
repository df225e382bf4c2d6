import numpy as np
import pragmac


@pragmac.jit
def f(a, k):
    b = a[::k]  # error[P210]: the step of a slice must be a number here
    return b[0]


CALL = lambda: f(np.ones(3), 2)
