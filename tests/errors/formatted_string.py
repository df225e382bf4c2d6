import numpy as np
import pragmac


@pragmac.jit
def f(n):
    print(f"n is {n:3d}")  # error[P240]: format specifications are not compiled
    return n


CALL = lambda: f(3)
