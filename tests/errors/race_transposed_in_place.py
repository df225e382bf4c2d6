import numpy as np
import pragmac


@pragmac.jit
def f(a):
    #pragma parallel for
    for i in range(a.shape[0]):
        for j in range(a.shape[0]):
            a[i, j] = a[j, i]  # error[P302]: reads an element of `a`


CALL = lambda: f(np.ones((4, 4)))
