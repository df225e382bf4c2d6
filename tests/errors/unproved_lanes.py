import numpy as np
import pragmac


@pragmac.jit(races="require_proof")
def f(y):
    #pragma simd
    for i in range(y.shape[0] - 1):
        y[i + 1] = y[i] + 1.0  # error[P312]: this simd loop is not proved free of races


CALL = lambda: f(np.ones(9))
