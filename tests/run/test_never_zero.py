"""Divisors that cannot be zero are not checked, and others still are."""

import numpy as np
import pragmac
import pytest
from same_as_python import compare


def pi(steps):
    width = 1.0 / steps
    s = 0.0
    # pragma parallel for reduction(+: s)
    for i in range(steps):
        x = (i + 0.5) * width
        s += 4.0 / (1.0 + x * x)
    return s * width


def softened(x: float, y: float):
    a, b = 1.0 / (x * x + y * y + 1e-3), 5.0 // (1.0 + x * x)
    return a, b, 5.0 % (abs(x) + 0.5), 1.0 / (2.0 + (abs(y) * 3.0 + x * x))


def checked(x: float, y: float):
    a = 1.0 / (x * x + 0.0) if x > 5.0 else 0.0
    return a, 1.0 / (x * y + 1.0)


def underflows(x: float):
    return 1.0 / (x * x)


def negative(x: float):
    return 1.0 / (x * x + -1.0)


VALUES = [0.0, -0.0, 1.0, -2.5, 1e-200, 1e200, np.inf, -np.inf, np.nan]


@pytest.mark.parametrize("x", VALUES)
@pytest.mark.parametrize("y", VALUES)
def test_same_as_python(x, y):
    compare(softened, x, y)
    compare(checked, x, y)
    compare(negative, x)
    compare(underflows, x)


def test_no_check_is_left():
    assert "ZeroDivisionError" not in pragmac.jit(softened).inspect("machine", 1.0, 2.0)
    for function, arguments in ((checked, (1.0, 2.0)), (underflows, (1.0,)), (negative, (1.0,))):
        assert "ZeroDivisionError" in pragmac.jit(function).inspect("machine", *arguments)


@pytest.mark.parametrize("function, x", [(underflows, 1e-200), (negative, 1.0), (negative, -1.0)])
def test_what_may_be_zero_raises(function, x):
    with pytest.raises(ZeroDivisionError):
        pragmac.jit(function)(x)


def test_the_sum_of_pi_has_lanes():
    row = pragmac.jit(pi).explain(1000).to_dict()["loops"][0]
    assert row["width"] > 1
    assert abs(pragmac.jit(pi)(1000) - np.pi) < 1e-6
