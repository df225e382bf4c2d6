import numpy as np
import pragmac


@pragmac.jit
def f(x):
    return np.bessel(x) if x > 0 else x  # error[P212]: numpy has no `bessel`


CALL = lambda: f(3.0)
