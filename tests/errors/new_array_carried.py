import numpy as np
import pragmac


@pragmac.jit
def f(a, n):
    last = np.zeros_like(a)
    for _ in range(n):
        a[0] += last[0]  # error[P401]: may hold the array
        last = np.ones_like(a)
    return 0


CALL = lambda: f(np.ones(3), 2)
