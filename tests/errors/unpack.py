import numpy as np
import pragmac


@pragmac.jit
def f(n):
    a, b = n, n, n  # error[P422]: cannot unpack
    return a


CALL = lambda: f(3)
