import numpy as np
import pragmac


@pragmac.jit
def f(a):
    return a.mean()  # error[P230]: the attribute `mean` is not supported


CALL = lambda: f(np.ones(3))
