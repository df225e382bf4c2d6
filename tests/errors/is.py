import numpy as np
import pragmac


@pragmac.jit
def f(n, m):
    return n is m  # error[P234]: `is` is not compiled


CALL = lambda: f(3, 4)
