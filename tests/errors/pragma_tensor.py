import numpy as np
import pragmac


@pragmac.jit
def f(y):
    # below: error[P113]: not supported yet
    #pragma 0:3 => parallel
    y[0] = 1.0
    return 0


CALL = lambda: f(np.ones(3))
