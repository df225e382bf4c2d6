import numpy as np
import pragmac


@pragmac.jit
def f(x, found):
    count = 0
    #pragma parallel for
    for i in range(x.shape[0]):
        if x[i] > 0.0:
            found[count] = i
            count += 1  # error[P303]: `count` carries a value
    return count


CALL = lambda: f(np.ones(8), np.zeros(8, np.int64))
