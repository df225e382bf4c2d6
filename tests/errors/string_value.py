import numpy as np
import pragmac


@pragmac.jit
def f(n):
    return n + "1"  # error[P204]: strings are not compiled


CALL = lambda: f(3)
