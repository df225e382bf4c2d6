import numpy as np
import pragmac


@pragmac.jit
def f(x):
    # below: error[P106]: `for` is repeated
    #pragma parallel for for
    for i in range(x.shape[0]):
        x[i] = 0.0


CALL = lambda: f(np.ones(3))
