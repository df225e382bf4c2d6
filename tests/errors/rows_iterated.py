import numpy as np
import pragmac


@pragmac.jit
def f(a):
    k = 0
    for row in a:  # error[P226]: rows of an array cannot be iterated yet
        k += 1
    return k


CALL = lambda: f(np.ones((3, 3)))
