import numpy as np
import pragmac


@pragmac.jit
def f(n, a):
    return n in a  # error[P235]: `in` is not compiled


CALL = lambda: f(3, np.arange(3))
