"""Attacks on kinds: every operator on every pair of kinds, joins, limits, NumPy's special cases."""
# ruff: noqa: B007, B018, B020, B905, E501, F821, F841

import itertools
import operator

import numpy as np
import pragmac
import pytest
from same_as_python import Cases, bits, compare, outcome

BIG = 2**63 - 1
LOW = -(2**63)

VALUES = [
    True, False, 0, 1, -1, 3, -7, 127, 255, -128, 40000, BIG, LOW,
    0.0, -0.0, 1.5, -2.5, 0.1, 6.0, float("inf"), float("nan"), 1e308, 5e-324,
    1j, 2 - 3j,
    np.True_, np.False_,
    np.int8(-128), np.int8(5), np.int8(-1), np.uint8(200), np.uint8(0),
    np.int16(-300), np.uint16(65535), np.int32(-(2**31)), np.int32(7), np.uint32(2**32 - 1),
    np.int64(LOW), np.int64(-1), np.int64(3), np.int64(0), np.uint64(2**64 - 1), np.uint64(2),
    np.float16(2.5), np.float16(-65504), np.float16("nan"), np.float32(0.1), np.float32(-3),
    np.float32("inf"), np.float64(0.1), np.float64(-0.0), np.float64(2**53), np.float64(-7),
    np.complex64(1 - 2j), np.complex128(0.5 + 1j), np.complex128(0),
]  # fmt: skip


def add(x, y):
    return x + y


def sub(x, y):
    return x - y


def mul(x, y):
    return x * y


def div(x, y):
    return x / y


def floor(x, y):
    return x // y


def mod(x, y):
    return x % y


def power(x, y):
    return x**y


def both(x, y):
    return x & y


def either(x, y):
    return x | y


def differ(x, y):
    return x ^ y


def left(x, y):
    return x << y


def right(x, y):
    return x >> y


def less(x, y):
    return x < y


def at_most(x, y):
    return x <= y


def same(x, y):
    return x == y


def other(x, y):
    return x != y


def above(x, y):
    return x > y


def at_least(x, y):
    return x >= y


def larger(x, y):
    return max(x, y)


def smaller(x, y):
    return min(x, y)


def np_larger(x, y):
    return np.maximum(x, y)


def np_smaller(x, y):
    return np.minimum(x, y)


def conjunction(x, y):
    return bool(x and y)


def disjunction(x, y):
    return bool(x or y)


def pair(x, y):
    return divmod(x, y)


def chain(x, y):
    return x < y < x


def np_add(x, y):
    return np.add(x, y)


def np_floor(x, y):
    return np.floor_divide(x, y)


def np_logical(x, y):
    return np.logical_xor(x, y)


BINARY = [add, sub, mul, div, floor, mod, power, both, either, differ, left, right, less, at_most,
          same, other, above, at_least, larger, smaller, np_larger, np_smaller, conjunction,
          disjunction, pair, chain, np_add, np_floor, np_logical]  # fmt: skip


def saturates(name, x):
    return name.startswith(("to_i", "to_u")) and isinstance(x, np.floating)


def deviates(name, x, y, expected):
    """Results that a numbered deviation changes."""
    items = expected[1] if isinstance(expected[1], tuple) else (expected[1],)
    if any(type(v) is int and not LOW <= v <= BIG for v in items):  # D2
        return True
    if name in ("conjunction", "disjunction") and 5e-324 in (x, y):  # D1: 0 in the other's dtype
        return type(x) is not type(y)
    if name in ("larger", "smaller"):  # D6: one kind for both
        return type(x) is not type(y)
    if name == "power":
        if all(type(v) in (bool, int) for v in (x, y)) and y < 0:  # D7
            return True
        return any(isinstance(v, (float, complex, np.inexact)) for v in (x, y))  # D9
    return saturates(name, x) or (name == "np_size" and isinstance(x, complex))  # D4, D9


