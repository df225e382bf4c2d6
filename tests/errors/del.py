import numpy as np
import pragmac


@pragmac.jit
def f(n):
    m = n
    del m  # error[P220]: `del` is not compiled
    return n


CALL = lambda: f(3)
