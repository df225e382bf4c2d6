import numpy as np
import pragmac


@pragmac.jit
def f(a):
    for i in range(a.shape[0]):
        a[i] += 1  # error[P211]: several elements of `a` cannot be assigned at once yet
    return a


CALL = lambda: f(np.zeros((2, 3)))
