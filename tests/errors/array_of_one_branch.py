import numpy as np
import pragmac


@pragmac.jit
def f(x, smooth):
    if smooth:
        kernel = np.ones(3)
    for i in range(1, x.shape[0] - 1):
        x[i] = x[i] * kernel[1]  # error[P431]: the array `kernel` was made inside of


CALL = lambda: f(np.ones(9), True)
