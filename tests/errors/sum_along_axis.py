import numpy as np
import pragmac


@pragmac.jit
def f(a):
    return np.sum(a, axis=1)[0]  # error[P212]: `np.sum` is not compiled


CALL = lambda: f(np.ones((3, 3)))
