import numpy as np
import pragmac


@pragmac.jit
def f(residual, last):
    #pragma parallel for
    for i in range(residual.shape[0]):
        last[0] = residual[i]  # error[P301]: write the same element of `last`


CALL = lambda: f(np.ones(8), np.zeros(1))
