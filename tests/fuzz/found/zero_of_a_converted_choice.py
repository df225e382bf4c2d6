"""Random program 978 of seed 212268223: LLVM's InstCombine loses the sign of a converted -0.0."""

import numpy as np
import pragmac
from inputs import array


@pragmac.jit
def f(a0, n):
    for i in range(n):
        u0 = np.minimum(np.complex128(1j), a0[n - 1 - i])
    return (u0,)


def case_0():
    a0 = array("float32", (2,), [-0.0, 0.5], "reversed")
    return a0, 2


CASES = (case_0,)
EXPECT = {
    'approximate_arguments': [],
    'approximate_results': [],
    'weak_results': [],
}
