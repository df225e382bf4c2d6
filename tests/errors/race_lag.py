import numpy as np
import pragmac


@pragmac.jit
def f(x, decay):
    #pragma parallel for
    for i in range(1, x.shape[0]):
        x[i] = decay * x[i - 1]  # error[P302]: reads an element of `x`


CALL = lambda: f(np.ones(8), 0.5)
