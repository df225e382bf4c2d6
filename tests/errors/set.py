import numpy as np
import pragmac


@pragmac.jit
def f(n):
    seen = {n}  # error[P214]: sets are not compiled
    return n


CALL = lambda: f(3)
