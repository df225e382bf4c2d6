import numpy as np
import pragmac


@pragmac.jit
def f(n):
    print(f"n is {n}")  # error[P240]: formatted strings are not compiled
    return n


CALL = lambda: f(3)
