import numpy as np
import pragmac


@pragmac.jit
def f(y):
    # below: error[P107]: `block` has 3 sizes for 2 loops
    #pragma parallel for block(2, 2, 2) collapse(2)
    for i in range(y.shape[0]):
        for j in range(y.shape[1]):
            y[i, j] = 1.0


CALL = lambda: f(np.ones((3, 3)))
