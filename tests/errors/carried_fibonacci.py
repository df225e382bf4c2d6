import numpy as np
import pragmac


@pragmac.jit
def f(out):
    a, b = 0, 1
    #pragma parallel for
    for i in range(out.shape[0]):
        out[i] = a
        a, b = b, a + b  # error[P303]: carries a value


CALL = lambda: f(np.zeros(8, np.int64))
