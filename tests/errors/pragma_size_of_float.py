import numpy as np
import pragmac

WORKERS = 8 / 2


@pragmac.jit
def f(x, y):
    # below: error[P122]: `WORKERS` is neither a number nor a module constant
    #pragma parallel for num_threads(WORKERS)
    for i in range(x.shape[0]):
        y[i] = 2.0 * x[i]


CALL = lambda: f(np.ones(8), np.ones(8))
