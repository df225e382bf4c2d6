import numpy as np
import pragmac


def g(n):
    return f(n - 1)  # error[P209]: calls itself


@pragmac.jit
def f(n):
    if n < 2:
        return n
    return g(n)


CALL = lambda: f(3)
