import numpy as np
import pragmac


@pragmac.jit
def f(x, y):
    # below: error[P115]: parentheses are nested too deeply
    #pragma :(((((((((((((((((((((((((((((((((N))))))))))))))))))))))))))))))))) => parallel
    for i in range(x.shape[0]):
        y[i] = 2.0 * x[i]


CALL = lambda: f(np.ones(8), np.ones(8))
