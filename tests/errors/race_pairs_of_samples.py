import numpy as np
import pragmac


@pragmac.jit
def f(x, half):
    #pragma parallel for
    for i in range(x.shape[0]):
        half[i // 2] += 0.5 * x[i]  # error[P301]: write the same element of `half`


CALL = lambda: f(np.ones(8), np.zeros(4))
