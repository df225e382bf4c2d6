import numpy as np
import pragmac


@pragmac.jit
def f(lower, b):
    #pragma parallel for
    for i in range(b.shape[0]):
        for j in range(i):
            b[i] -= lower[i, j] * b[j]  # error[P302]: reads an element of `b`


CALL = lambda: f(np.eye(4), np.ones(4))
