import numpy as np
import pragmac


@pragmac.jit
def f(n):
    return sorted(n)  # error[P212]: is not compiled


CALL = lambda: f(3)
