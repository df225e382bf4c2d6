import numpy as np
import pragmac


@pragmac.jit
def f(x, even):
    n = x.shape[0]
    #pragma parallel for
    for i in range(n):
        even[i] = x[i]
        even[n - 1 - i] = x[i]  # error[P301]: write the same element of `even`


CALL = lambda: f(np.arange(8.0), np.zeros(8))
