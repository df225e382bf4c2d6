import numpy as np
import pragmac


@pragmac.jit
def f(a):
    for i in range(a.shape[0]):
        a[i] += 1  # error[P241]: a row of `a` cannot be assigned yet
    return a


CALL = lambda: f(np.zeros((2, 3)))