# Legal in Python and refused: complex numbers are ordered and have a sign in NumPy alone.
REFUSED = {"P401", "P429"}
REFUSED_FUNCTIONS = {"sign"}


def values_for(name):
    # CPython never finishes 40000**(2**63 - 1).
    small = [v for v in VALUES if type(v) is not int or abs(v) < 300]
    return small if name in ("power", "left") else VALUES


@pytest.mark.parametrize("function", BINARY, ids=lambda f: f.__name__)
def test_every_operator_on_every_pair(function):
    compiled = pragmac.jit(function)
    wrong = []
    for x, y in itertools.product(values_for(function.__name__), repeat=2):
        expected = outcome(function, (x, y), __file__)
        try:
            got = outcome(compiled, (x, y), __file__)
        except pragmac.CompileError as error:
            code = error.diagnostics[0].code
            if expected[:2] != ("error", TypeError) and code not in REFUSED:
                wrong.append((x, y, expected, code))
            continue
        if deviates(function.__name__, x, y, expected):
            continue
        if expected[0] != got[0] or (
            got != expected if got[0] == "error" else bits(got[1]) != bits(expected[1])
        ):
            wrong.append((x, y, expected, got))
    shown = "\n".join(f"{x!r}, {y!r}: {e} / {g}" for x, y, e, g in wrong[:40])
    assert not wrong, f"{len(wrong)} wrong\n{shown}"


def negate(x):
    return -x


def plus(x):
    return +x


def invert(x):
    return ~x


def negation(x):
    return not x


def size(x):
    return abs(x)


def to_int(x):
    return int(x)


def to_float(x):
    return float(x)


def to_bool(x):
    return bool(x)


def to_complex(x):
    return complex(x)


def rounded(x):
    return round(x)


def to_i8(x):
    return np.int8(x)


def to_u8(x):
    return np.uint8(x)


def to_u64(x):
    return np.uint64(x)


def to_i64(x):
    return np.int64(x)


def to_f16(x):
    return np.float16(x)


def to_f32(x):
    return np.float32(x)


def to_c64(x):
    return np.complex64(x)


def to_np_bool(x):
    return np.bool_(x)


def np_size(x):
    return np.abs(x)


def root(x):
    return np.sqrt(x)


def square(x):
    return np.square(x)


def sign(x):
    return np.sign(x)


def np_floor1(x):
    return np.floor(x)


def is_nan(x):
    return np.isnan(x)


def real_and_imag(x):
    return x.real, x.imag


UNARY = [negate, plus, invert, negation, size, to_int, to_float, to_bool, to_complex, rounded,
         to_i8, to_u8, to_u64, to_i64, to_f16, to_f32, to_c64, to_np_bool, np_size, root, square,
         sign, np_floor1, is_nan, real_and_imag]  # fmt: skip


@pytest.mark.parametrize("function", UNARY, ids=lambda f: f.__name__)
def test_every_unary_operation(function):
    compiled = pragmac.jit(function)
    wrong = []
    for x in VALUES:
        expected = outcome(function, (x,), __file__)
        try:
            got = outcome(compiled, (x,), __file__)
        except pragmac.CompileError as error:
            refused = expected[0] == "error" and issubclass(expected[1], TypeError)
            if not refused and function.__name__ not in REFUSED_FUNCTIONS:
                wrong.append((x, expected, error.diagnostics[0].code))
            continue
        if deviates(function.__name__, x, x, expected):
            continue
        if expected[0] != got[0] or (
            got != expected if got[0] == "error" else bits(got[1]) != bits(expected[1])
        ):
            wrong.append((x, expected, got))
    shown = "\n".join(f"{x!r}: {e} / {g}" for x, e, g in wrong[:40])
    assert not wrong, f"{len(wrong)} wrong\n{shown}"


def store(a, x):
    a[0] = x


def add_to(a, x):
    a[0] += x


def subtract_from(a, x):
    a[0] -= x


def divide(a, x):
    a[0] /= x


def floor_by(a, x):
    a[0] //= x


def remainder(a, x):
    a[0] %= x


