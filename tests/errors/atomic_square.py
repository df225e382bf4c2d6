import numpy as np
import pragmac


@pragmac.jit
def f(weight, k):
    #pragma parallel for
    for i in range(k.shape[0]):
        #pragma atomic
        weight[k[i]] = weight[k[i]] * weight[k[i]]  # error[P314]: not a single update


CALL = lambda: f(np.ones(4), np.arange(4))
