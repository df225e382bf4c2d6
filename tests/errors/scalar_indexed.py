import numpy as np
import pragmac


@pragmac.jit
def f(n):
    return n[0]  # error[P407]


CALL = lambda: f(3)
