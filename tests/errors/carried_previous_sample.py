import numpy as np
import pragmac


@pragmac.jit
def f(x, slope):
    previous = x[0]
    #pragma parallel for
    for i in range(x.shape[0]):
        slope[i] = x[i] - previous
        previous = x[i]  # error[P303]: `previous` carries a value


CALL = lambda: f(np.ones(8), np.zeros(8))
