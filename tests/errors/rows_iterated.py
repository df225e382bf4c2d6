import numpy as np
import pragmac


@pragmac.jit
def f(a):
    k = 0
    for row in a:  # error[P226]: a 0-d array cannot be iterated
        k += 1
    return k


CALL = lambda: f(np.array(1.0))
