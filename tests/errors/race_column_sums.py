import numpy as np
import pragmac


@pragmac.jit
def f(a, sums):
    #pragma parallel for
    for i in range(a.shape[0]):
        for j in range(a.shape[1]):
            sums[j] += a[i, j]  # error[P301]: write the same element of `sums`


CALL = lambda: f(np.ones((4, 3)), np.zeros(3))
