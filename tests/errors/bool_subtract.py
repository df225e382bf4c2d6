import numpy as np
import pragmac


@pragmac.jit
def f(a, b):
    return a[0] - b[0]  # error[P403]: `-` is not defined for


CALL = lambda: f(np.ones(3, dtype=bool), np.ones(3, dtype=bool))
