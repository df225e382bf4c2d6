import numpy as np
import pragmac


@pragmac.jit
def f(a):
    return a.flat  # error[P230]: attribute


CALL = lambda: f(np.ones(3))
