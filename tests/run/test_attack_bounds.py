"""Attacks on the entry tests of loops: they hold, fail or overflow; arrays of every layout."""
# ruff: noqa: B007, B018, B020, B905, E501, F821, F841

import numpy as np
import pragmac
import pytest
from same_as_python import Cases, compare

BIG = 2**63 - 1
LOW = -(2**63)
cases = Cases()


def ramp(*shape, dtype=np.float64):
    return np.arange(np.prod(shape), dtype=dtype).reshape(shape)


@cases(ramp(8), 0, 8, 0)
@cases(ramp(8), 0, 9, 0)
@cases(ramp(8), -8, 0, 0)
@cases(ramp(8), -9, 0, 0)
@cases(ramp(8), 3, 5, 3)
@cases(ramp(8), 3, 5, 4)
@cases(ramp(8), 5, 3, BIG)
@cases(ramp(8), 0, 1, BIG)
@cases(ramp(8), 0, 2**31, 2**31)
@cases(ramp(8), 2**31, 2**31 + 4, -(2**31))
@cases(ramp(8), -(2**31), 4 - 2**31, 2**31)
@cases(ramp(8), 2**62, 2**62 + 2, -(2**62))
@cases(ramp(0), 0, 0, 7)
@cases(ramp(1), 0, 1, 0)
@cases(ramp(1), -1, 1, 0)
def offset_decides(a, lo, hi, k):
    for i in range(lo, hi):
        a[i + k] = a[i + k] * 2 + 1
    return lo


@cases(ramp(8), 1, 0)
@cases(ramp(8), 2, 0)
@cases(ramp(8), 0, 7)
@cases(ramp(8), -1, 7)
@cases(ramp(8), -1, -1)
@cases(ramp(8), 2**61, 0)
@cases(ramp(8), 2**62 + 1, -(2**62))
def stride_decides(a, s, k):
    for i in range(8):
        a[s * i + k] += i
    return a[0]


@cases(ramp(6, 7), 6, 7)
@cases(ramp(6, 7), 7, 6)
@cases(ramp(6, 7), 5, 8)
@cases(ramp(6, 7), 0, 99)
@cases(ramp(6, 7), 99, 0)
@cases(ramp(6, 7), -1, 99)
@cases(ramp(0, 7), 0, 7)
@cases(ramp(6, 0), 6, 0)
def nest_fails_in_the_middle(a, n, m):
    for i in range(n):
        a[i, 0] = -1.0
        for j in range(m):
            a[i, j] += 1.0
    return n * m


@cases(ramp(9), 9)
@cases(ramp(9), 4)
@cases(ramp(9), 10)
def triangle(a, n):
    s = 0.0
    for i in range(n):
        for j in range(i, n):
            s += a[j - i] * a[j]
    for i in range(n):
        for j in range(n - i):
            s += a[i + j]
        for j in range(i - 1, -1, -1):
            s -= a[j]
    return s + n


@cases(ramp(9), 4)
@cases(ramp(9), 0)
@cases(ramp(9), 12)
def bounds_changed_inside(a, n):
    m = n
    k = 0
    for i in range(m):
        m = m - 2
        n += 1
        for j in range(m):
            k += 1
            a[j] = m
    return m, n, k


@cases(ramp(9), 9)
@cases(ramp(9), 0)
@cases(ramp(9), -3)
@cases(ramp(9), 1)
def index_after_the_loop(a, n):
    i = 77
    for i in range(n):
        a[i] = i
    j = 88
    for j in range(n, 0, -3):
        a[j - 1] += j
    return i, j


@cases(ramp(9), 0)
@cases(ramp(9), 2)
def index_after_the_loop_maybe_unbound(a, n):
    for i in range(n):
        a[i] = 0.0
    return i


@cases(ramp(9), 0)
@cases(ramp(9), 2)
def target_after_a_nest_maybe_unbound(a, n):
    for i in range(n):
        for j in range(i):
            t = a[j]
    a[8] = t
    return j


