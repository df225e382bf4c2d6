import numpy as np
import pragmac


@pragmac.jit
def f(a):
    return a[0, 0]  # error[P408]: indices


CALL = lambda: f(np.ones(3))
