import numpy as np
import pragmac


@pragmac.jit
def f(c):
    #pragma parallel for
    for n in range(1, c.shape[0]):
        for k in range(1, n + 1):
            c[n, k] = c[n - 1, k - 1] + c[n - 1, k]  # error[P302]: reads an element of `c`


CALL = lambda: f(np.ones((6, 6), np.int64))
