import numpy as np
import pragmac


@pragmac.jit
def f(a, b, n):
    #pragma parallel for
    for i in range(n):
        a[i] = i  # error[P401]: may hold the array `a` or the array `b`
        a = b
    return 0


CALL = lambda: f(np.ones(3), np.ones(3), 2)
