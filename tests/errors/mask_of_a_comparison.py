import numpy as np
import pragmac


@pragmac.jit
def f(x):
    x[x < 0] = 0.0  # error[P237]: boolean masks are not supported yet


CALL = lambda: f(np.ones(3))