DTYPES = ["?", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8", "c8", "c16"]


def outside_of_integers(dtype, result):
    if np.dtype(dtype).kind not in "iu" or isinstance(result, type):
        return False
    info = np.iinfo(dtype)
    if isinstance(result, (float, complex, np.inexact)):
        value = complex(result)
        return not (value.imag == 0 and info.min <= value.real <= info.max)
    return isinstance(result, np.integer) and not info.min <= int(result) <= info.max


@pytest.mark.parametrize(
    "function",
    [store, add_to, subtract_from, divide, floor_by, remainder],
    ids=lambda f: f.__name__,
)
@pytest.mark.parametrize("dtype", DTYPES)
def test_every_value_into_every_element(function, dtype):
    compiled = pragmac.jit(function)
    operation = {
        "store": lambda e, x: x, "add_to": operator.add, "subtract_from": operator.sub,
        "divide": operator.truediv, "floor_by": operator.floordiv, "remainder": operator.mod,
    }[function.__name__]  # fmt: skip
    wrong = []
    for x, start in itertools.product(VALUES, (0, 1, 100)):
        ours, theirs = np.full(1, start, dtype), np.full(1, start, dtype)
        expected = outcome(function, (theirs, x), __file__)
        result = outcome(operation, (theirs[0] if expected[0] == "error" else
                                     np.full(1, start, dtype)[0], x), __file__)[1]  # fmt: skip
        try:
            got = outcome(compiled, (ours, x), __file__)
        except pragmac.CompileError as error:
            if expected[:2] != ("error", TypeError):
                wrong.append((start, x, expected, error.diagnostics[0].code))
            continue
        if outside_of_integers(dtype, result):  # D4
            continue
        equal = got == expected if got[0] == "error" else bits(ours) == bits(theirs)
        if expected[0] != got[0] or not equal:
            wrong.append((start, x, (expected, theirs), (got, ours)))
    shown = "\n".join(f"{s} {x!r}: {e} / {g}" for s, x, e, g in wrong[:40])
    assert not wrong, f"{len(wrong)} wrong\n{shown}"


cases = Cases()


@cases(np.array([1.5, 2.5], np.float32))
@cases(np.array([1.5], np.float16))
@cases(np.array([200, 100], np.uint8))
@cases(np.array([100, 100], np.int8))
@cases(np.array([True, True]))
@cases(np.array([1 + 2j], np.complex64))
@cases(np.array([2**63], np.uint64))
def sum_from_zero(x):
    s = 0
    for v in x:
        s += v
    return s


@cases(np.array([1.5, 2.5], np.float32))
@cases(np.array([200, 100], np.uint8))
@cases(np.array([True, True]))
@cases(np.array([1 + 2j], np.complex64))
def product_from_float_one(x):
    s = 1.0
    for v in x:
        s *= v
    return s


@cases(1)
@cases(-1)
def conditional_kinds(n):
    x = 1.0 if n > 0 else np.float32(3)
    y = True if n > 0 else False
    z = n if n > 0 else 0
    return x * np.float32(0.1), y + y, z


@cases(3)
def straight_line_kinds(n):
    s = n
    s = s / 2
    s = np.float32(s)
    s = s + 1
    t = s = n = 2
    n *= 1.5
    return s, t, n


@cases(2**53 + 1)
@cases(-(2**53) - 1)
@cases(BIG)
@cases(LOW)
def exact_mixed_comparisons(n):
    f = float(n)
    return n == f, n < f, n > f, n / 3, n / n, f == np.int64(n), np.int64(n) < f, np.float64(f) == n


@cases(np.float32(0.1), 0.1)
@cases(np.float16(0.1), 0.1)
@cases(np.float64(0.1), 0.1)
def weak_comparison(x, y):
    return x == y, x < y, x + y, x - y, y % x, y // x


@cases(5)
@cases(-5)
def bool_arithmetic(n):
    t = n > 0
    return (
        t + t,
        t * 3,
        t - 1,
        -t,
        t / 2,
        t // 2,
        t % 2,
        t**2,
        t & True,
        t | False,
        t ^ t,
        ~t,
        t << 2,
    )


@cases(np.array([True, False]))
def numpy_bool_arithmetic(a):
    t = a[0]
    f = a[1]
    return t + t, t * f, t & f, t | f, t ^ t, t + 1, t * 2.5, t / t, ~t, t // t, t % t, t**f


@cases(3.7)
@cases(-3.7)
@cases(1e30)
@cases(float("nan"))
@cases(float("-inf"))
@cases(2.0**63)
@cases(-(2.0**63))
def float_to_int(x):
    return int(x)


@cases(2.5)
@cases(-0.5)
@cases(1e300)
@cases(float("inf"))
@cases(float("nan"))
@cases(2.675)
def rounding(x):
    return round(x), round(x, 2), round(x, 0)


@cases(1j, 2.0)
@cases(complex("nan+1j"), 0.0)
@cases(3 - 4j, -1)
@cases(np.complex64(3 - 4j), 2)
@cases(complex(-0.0, -0.0), 1)
def complex_arithmetic(z, x):
    return z * z, z + x, x - z, -z, z == x, z != z, z.real, z.imag, z * x


@cases(1j, 0j)
@cases(1j, 2 - 1j)
@cases(np.complex128(1j), 0j)
@cases(1j, complex("inf"))
def complex_division(z, w):
    return z / w


@cases(np.array([1, 2], np.int8))
@cases(np.array([1, 2], np.uint64))
@cases(np.array([1, 2], np.float16))
def literal_too_large_for_the_dtype(a):
    a[0] = a[1] + 1
    return a[0] + 300


@cases(np.array([1, 2], np.uint8))
def negative_literal_with_unsigned(a):
    return a[0] + -1


@cases(np.array([1, 2], np.int8), 127)
@cases(np.array([1, 2], np.int8), 128)
@cases(np.array([1, 2], np.int8), -129)
@cases(np.array([1, 2], np.uint32), -1)
def variable_too_large_for_the_dtype(a, n):
    return a[0] + n


@cases(np.array([1, 2], np.int8), 300)
@cases(np.array([1, 2], np.uint8), -1)
def compare_beyond_the_dtype(a, n):
    return a[0] < n, n == a[0], a[1] >= n, max(n, n)


@cases(np.array([100], np.int8))
def wraps_where_numpy_wraps(a):
    x = a[0] * a[0]
    a[0] += 100
    y = np.int32(2**31 - 1) + np.int32(1)
    z = np.uint8(3) - np.uint8(4)
    return x, y, z, np.int8(-128) // np.int8(-1), -np.int8(-128), abs(np.int8(-128))


@cases(np.array([3.9, -3.9], np.float64), np.zeros(2, np.int32))
def truncating_store(a, b):
    for i in range(2):
        b[i] = a[i]
        b[i] += 0.5


@cases.parametrize()
def test_as_python(function, arguments, make):
    compare(function, *arguments, make=make)


def joins_float32_and_float64(n):
    if n:
        x = np.float32(1)
    else:
        x = np.float64(1)
    return x


def joins_int_parameter_and_float(n):
    x = 0.5
    if n:
        x = n
    return x


def joins_array_and_number(n):
    x = np.zeros(3)
    if n:
        x = 1.0
    return x


@pytest.mark.parametrize(
    "function", [joins_float32_and_float64, joins_int_parameter_and_float, joins_array_and_number]
)
def test_joins_that_do_not_agree_name_both_lines(function):
    with pytest.raises(pragmac.CompileError) as refused:
        pragmac.jit(function)(3)
    found = refused.value.diagnostics[0]
    assert found.code in ("P401", "P402", "P415")
    first = function.__code__.co_firstlineno
    lines = {found.line, *(note["line"] for note in found.notes if note.get("line"))}
    assert len([line for line in lines if first < line <= first + 6]) >= 2, found.rendered