@cases(ramp(9), ramp(9), 3)
@cases(ramp(9), ramp(2), 3)
@cases(ramp(2), ramp(9), 3)
@cases(ramp(9), ramp(9), 0)
def guard_makes_it_safe(a, b, k):
    n = 0
    for i in range(9):
        if i < len(a) and i < len(b):
            a[i] = b[i]
            n += 1
        if i + k < a.shape[0]:
            a[i] += a[i + k]
    return n


@cases(ramp(9), 5)
@cases(ramp(9), 0)
@cases(ramp(9), -4)
def division_by_a_loop_variable(a, k):
    s = 0
    for i in range(-3, 9):
        s += 100 // (i - k)
    return s


@cases(ramp(9), 3)
@cases(ramp(9), 0)
def zero_trips_evaluate_nothing(a, k):
    for i in range(k, k):
        a[1000] = 1 // 0
    for i in range(k):
        for j in range(a.shape[0], a.shape[0]):
            a[j] = 1.0
    return k


@cases(2**40, 120)
@cases(2**40, 124)
@cases(-(2**40), 124)
def sums_overflow_in_the_middle(step, n):
    s = 0
    for i in range(n):
        s += step
        if i > 100:
            step = step * 2
    return s


@cases(3, 41)
@cases(3, 38)
@cases(-3, 41)
@cases(-2, 63)
@cases(-2, 64)
@cases(2, 62)
@cases(2, 63)
def power_by_multiplication(b, n):
    p = 1
    for i in range(n):
        p *= b
    return p


@cases(LOW)
@cases(BIG)
@cases(LOW + 1)
@cases(0)
def negation_and_abs(x):
    return -(x + 0), abs(x)


@cases(LOW, -1)
@cases(LOW, 1)
@cases(LOW, 2)
@cases(LOW, LOW)
def division_at_the_limit(x, y):
    return x % y, x // y


@cases(LOW, 1)
@cases(BIG, 1)
@cases(BIG, -1)
@cases(0, LOW)
def add_and_subtract_at_the_limit(x, y):
    a = x - y
    return a, x + y


@cases(1, 62)
@cases(1, 63)
@cases(-1, 63)
@cases(1, -1)
@cases(1, 64)
@cases(0, 1000)
@cases(-5, 1000)
@cases(5, -1000)
def shifts(x, n):
    return x >> n, x << n


@cases(2, 62)
@cases(2, 63)
@cases(-2, 63)
@cases(-2, 64)
@cases(0, 0)
@cases(1, BIG)
@cases(-1, BIG)
@cases(10, 18)
@cases(10, 19)
@cases(LOW, 1)
@cases(LOW, 2)
def powers(x, n):
    return x**n


# ---- layouts -------------------------------------------------------------------------------


def unaligned(n, offset=3, dtype=np.float64):
    size = np.dtype(dtype).itemsize
    raw = np.zeros(n * size + offset, np.uint8)
    a = raw[offset:].view(dtype)
    a[:] = np.arange(n)
    return a


def field(n, name="x"):
    packed = np.zeros(n, dtype=[("tag", "u1"), ("x", "f8"), ("k", "i4"), ("z", "c16"), ("h", "f2")])
    for key in packed.dtype.names:
        packed[key] = np.arange(n)
    return packed[name]


def read_only(n):
    a = ramp(n)
    a.flags.writeable = False
    return a


