import numpy as np
import pragmac


@pragmac.jit
def f(y):
    # below: error[P111]
    #pragma parallel for
    y[0] = 1.0
    return 0


CALL = lambda: f(np.ones(3))
