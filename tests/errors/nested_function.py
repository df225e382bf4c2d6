import numpy as np
import pragmac


@pragmac.jit
def f(n):
    def g(x):  # error[P208]: functions inside functions are not compiled
        return x + 1
    return n


CALL = lambda: f(3)
