import numpy as np
import pragmac


@pragmac.jit
def f(a, m):
    return a[m]  # error[P237]: boolean masks are not supported yet


CALL = lambda: f(np.ones(3), np.ones(3, dtype=bool))
