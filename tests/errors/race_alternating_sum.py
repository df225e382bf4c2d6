import numpy as np
import pragmac


@pragmac.jit
def f(x, y):
    #pragma parallel for
    for i in range(x.shape[0]):
        y[0] = x[i] - y[0]  # error[P301]: iterations of this parallel loop write the same element


CALL = lambda: f(np.ones(5), np.zeros(1))
