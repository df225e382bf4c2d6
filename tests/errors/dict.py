import numpy as np
import pragmac


@pragmac.jit
def f(n):
    table = {1: n}  # error[P203]: dictionaries are not compiled
    return n


CALL = lambda: f(3)
