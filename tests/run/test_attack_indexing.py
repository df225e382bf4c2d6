"""Attacks on indices: wrap-around, every range, extremes of int64, odd subscripts."""
# ruff: noqa: B007, B018, B020, B905, E501, F821, F841

import numpy as np
from same_as_python import Cases, compare

BIG = 2**63 - 1
LOW = -(2**63)
cases = Cases()


def ramp(*shape, dtype=np.float64):
    return np.arange(np.prod(shape), dtype=dtype).reshape(shape)


@cases(ramp(5), 0)
@cases(ramp(5), -1)
@cases(ramp(5), -5)
@cases(ramp(5), -6)
@cases(ramp(5), 5)
@cases(ramp(5), BIG)
@cases(ramp(5), LOW)
@cases(ramp(5), np.uint8(255))
@cases(ramp(5), np.int8(-1))
@cases(ramp(5), np.uint64(2**64 - 1))
@cases(ramp(5), np.uint64(4))
@cases(ramp(0), 0)
@cases(ramp(0), -1)
def one_element(a, i):
    return a[i]


@cases(ramp(3, 4), 2, 3)
@cases(ramp(3, 4), -3, -4)
@cases(ramp(3, 4), -4, 9)
@cases(ramp(3, 4), 0, 4)
@cases(ramp(3, 0), 0, 0)
def second_axis_fails_alone(a, i, j):
    return a[i, j]


@cases(ramp(3, 4), 2, 3)
@cases(ramp(3, 4), 3, 9)
@cases(ramp(3, 4), -3, -5)
def row_then_column(a, i, j):
    return a[i][j] + a[i, j]


@cases(ramp(6), np.zeros(6))
def neighbours_wrap_on_the_left(a, b):
    for i in range(a.shape[0]):
        b[i] = a[i - 1] - a[i - 2]


@cases(ramp(6), np.zeros(6))
def neighbour_on_the_right_fails_late(a, b):
    for i in range(a.shape[0]):
        b[i] = a[i + 1]


@cases(ramp(6), np.zeros(6))
@cases(ramp(1), np.zeros(1))
@cases(ramp(0), np.zeros(0))
def reversed_by_negative_index(a, b):
    for i in range(len(a)):
        b[i] = a[-i - 1]


@cases(ramp(6), np.zeros(6))
def one_before_the_first(a, b):
    for i in range(len(a) + 1):
        b[-i] = a[-i]


@cases(ramp(6), -7, 6, 1)
@cases(ramp(6), -6, 6, 1)
@cases(ramp(6), 5, -7, -1)
@cases(ramp(6), 5, -8, -1)
@cases(ramp(6), 5, -1, -2)
@cases(ramp(6), 0, 6, 0)
@cases(ramp(6), 3, 3, -1)
@cases(ramp(6), 0, BIG, BIG)
@cases(ramp(6), 5, LOW, LOW)
@cases(ramp(6), 5, LOW, -BIG)
@cases(ramp(6), BIG - 1, BIG, 1)
@cases(ramp(6), LOW, LOW + 2, 1)
@cases(ramp(6), LOW, BIG, BIG)
@cases(ramp(6), BIG, LOW, LOW)
def any_range(a, lo, hi, step):
    s = np.float64(0)
    for i in range(lo, hi, step):
        s = s * 2 + a[i]
    return s


@cases(LOW, LOW + 3)
@cases(BIG - 3, BIG)
@cases(BIG, LOW)
def index_near_the_limits(lo, hi):
    last = 0
    n = 0
    for i in range(lo, hi):
        last = i
        n += 1
    return last, n


@cases(LOW, BIG)
@cases(0, BIG)
def loop_left_at_once(lo, hi):
    n = 0
    for i in range(lo, hi):
        n += 1
        if n == 3:
            break
    return n, i


@cases(LOW, BIG, 2**62)
@cases(BIG, LOW, -(2**62))
@cases(LOW, BIG, 3 * 2**61)
@cases(0, BIG, BIG - 1)
def giant_steps(lo, hi, step):
    n = 0
    s = 0
    for i in range(lo, hi, step):
        n += 1
        s ^= i
    return n, s


@cases(LOW, BIG)
def giant_constant_steps(lo, hi):
    n = 0
    s = 0
    for i in range(lo, hi, 4611686018427387904):
        n += 1
        s ^= i
    for i in range(hi, lo, -4611686018427387904):
        n += 1
        s ^= i * 1
    for i in range(hi, lo, -9223372036854775807):
        n += 1
        s ^= i
    return n, s


@cases(ramp(9), BIG - 8)
@cases(ramp(9), 9)
@cases(ramp(9), 0)
@cases(ramp(9), LOW)
def index_sum_overflows(a, k):
    s = 0.0
    for i in range(9):
        s += a[(i + k) - k]
    return s


