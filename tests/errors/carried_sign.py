import numpy as np
import pragmac


@pragmac.jit
def f(terms):
    sign = 1.0
    total = 0.0
    #pragma parallel for
    for i in range(terms.shape[0]):
        total += sign * terms[i]
        sign = -sign  # error[P303]: `sign` carries a value
    return total


CALL = lambda: f(np.ones(8))
