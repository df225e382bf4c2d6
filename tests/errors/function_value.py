import numpy as np
import pragmac


def g(x):
    return x


@pragmac.jit
def f(n):
    h = g
    return h + n  # error[P239]: a function cannot be used as a value


CALL = lambda: f(3)
