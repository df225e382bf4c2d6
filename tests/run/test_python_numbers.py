"""Python's own numbers: the errors and the values of each operator, at the edges."""

import itertools

import pytest
from one_loop import assert_scalar_equal, inf, made, nan

INTS = (0, 1, -1, 2, -2, 3, -7, 7, 63, 2**31, -(2**31), 2**53 + 1, 2**62, 2**63 - 1, -(2**63))
REALS = (0.0, -0.0, 1.0, -1.0, 0.1, 6.0, -7.5, 5e-324, 1.7e308, inf, -inf, nan)
ARITHMETIC = ("+", "-", "*", "/", "//", "%")
COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")


def function(operator):
    return made(f"@pragmac.jit\ndef f(x, y):\n    return x {operator} y\n")


def beyond_64_bits(operator, x, y):
    """Whether CPython's answer is an int that needs more than 64 bits (D2)."""
    try:
        answer = eval(f"x {operator} y", {"x": x, "y": y})
    except (ZeroDivisionError, ValueError, OverflowError):
        return False
    return type(answer) is int and not -(2**63) <= answer < 2**63


@pytest.mark.parametrize("operator", [*ARITHMETIC, *COMPARISONS, "&", "|", "^"])
def test_ints(operator):
    for x, y in itertools.product(INTS, INTS):
        error = "OverflowError" if beyond_64_bits(operator, x, y) else None
        assert_scalar_equal(function(operator), x, y, error=error)


@pytest.mark.parametrize("operator", ["<<", ">>"])
def test_shifts(operator):
    for x, y in itertools.product(INTS, (0, 1, 5, 31, 62, 63, 64, -1)):
        error = "OverflowError" if beyond_64_bits(operator, x, y) else None
        assert_scalar_equal(function(operator), x, y, error=error)


@pytest.mark.parametrize("operator", [*ARITHMETIC, *COMPARISONS])
def test_floats(operator):
    for x, y in itertools.product(REALS, REALS):
        assert_scalar_equal(function(operator), x, y)


@pytest.mark.parametrize("operator", [*ARITHMETIC, *COMPARISONS])
def test_ints_with_floats(operator):
    for x, y in itertools.product(INTS, REALS):
        assert_scalar_equal(function(operator), x, y)
        assert_scalar_equal(function(operator), y, x)


@pytest.mark.parametrize("operator", ["+", "-", "*", "/", "==", "!="])
def test_complexes(operator):
    values = (
        0j,
        1j,
        -0.0 - 1j,
        3 + 4j,
        complex(1e200, 1e200),
        complex(inf, 0.0),
        complex(0.0, nan),
    )
    for x, y in itertools.product(values, values):
        assert_scalar_equal(function(operator), x, y)
    for x, y in itertools.product(values, (0.0, 2.0, -3.5)):
        assert_scalar_equal(function(operator), x, y)


@pytest.mark.parametrize("operator", [*ARITHMETIC, *COMPARISONS, "&", "|", "^", "<<", ">>"])
def test_bools(operator):
    for x, y in itertools.product((False, True), (False, True)):
        assert_scalar_equal(function(operator), x, y)


def test_powers_of_ints():
    for x, y in itertools.product((0, 1, -1, 2, -3, 10), (0, 1, 2, 5, 18, 40, 62, 63)):
        error = "OverflowError" if beyond_64_bits("**", x, y) else None
        assert_scalar_equal(function("**"), x, y, error=error)


@pytest.mark.parametrize("call", ["max", "min"])
def test_choices_depend_on_the_order(call):
    f = made(f"@pragmac.jit\ndef f(x, y, z):\n    return {call}(x, y), {call}(x, y, z)\n")
    for triple in itertools.product((0.0, -0.0, nan, 1.0), repeat=3):
        assert_scalar_equal(f, *triple)


@pytest.mark.parametrize("call", ["int", "round", "math.floor", "math.ceil", "math.trunc"])
def test_floats_to_ints(call):
    f = made(f"@pragmac.jit\ndef f(x):\n    return {call}(x)\n")
    for x in (0.5, 1.5, 2.5, -0.5, -1.5, 2.9, -2.9, 1e15, 0.0, -0.0, nan, inf, -inf, 2.0**62):
        assert_scalar_equal(f, x)
    assert_scalar_equal(f, 1e19, error="OverflowError")
    assert_scalar_equal(f, 2.0**63, error="OverflowError")
    assert_scalar_equal(f, -(2.0**63))


def test_round_to_digits():
    f = made("@pragmac.jit\ndef f(x, n):\n    return round(x, n)\n")
    for x, n in itertools.product(
        (2.675, 0.5, 1234.5678, -1.005, 1e300, nan, inf), (0, 1, 2, -2, 5)
    ):
        assert_scalar_equal(f, x, n)


def test_divmod_and_pow():
    f = made("@pragmac.jit\ndef f(x, y):\n    q, r = divmod(x, y)\n    return q, r, pow(x, 2)\n")
    for x, y in itertools.product((7, -7, 0), (2, -2, 0)):
        assert_scalar_equal(f, x, y)
    for x, y in itertools.product((7.5, -7.5, 6.0), (0.1, -2.0, 0.0)):
        assert_scalar_equal(f, x, y)


def test_division_of_ints_is_rounded_once():
    for x, y in (
        (2**53 + 1, 3),
        (2**62 + 1, 3),
        (-(2**63), 7),
        (10**18 + 1, 10**17),
        (1, 2**62 + 1),
    ):
        assert_scalar_equal(function("/"), x, y)


DOMAINS = ("sqrt", "log", "log2", "log10", "log1p", "asin", "acos", "acosh", "atanh", "gamma",
           "exp", "cosh", "sin", "lgamma")  # fmt: skip


@pytest.mark.parametrize("name", DOMAINS)
def test_errors_of_math(name):
    f = made(f"@pragmac.jit\ndef f(x):\n    return math.{name}(x) * 0.0\n")
    for x in (-1.0, 0.0, -0.0, 1.0, 2.0, -2.0, 800.0, inf, -inf, nan):
        assert_scalar_equal(f, x)
