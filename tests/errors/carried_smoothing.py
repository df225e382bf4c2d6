import numpy as np
import pragmac


@pragmac.jit
def f(x, alpha, y):
    level = x[0]
    #pragma parallel for
    for i in range(x.shape[0]):
        level = alpha * x[i] + (1.0 - alpha) * level  # error[P303]: `level` carries a value
        y[i] = level


CALL = lambda: f(np.ones(8), 0.3, np.zeros(8))
