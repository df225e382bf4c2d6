import numpy as np
import pragmac


@pragmac.jit
def f(x):
    #pragma parallel for
    for i in range(1, x.shape[0]):
        x[i] += x[i - 1]  # error[P302]: reads an element of `x`


CALL = lambda: f(np.ones(8))
