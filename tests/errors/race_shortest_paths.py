import numpy as np
import pragmac


@pragmac.jit
def f(d):
    n = d.shape[0]
    for k in range(n):
        #pragma parallel for
        for i in range(n):
            for j in range(n):
                d[i, j] = min(d[i, j], d[i, k] + d[k, j])  # error[P302]: reads an element of `d`


CALL = lambda: f(np.ones((4, 4)))
