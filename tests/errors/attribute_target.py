import numpy as np
import pragmac


@pragmac.jit
def f(a):
    a.shape = (3, 1)  # error[P232]: this assignment target is not supported
    return 0


CALL = lambda: f(np.ones(3))
