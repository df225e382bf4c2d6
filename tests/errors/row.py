import numpy as np
import pragmac


@pragmac.jit
def f(a):
    row = a[0]
    return row  # error[P241]: a part of an array cannot be returned yet


CALL = lambda: f(np.ones((3, 3)))
