import numpy as np
import pragmac


@pragmac.jit
def f(x, y):
    return x & y  # error[P403]: `&` is not defined for


CALL = lambda: f(1.0, 2.0)
