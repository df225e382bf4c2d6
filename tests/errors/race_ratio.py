import numpy as np
import pragmac


@pragmac.jit
def f(x, scale):
    #pragma parallel for
    for i in range(x.shape[0]):
        scale[0] /= x[i]  # error[P301]: iterations of this parallel loop write the same element


CALL = lambda: f(np.full(5, 2.0), np.ones(1))
