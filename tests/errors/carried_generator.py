import numpy as np
import pragmac


@pragmac.jit
def f(seed, out):
    #pragma parallel for
    for i in range(out.shape[0]):
        seed = (1103515245 * seed + 12345) % 2147483648  # error[P303]: `seed` carries a value
        out[i] = seed / 2147483648
    return seed


CALL = lambda: f(7, np.zeros(8))
