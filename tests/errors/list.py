import numpy as np
import pragmac


@pragmac.jit
def f(n):
    values = [n]  # error[P202]: lists are not compiled
    return n


CALL = lambda: f(3)
