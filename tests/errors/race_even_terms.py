import numpy as np
import pragmac


@pragmac.jit
def f(y, area):
    #pragma parallel for
    for i in range(1, y.shape[0] - 1):
        if i % 2 == 0:
            area[0] += 2.0 * y[i]  # error[P301]: write the same element of `area`


CALL = lambda: f(np.ones(9), np.zeros(1))
