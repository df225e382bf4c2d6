import numpy as np
import pragmac


@pragmac.jit
def f(h, x):
    #pragma parallel for
    for i in range(x.shape[0]):
        k = pragmac.atomic_add(h, 0, x[i])  # error[P430]: `np.float64` cannot be added to an element of dtype `float32`
        h[1] = k
    return 0


CALL = lambda: f(np.ones(3, np.float32), np.ones(3))