VIEWS = {
    "reversed": lambda: ramp(8)[::-1],
    "every third": lambda: ramp(24)[::3],
    "every third backwards": lambda: ramp(24)[::-3],
    "column": lambda: ramp(8, 5)[:, 2],
    "diagonal": lambda: np.diagonal(ramp(8, 8)).copy()[::1],
    "unaligned": lambda: unaligned(8),
    "unaligned backwards": lambda: unaligned(8)[::-1],
    "field f8": lambda: field(8),
    "field i4": lambda: field(8, "k"),
    "field c16": lambda: field(8, "z"),
    "field f2": lambda: field(8, "h"),
    "from buffer": lambda: np.frombuffer(bytearray(8 * 8 + 1), np.float64, 8, 1),
    "real part": lambda: (ramp(8) * (1 + 2j)).real,
    "imaginary part": lambda: (ramp(8) * (1 + 2j)).imag[::-1],
    "unaligned i2": lambda: unaligned(8, 1, np.int16),
    "unaligned c8": lambda: unaligned(8, 5, np.complex64),
    "unaligned bool": lambda: unaligned(8, 1, np.bool_),
    "negative zero stride": lambda: np.lib.stride_tricks.as_strided(ramp(8), (8,), (0,)),
    "windows": lambda: np.lib.stride_tricks.as_strided(ramp(9), (8,), (8,)),
    "overlapping elements": lambda: np.lib.stride_tricks.as_strided(ramp(9), (8,), (4,)),
}


def running(a, b):
    for i in range(1, a.shape[0]):
        b[i] = a[i] + b[i - 1]
    for i in range(a.shape[0]):
        a[-i] += b[i]


def spread(a, b):
    # pragma parallel for
    for i in range(a.shape[0]):
        a[i] = b[i] * 2 + i


for make_a in VIEWS.values():
    for make_b in VIEWS.values():
        pair = lambda make_a=make_a, make_b=make_b: (make_a(), make_b())  # noqa: E731
        a, b = pair()
        if a.dtype.kind not in "cb" and b.dtype.kind not in "cb":
            cases(make=pair)(running)
            cases(make=pair)(spread)


@cases(make=lambda: (np.broadcast_to(np.float64(3), (5, 6)), np.zeros((5, 6))))
@cases(make=lambda: (ramp(6, 5).T, np.zeros((5, 6))))
@cases(make=lambda: (ramp(5, 6), np.zeros((6, 5)).T))
@cases(make=lambda: (ramp(10, 12)[::2, ::-2], np.zeros((6, 5)).T))
@cases(make=lambda: (ramp(5, 6)[::-1], np.zeros((10, 6))[:5]))
@cases(make=lambda: (ramp(5, 6)[:, :1], np.zeros((5, 6))[:, 3:4]))
@cases(make=lambda: (ramp(5, 6)[:0], np.zeros((5, 6))))
@cases(make=lambda: (np.asfortranarray(ramp(5, 6)), np.zeros((5, 6))))
def two_dimensions(a, b):
    # pragma parallel for
    for i in range(a.shape[0]):
        for j in range(a.shape[1]):
            b[i, j] = a[i, j] + i - j


@cases(make=lambda: (read_only(5),))
def write_to_read_only(a):
    s = a[0] + a[4]
    a[1] = s


@cases(make=lambda: (read_only(5), -1))
@cases(make=lambda: (read_only(5), 3))
@cases(make=lambda: (read_only(5), 30))
def write_to_read_only_sometimes(a, k):
    if k > 0:
        a[k] = 1 // 0
    return a[0]


@cases(make=lambda: (read_only(5),))
def write_to_read_only_late(a):
    for i in range(5):
        if i == 3:
            a[i] = 1.0


def wide(a, n):
    s = 0
    for i in range(n):
        s = a.shape[1] * 4 + i
    return s


@cases()
def wide_and_local():
    a = np.zeros((0, 2**46), np.int8)
    return a.shape[1] * 4


@cases.parametrize()
def test_as_python(function, arguments, make):
    compare(function, *arguments, make=make)


@pytest.mark.parametrize("array", [np.zeros((0, 2**61), np.int8),
                                   np.broadcast_to(np.int8(1), (1, 2**47))])  # fmt: skip
def test_extents_beyond_memory_are_refused(array):
    with pytest.raises(pragmac.CompileError, match="2\\*\\*47"):
        pragmac.jit(wide)(array, 3)


def test_widest_broadcast():
    a = np.broadcast_to(np.int8(1), (1, 2**47 - 1))
    assert pragmac.jit(wide)(a, 3) == wide(a, 3)
