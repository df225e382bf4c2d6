import numpy as np
import pragmac


@pragmac.jit
def f(x):
    return np.bessel(x) if x > 0 else x  # error[P212]: is not compiled


CALL = lambda: f(3.0)
