import numpy as np
import pragmac


@pragmac.jit(deterministic="require")
def f(x, out, count):
    count[0] = 0
    #pragma parallel for
    for i in range(x.shape[0]):
        if x[i] > 0.0:
            k = pragmac.atomic_add(count, 0, 1)  # error[P315]: differs from run to run
            out[k] = x[i]


CALL = lambda: f(np.ones(4), np.zeros(4), np.zeros(1, np.int64))
