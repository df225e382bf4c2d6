import numpy as np
import pragmac


@pragmac.jit
def f(n):
    n = m + 1  # error[P412]: is read before it is assigned
    m = n
    return n


CALL = lambda: f(3)
