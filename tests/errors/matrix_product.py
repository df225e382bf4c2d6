import numpy as np
import pragmac


@pragmac.jit
def f(a, b):
    c = a @ b  # error[P236]: `@` is not supported yet
    return c


CALL = lambda: f(np.ones(3), np.ones(3))
