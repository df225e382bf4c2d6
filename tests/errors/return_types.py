import numpy as np
import pragmac


@pragmac.jit
def f(n, x):
    if n > 0:
        return n, n  # error[P415]: returns a tuple in one place and `float` in another
    return x


CALL = lambda: f(3, 1.0)
