"""NumPy's order of complex numbers, which Python's have beside NumPy's scalars too: whether a NaN
in the imaginary part counts depends on who compares."""

import itertools

import numpy as np
import pragmac
import pytest
from same_as_python import compare

nan = float("nan")
COMPLEX = (complex(-55, nan), complex(55, nan), complex(1, nan), complex(nan, 1), 1 + 0j, -5 + 2j)
KINDS = {
    "Python's": COMPLEX,
    "complex64": tuple(map(np.complex64, COMPLEX)),
    "complex128": tuple(map(np.complex128, COMPLEX)),
}
NUMBERS = [np.dtype(code).type(1) for code in "?bBhHiIqQefdFD"]


@pragmac.jit
def order(x, z):
    return x < z, x <= z, x > z, x >= z, z < x, z <= x, z > x, z >= x


@pytest.mark.parametrize("kind", KINDS)
def test_orders_with_complex_numbers(kind):
    for x, z in itertools.product(NUMBERS, KINDS[kind]):
        compare(order, x, z)
