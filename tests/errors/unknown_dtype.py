import numpy as np
import pragmac


@pragmac.jit
def f(n):
    return np.zeros(n, "flaot64")  # error[P423]: unknown dtype 'flaot64'


CALL = lambda: f(3)
