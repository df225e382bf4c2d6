"""np.real of a Python number stays a Python number."""

import numpy as np
import pragmac


@pragmac.jit
def f(n, x, z):
    return np.real(n), np.imag(n), np.real(x), np.real(z), np.imag(z)


def case_0():
    return 5, 2.5, 1 + 2j


CASES = (case_0,)
