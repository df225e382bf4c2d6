"""`f.explain` of functions that call themselves: the error of the call is in the report."""

import numpy as np
import pragmac
import pytest


def factorial(n):
    if n <= 1:
        return 1
    return n * factorial(n - 1)


def even(y, n):
    # pragma parallel for
    for i in range(y.shape[0]):
        y[i] = 1.0
    return n == 0 or odd(y, n - 1)


def odd(y, n):
    return n != 0 and even(y, n - 1)


def calls_plain(y, n):
    # pragma parallel for
    for i in range(y.shape[0]):
        y[i] = factorial(n)


def calls_mutual(y, n):
    return even(y, n)


@pytest.mark.parametrize("function", [calls_plain, calls_mutual, even])
def test_the_report_has_the_error_of_the_call(function):
    f = pragmac.jit(function)
    with pytest.raises(pragmac.CompileError, match="P209"):
        f(np.zeros(3), 5)
    found = f.explain(np.zeros(3), 5).to_dict()["diagnostics"]
    assert "P209" in [d["code"] for d in found]
