import numpy as np
import pragmac


@pragmac.jit
def f(a):
    n = a.shape[0]
    #pragma parallel for
    for i in range(n):
        a[i], a[n - 1 - i] = a[n - 1 - i], a[i]  # error[P301]: write the same element of `a`


CALL = lambda: f(np.arange(8.0))
