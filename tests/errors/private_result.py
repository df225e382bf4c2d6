import numpy as np
import pragmac


@pragmac.jit
def f(x, y):
    # below: error[P124]: `private` says too much of `y`: not every iteration
    #pragma parallel for private(y)
    for i in range(x.shape[0]):
        y[i] = x[i]


CALL = lambda: f(np.ones(3), np.ones(3))
