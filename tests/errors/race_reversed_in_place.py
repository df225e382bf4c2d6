import numpy as np
import pragmac


@pragmac.jit
def f(a):
    n = a.shape[0]
    #pragma parallel for
    for i in range(n):
        a[i] = a[n - 1 - i]  # error[P302]: reads an element of `a`


CALL = lambda: f(np.arange(8.0))
