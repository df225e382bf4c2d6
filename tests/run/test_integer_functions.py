"""math's functions of integers, ldexp and ulp, against CPython over edges and random values."""

import math
import random

import numpy as np
import pytest
from same_as_python import compare, jitted, outcome

EDGES = [0, 1, -1, 2, 3, 4, 7, 8, 9, 12, 15, 16, 17, 20, 21, 33, 34, 66, 67, -6, 2**31, 2**53 + 1]
LARGE = [2**62, 2**63 - 1, -(2**63) + 1, 3037000499**2, 3037000499**2 - 1, 3037000500 * 3, 10**18]


def gcd(a, b):
    return math.gcd(a, b)


def lcm(a, b):
    return math.lcm(a, b)


def comb(a, b):
    return math.comb(a, b)


def perm(a, b):
    return math.perm(a, b)


@pytest.mark.parametrize("function", [gcd, lcm, comb, perm], ids=lambda f: f.__name__)
def test_two_integers(function):
    compiled = jitted(function)
    draw = random.Random(7)
    values = EDGES + (LARGE if function in (gcd, lcm) else [])
    pairs = [(a, b) for a in values for b in values]
    pairs += [(draw.randrange(-(10**9), 10**9), draw.randrange(-(10**6), 10**6)) for _ in range(50)]
    if function in (comb, perm):  # CPython would compute numbers of millions of digits
        pairs = [(a, b) for a, b in pairs if min(b, a - b if function is comb else b) < 100]
        pairs += [(a, b) for a in range(60, 70) for b in range(25, 40)]
    for pair in pairs:
        compare(compiled, *pair)


def one(n):
    return math.isqrt(n)


def factorial(n):
    return math.factorial(n)


def permutations(n):
    return math.perm(n)


@pytest.mark.parametrize("function", [one, factorial, permutations], ids=lambda f: f.__name__)
def test_one_integer(function):
    compiled = jitted(function)
    draw = random.Random(8)
    values = [v for v in EDGES if v < 100]
    if function is one:
        roots = [draw.randrange(0, 3037000499) for _ in range(300)]
        values = EDGES + LARGE + [r * r + d for r in roots for d in (-1, 0, 1)]
    for value in values:
        compare(compiled, value)


def kinds(a, b, c):
    return math.gcd(), math.gcd(a), math.gcd(a, b, c), math.lcm(), math.lcm(a, b, c), math.isqrt(c)


@pytest.mark.parametrize("kind", [int, np.int8, np.uint64, np.int32])
def test_kinds_are_pythons(kind):
    compare(kinds, kind(12), kind(18), True)


def steps(x):
    return math.ulp(x)


def test_ulp():
    compiled = jitted(steps)
    values = [0.0, -0.0, 1.0, -1.5, 3, 5e-324, 2.2250738585072014e-308, 1e300, math.inf, -math.inf]
    values += [math.nan, 1.7976931348623157e308, -1.7976931348623157e308, True, np.float32(0.1)]
    for value in values:
        compare(compiled, value)


def scaled(x, n):
    return math.ldexp(x, n)


def test_ldexp():
    compiled = jitted(scaled)
    draw = random.Random(9)
    values = [0.0, -0.0, 1.0, -1.5, 5e-324, -2.2250738585072014e-308, 1.7976931348623157e308]
    values += [math.inf, -math.inf, math.nan, 3, np.float32(0.1)]
    values += [draw.uniform(1, 2) * 2.0 ** draw.randrange(-1070, 1023) for _ in range(60)]
    exponents = [0, 1, -1, True, 1023, 1024, -1022, -1023, -1074, -1075, 2098, 2200, -2099, -2150]
    exponents += [10**18, -(10**18), *(draw.randrange(-1200, 1200) for _ in range(20))]
    for x in values:
        for n in exponents:
            compare(compiled, x, n)
    for bits in range(-1080, -1000):  # halves of the least subnormal, where only one step may round
        for x in values[-8:]:
            compare(compiled, math.frexp(x)[0], bits)


def in_a_parallel_loop(a, out):
    # pragma parallel for
    for i in range(a.shape[0]):
        out[i] = math.gcd(a[i], 360) + math.isqrt(a[i]) + math.comb(a[i], 3)


def test_in_a_parallel_loop():
    make = lambda: (np.arange(100), np.zeros(100, np.int64))  # noqa: E731
    ours, theirs = make(), make()
    assert outcome(jitted(in_a_parallel_loop), ours, "")[0] == "value"
    in_a_parallel_loop(*theirs)
    assert ours[1].tolist() == theirs[1].tolist()
