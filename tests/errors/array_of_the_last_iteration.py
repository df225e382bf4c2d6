import numpy as np
import pragmac


@pragmac.jit
def f(x, n):
    total = 0.0
    for i in range(n):
        if i > 0:
            total += last[0]  # error[P431]: the array `last` was made inside of a loop
        last = np.zeros(4)
        last[0] = x[i]
    return total


CALL = lambda: f(np.ones(9), 4)
