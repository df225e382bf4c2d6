import numpy as np
import pragmac


@pragmac.jit
def f(peak, k, x):
    #pragma parallel for
    for i in range(k.shape[0]):
        #pragma atomic
        peak[k[i]] = max(x[i], peak[k[i]])  # error[P314]: not combined with those of other


CALL = lambda: f(np.ones(4), np.arange(4), np.ones(4))
