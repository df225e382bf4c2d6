import numpy as np
import pragmac


@pragmac.jit
def f(label, k):
    #pragma parallel for
    for i in range(k.shape[0]):
        #pragma atomic
        label[k[i]] = i  # error[P314]: this is not a single update of one element


CALL = lambda: f(np.ones(4), np.arange(4))
