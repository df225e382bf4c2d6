import numpy as np
import pragmac


@pragmac.jit
def f(a, x):
    return a[x]  # error[P409]: an index must be an integer


CALL = lambda: f(np.ones(3), 1.0)
