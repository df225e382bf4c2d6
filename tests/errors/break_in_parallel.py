import numpy as np
import pragmac


@pragmac.jit
def f(y):
    #pragma parallel for
    for i in range(y.shape[0]):
        if y[i] > 3.0:
            break  # error[P304]: `break` leaves a parallel loop
        y[i] = 1.0
    return 0


CALL = lambda: f(np.ones(3))
