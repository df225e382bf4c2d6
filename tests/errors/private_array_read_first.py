import numpy as np
import pragmac


@pragmac.jit
def f(x, y, w):
    #pragma parallel for private(w)
    for i in range(x.shape[0]):
        y[i] = w[0]  # error[P307]: `w[0]` is read before this iteration writes it
        w[0] = x[i]


CALL = lambda: f(np.ones(3), np.ones(3), np.ones(3))
