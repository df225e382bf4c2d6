import numpy as np
import pragmac


@pragmac.jit
def f(y):
    # below: error[P107]: `block` has 2 sizes for one loop
    #pragma parallel for block(64, 8)
    for i in range(y.shape[0]):
        y[i] = 1.0


CALL = lambda: f(np.ones(3))
