"""Choices between zero and a converted value keep the sign of -0.0, in scalars and in lanes."""

import numpy as np
import pytest
from same_as_python import compare

VALUES = [-0.0, 0.0, 1.0, -1.0, np.nan, 1e-45, -1e-45, 5e-324, -5e-324, np.inf, -np.inf]


def zero_below(x, y):
    #pragma parallel for
    for i in range(len(x)):
        y[i] = 0.0 if x[i] < 0.0 else np.float64(x[i])


def zero_above(x, y):
    #pragma parallel for
    for i in range(len(x)):
        y[i] = 0.0 if x[i] > -0.0 else np.float64(x[i])


def zero_first(x, y):
    #pragma parallel for
    for i in range(len(x)):
        y[i] = np.float32(0.0) if 0.0 < x[i] else np.float32(x[i])


def value_first(x, y):
    #pragma parallel for
    for i in range(len(x)):
        y[i] = np.float64(x[i]) if not x[i] < 0.0 else 0.0


def unordered(x, y):
    #pragma parallel for
    for i in range(len(x)):
        y[i] = np.float64(x[i]) if x[i] >= 0.0 else 0.0


def negative_zero(x, y):
    #pragma parallel for
    for i in range(len(x)):
        y[i] = -0.0 if x[i] > 0.0 else np.float64(x[i])


def branch(x, y):
    #pragma parallel for
    for i in range(len(x)):
        if x[i] < 0.0:
            y[i] = 0.0
        else:
            y[i] = np.float64(x[i])


def in_order(x, y):
    last = 0.0
    for i in range(len(x)):
        last = np.float64(0.0) if x[i] < 0.0 and last < 1e300 else np.float64(x[i])
        y[i] = last


def twice(x, y):
    for i in range(len(x)):
        below = x[i] < 0.0
        y[i] = (0.0 if below else np.float64(x[i])) + (-0.0 if below + 0 else np.float32(x[i]))


def complex_minimum(x, y):
    for i in range(len(x)):
        smaller = np.minimum(np.complex128(1j), x[i])
        y[i] = smaller.real


def larger(x, y):
    #pragma parallel for
    for i in range(len(x)):
        y[i] = max(0.0, np.float64(x[i])) + min(np.float32(x[i]), np.float32(0.0))


def negated(x, y):
    for i in range(len(x)):
        m = -x[i]
        y[i] = 0.0 if m > 0.0 else np.float64(x[i])
        y[i] -= 0.0 if x[i] * -1.0 < 0.0 else np.float64(m)


def not_at_least(x, y):
    #pragma parallel for
    for i in range(len(x)):
        y[i] = 0.0 if not x[i] >= 0.0 else np.float64(x[i])


def made_of_two(x, y):
    #pragma parallel for
    for i in range(len(x)):
        y[i] = 0.0 if x[i] != 0.0 and x[i] >= 0.0 else np.float32(x[i])


ALL = [zero_below, zero_above, zero_first, value_first, unordered, negative_zero, branch,
       in_order, twice, complex_minimum, larger, negated, not_at_least, made_of_two]  # fmt: skip


@pytest.mark.parametrize("to", ["float32", "float64"])
@pytest.mark.parametrize("of", ["float16", "float32", "float64"])
@pytest.mark.parametrize("function", ALL, ids=lambda f: f.__name__)
def test_same_bits(function, of, to):
    with np.errstate(all="ignore"):
        x = np.array(VALUES * 5, dtype=of)
    compare(function, x, np.zeros(len(x), dtype=to))
