import numpy as np
import pragmac


@pragmac.jit(races="require_proof")
def f(y, a, b):
    #pragma parallel for
    for i in range(a.shape[0]):
        b[i] += 0
        y[a[i] + b[i]] = 1.0 + i  # error[P309]: this parallel loop is not proved free of races


CALL = lambda: f(np.ones(9), np.arange(3), np.arange(3))
