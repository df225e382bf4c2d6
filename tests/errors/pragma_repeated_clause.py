import numpy as np
import pragmac


@pragmac.jit
def f(y):
    # below: error[P106]
    #pragma parallel for num_threads(2) num_threads(4)
    for i in range(y.shape[0]):
        y[i] = 1.0
    return 0


CALL = lambda: f(np.ones(3))
