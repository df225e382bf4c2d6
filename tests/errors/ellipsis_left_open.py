import numpy as np
import pragmac


@pragmac.jit
def f(x):
    norm = ...  # error[P201]: this construct is not compiled
    for i in range(x.shape[0]):
        x[i] /= norm


CALL = lambda: f(np.ones(3))
