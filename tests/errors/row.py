import numpy as np
import pragmac


@pragmac.jit
def f(a):
    row = a[0]  # error[P241]: a row of an array cannot be a value yet
    return row + 1.0


CALL = lambda: f(np.ones((3, 3)))
