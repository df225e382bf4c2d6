import numpy as np
import pragmac


@pragmac.jit
def f(a):
    b = a[None]  # error[P210]: `None` as an index is not supported yet
    return b[0, 0]


CALL = lambda: f(np.ones(3))
