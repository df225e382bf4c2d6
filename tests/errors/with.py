import numpy as np
import pragmac


@pragmac.jit
def f(n):
    with np.errstate(all="ignore"):  # error[P217]: `with` is not compiled
        n = n + 1
    return n


CALL = lambda: f(3)
