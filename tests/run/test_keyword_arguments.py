"""Keyword arguments of builtin functions."""

import numpy as np
from same_as_python import Cases, compare

cases = Cases()


@cases(np.arange(3.0))
def enumerates(a):
    total = 0.0
    for i, v in enumerate(a, start=1):
        total += i * v
    for i, v in enumerate(iterable=a, start=-2):
        total += i * v
    return total


@cases(2.5, 3)
def numbers(x, n):
    return (
        round(x * 3.3, ndigits=2),
        complex(real=x, imag=n),
        complex(x, imag=1),
        pow(base=n, exp=2),
    )


@cases.parametrize()
def test_same_as_python(function, arguments, make):
    compare(function, *arguments, make=make)
