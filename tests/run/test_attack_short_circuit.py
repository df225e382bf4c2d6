"""Attacks on lazily evaluated operands: what would raise must not, what is reached must."""
# ruff: noqa: B007, B018, B020, B905, E501, F821, F841

import math

import numpy as np
from same_as_python import Cases, compare

cases = Cases()
A = np.array([4.0, 0.0, -1.0, 9.0])
NEAR = [-9, -5, -4, -1, 0, 1, 2, 3, 4, 5, 2**62]


def on_every(*lists):
    """Every combination as a case of its own."""

    def add(function):
        import itertools

        for values in itertools.product(*lists):
            cases(A.copy(), *values)(function)
        return function

    return add


@on_every(NEAR)
def guarded_load(a, i):
    return i >= 0 and i < len(a) and a[i] > 3


@on_every(NEAR)
def guarded_load_by_or(a, i):
    return i < 0 or i >= len(a) or a[i] > 3


@on_every(NEAR)
def half_guarded(a, i):
    return i < 4 and a[i] > 0


@on_every(NEAR)
def guarded_division(a, i):
    return i != 0 and 10 // i > 2 and 10 % (i - 1) == 0


@on_every(NEAR)
def ternary_load(a, i):
    return a[i] if -4 <= i < 4 else 0.5


@on_every(NEAR, [0, 1, 5])
def ternary_in_ternary(a, i, j):
    return a[i] if i < 4 else (a[j] if j < 4 else 1 // (j - 5))


@on_every(NEAR)
def value_of_and(a, i):
    return (i and 100 // i, i or 7, bool(i - 1 and i - 2 and a[i % 4]))


@on_every(NEAR)
def chain_stops_early(a, i):
    return 0 <= i < 4 <= a[i] < 10


@on_every(NEAR)
def chain_of_loads(a, i):
    return a[0] > a[1] > a[i]


@on_every(NEAR)
def domain_errors_behind_a_guard(a, i):
    x = a[i % 4]
    return x >= 0 and math.sqrt(x) > 1, math.log(x) if x > 0 else 0.0


@on_every(NEAR)
def domain_errors(a, i):
    return math.sqrt(a[i % 4])


@on_every(NEAR)
def overflow_behind_a_guard(a, i):
    return i < 2**40 and i * i * i > 0 or i - 1 > 0


@on_every(NEAR)
def not_and_or_mixed(a, i):
    return not (i < 0 or not (i < 4 and not a[i] == 0)) and 1 // (i - 3) < 0


@on_every(NEAR)
def while_condition_is_lazy(a, i):
    n = 0
    while i >= 0 and i < len(a) and a[i] >= 0:
        n += 1
        i += 1
    return n, i


@on_every(NEAR)
def element_stored_in_a_lazy_arm_is_checked(a, i):
    if i < 4 and (i >= 0 or a[i + 4] > 0):
        a[i] = a[i] + 1 if a[i] else a[i - 1]
    return a[3]


@on_every(NEAR)
def index_of_an_index_is_lazy(a, i):
    return a[int(a[i]) if 0 <= i < 3 else 3] if i != 2**62 else a[-i]


@on_every(NEAR)
def lazy_arms_in_a_loop(a, k):
    s = 0.0
    for i in range(-2, 7):
        s += a[i + k] if 0 <= i + k < 4 and i != 3 else (a[-1] if i % 2 else 0.25)
        s += 1.0 if i > 3 or a[i] > 0 else 2.0
    return s


@on_every(NEAR)
def evaluated_for_its_error_only(a, i):
    a[i]
    i // (i - 1)
    i == 3 and a[77]
    return i


@on_every(NEAR)
def eager_neighbours(a, i):
    return max(a[i % 4], 1 // (i - 5)), (i > 5) & (a[i] > 0)


@on_every(NEAR)
def assert_is_lazy(a, i):
    assert i < 4 or a[i % 4] > 0
    assert not (i < -4) and a[i] != 0, "message"
    return a[i]


@cases.parametrize()
def test_as_python(function, arguments, make):
    compare(function, *arguments, make=make, kinds=False)
