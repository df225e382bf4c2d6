import numpy as np
import pragmac


@pragmac.jit
def f(window, sample):
    n = window.shape[0]
    #pragma parallel for
    for i in range(n - 1):
        window[i] = window[i + 1]  # error[P302]: reads an element of `window`
    window[n - 1] = sample


CALL = lambda: f(np.ones(8), 2.0)
