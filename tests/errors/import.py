import numpy as np
import pragmac


@pragmac.jit
def f(n):
    import math  # error[P218]: imports inside functions are not compiled
    return n


CALL = lambda: f(3)
