import numpy as np
import pragmac


@pragmac.jit
def f(x):
    return np.sqrt(x, dtype=np.float32)  # error[P229]: takes no keyword


CALL = lambda: f(3.0)
