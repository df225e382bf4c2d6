import numpy as np
import pragmac


@pragmac.jit
def f():
    return 99999999999999999999  # error[P405]: 64 bits


CALL = lambda: f()
