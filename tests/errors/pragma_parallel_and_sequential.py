import numpy as np
import pragmac


@pragmac.jit
def f(x, y):
    #pragma parallel for
    # below: error[P108]: `sequential` contradicts another directive on this statement
    #pragma sequential for
    for i in range(x.shape[0]):
        y[i] = 2.0 * x[i]


CALL = lambda: f(np.ones(8), np.ones(8))
