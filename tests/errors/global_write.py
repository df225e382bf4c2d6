import numpy as np
import pragmac

count = 0


@pragmac.jit
def f(n):
    global count  # error[P219]: `global` and `nonlocal` are not compiled
    count = n
    return n


CALL = lambda: f(3)
