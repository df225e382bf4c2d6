import numpy as np
import pragmac


def g(x):
    return x


@pragmac.jit
def f(n):
    return g(n, n)  # error[P413]: takes 1


CALL = lambda: f(3)
