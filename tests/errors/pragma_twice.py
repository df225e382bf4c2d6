import numpy as np
import pragmac


@pragmac.jit
def f(x, y):
    #pragma parallel for
    # below: error[P108]: `parallel for` repeats another directive on this statement
    #pragma parallel for num_threads(2)
    for i in range(x.shape[0]):
        y[i] = 2.0 * x[i]


CALL = lambda: f(np.ones(8), np.ones(8))