@cases(ramp(9), BIG // 8 + 1)
@cases(ramp(9), 1)
@cases(ramp(9), -1)
def index_product_overflows(a, k):
    s = 0.0
    for i in range(9):
        s += a[i * k]
    return s


@cases(np.zeros(7, np.int64), -3)
@cases(np.zeros(7, np.int64), 3)
@cases(np.zeros(7, np.int64), 0)
@cases(np.zeros(7, np.int64), BIG)
@cases(np.zeros(7, np.int64), LOW)
def floor_and_mod_subscripts(a, k):
    for i in range(7):
        a[i % k] += 1
        a[i // k] += 10
    return a[0]


@cases(np.zeros(7, np.int64), ramp(7, dtype=np.uint8))
@cases(np.zeros(7, np.int64), np.array([0, 3, 3, 3, 6, 7, 0], np.uint8))
@cases(np.zeros(7, np.int64), np.array([0, -1, -7, -8, 3], np.int8))
@cases(np.zeros(7, np.int64), np.array([1, 2, 2**64 - 1], np.uint64))
@cases(np.zeros(7, np.int64), np.array([1, 2, -(2**63)], np.int64))
@cases(np.zeros(7, np.int64), np.array([], np.int64))
def histogram(h, x):
    for i in range(x.shape[0]):
        h[x[i]] += 1


@cases(np.zeros(7, np.int64), np.array([1, 2, 255], np.uint8))
def sums_of_small_indices_wrap_in_their_dtype(h, x):
    for i in range(x.shape[0]):
        h[x[i] + 1] += 1


@cases(np.zeros((4, 4)))
def diagonal_and_anti_diagonal(a):
    n = a.shape[0]
    for i in range(n):
        a[i, i] = 1.0
        a[i, -1 - i] += 2.0
        a[~i, i] += 4.0


@cases(ramp(2, 3, 4), np.zeros(24))
def odometer(a, out):
    k = 0
    for x in range(a.shape[0] - 1, -1, -1):
        for y in range(0, a.shape[1], 2):
            for z in range(-a.shape[2], 0):
                out[k] = a[x, y, z]
                k += 1
    return k


@cases(ramp(5), np.zeros(5))
def index_variable_reassigned(a, b):
    for i in range(5):
        b[i] = a[i]
        i = i - 3
        b[i] += 100.0
    return i


@cases(np.array([3, 0, 4, 1, 2]))
@cases(np.array([3, 0, 5, 1, 2]))
@cases(np.array([3, 0, -6, 1, 2]))
def chased_pointers(p):
    i = 0
    n = 0
    while p[i] != 0 and n < 10:
        i = p[p[i]]
        n += 1
    return i, n


@cases(ramp(5), -9, 14)
@cases(ramp(5), 0, 5)
def guarded_access(a, lo, hi):
    s = 0.0
    for i in range(lo, hi):
        if i >= 0 and i < a.shape[0]:
            s += a[i]
        elif 0 <= i + 5 < 5:
            s += 10 * a[i + 5]
    return s


@cases(ramp(5), -9, 14)
def guard_with_or(a, lo, hi):
    s = 0.0
    for i in range(lo, hi):
        if i < 0 or i >= len(a) or a[i] == 3.0:
            continue
        s += a[i]
    return s


@cases(ramp(5), 3)
@cases(ramp(5), 7)
def guard_on_a_variable_that_changes(a, n):
    s = 0.0
    for i in range(n):
        j = i
        if j < 5:
            j += 2
            s += a[j - 2]
            if j < 5:
                s += a[j]
    return s


@cases(np.zeros(4), 5.0)
@cases(np.zeros(4), 2.0)
def right_side_before_subscript(a, x):
    i = 0
    a[i // 0] = a[9]


@cases(ramp(4))
def augmented_reads_subscript_first(a):
    a[7] += a[8] / 0


@cases(ramp(4), np.array([1, 1, 1, 1]))
def augmented_subscript_is_read_once(a, p):
    k = 0
    a[p[k]] += a[p[k] + 1]
    p[p[p[0]]] += 1
    return p[1]


@cases(np.array(2.5))
def zero_dimensional(a):
    a[()] += 1.0
    x = a[()]
    return x * 2


@cases(ramp(3), 1, 2, 0)
def tuple_swaps(a, i, j, k):
    a[i], a[j] = a[j], a[i]
    i, a[i] = k, a[i] * 7
    return i


@cases(ramp(4), 0)
def targets_are_assigned_left_to_right(a, i):
    i, a[i] = 2, 9.0
    a[i], i = 5.0, 3
    return i


@cases(ramp(4, 4), 4611686018427387904)
@cases(ramp(4, 4), 1)
def flattened_subscript(a, k):
    s = 0.0
    for i in range(4):
        for j in range(4):
            s += a[(i * 4 + j * k) // 4, (i * 4 + j * k) % 4]
    return s


@cases.parametrize()
def test_as_python(function, arguments, make):
    compare(function, *arguments, make=make)
