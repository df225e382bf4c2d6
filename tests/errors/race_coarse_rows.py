import numpy as np
import pragmac


@pragmac.jit
def f(fine, coarse):
    #pragma parallel for
    for i in range(fine.shape[0]):
        for j in range(coarse.shape[1]):
            coarse[i // 2, j] = fine[i, 2 * j]  # error[P301]: write the same element of `coarse`


CALL = lambda: f(np.ones((4, 6)), np.zeros((2, 3)))
