import numpy as np
import pragmac


@pragmac.jit
def f(flag, y):
    #pragma parallel for
    for i in range(y.shape[0]):
        while flag[i] == 0:  # error[P308]
            pass
        y[i] = 1.0
    return 0


CALL = lambda: f(np.ones(3), np.ones(3))
