"""Attacks on scalars across loops: swaps, partial assignment, stale facts, aliases of elements."""
# ruff: noqa: B007, B018, B020, B905, E501, F821, F841

import numpy as np
from same_as_python import Cases, compare

cases = Cases()


def ramp(*shape, dtype=np.float64):
    return np.arange(1, np.prod(shape) + 1, dtype=dtype).reshape(shape)


@cases(10)
@cases(0)
@cases(90)
@cases(93)
def fibonacci(n):
    a, b = 0, 1
    for _ in range(n):
        a, b = b, a + b
    return a


@cases(ramp(6), 5)
def rotation_of_three(a, n):
    x, y, z = a[0], a[1], a[2]
    for i in range(n):
        x, y, z = y, z, x + i
        if i == 2:
            x, z = z, x
    return x, y, z


@cases(ramp(6), 5)
@cases(ramp(6), 0)
def assigned_in_one_branch(a, n):
    s = np.float64(0)
    last = np.float64(100)
    for i in range(n):
        if a[i] % 2 == 0:
            last = a[i]
        elif i == 2:
            last = -last
        s = s * 3 + last
    return s, last


@cases(ramp(6), np.array([3, 9, 1, 7, 2, 0]))
def guard_on_an_element_that_changes(a, idx):
    s = 0.0
    for i in range(6):
        if idx[i] < 6:
            idx[(i + 1) % 6] = 2
            idx[i] += i
            if idx[i] < 6:
                s += a[idx[i]]
    return s


@cases(ramp(6), np.array([3, 9, 1, 7, 2, 0]))
def guard_outlives_its_element(a, idx):
    s = 0.0
    for i in range(6):
        if idx[i] < 6:
            idx[i] = 6
            s += a[idx[i]]
    return s


@cases(ramp(4))
def element_kept_before_the_store(a):
    x = a[0]
    a[0] = 5.0
    y = a[0]
    a[1] = x
    x = a[1]
    a[1] = a[0] + y
    return x, y, a[1]


@cases(make=lambda: (lambda a: (a, a, a[::-1]))(ramp(6)))
def aliases(a, b, c):
    x = a[0]
    b[0] = 7.0
    y = a[0]
    c[5] += y
    return x, y, a[0], c[0]


@cases(make=lambda: (lambda a: (a, a.view(np.int64)))(ramp(6)))
def aliases_of_other_dtype(a, b):
    s = a[0]
    for i in range(5):
        b[i] = b[i + 1]
        s += a[i]
    return s, b[0]


@cases(ramp(5, 5), 3)
def inner_loop_carries_to_the_outer(a, n):
    k = 0
    for i in range(n):
        for j in range(k, 5):
            if a[i, j] % 4 == 0:
                k = j
                break
            k += 1
        a[i, k - 1] = -k
        while k > 3:
            k -= 2
    return k


@cases(7)
@cases(0)
def counters_and_flags(n):
    found = False
    count = 0
    first = -1
    for i in range(n):
        hit = i * i % 5 == 4
        if hit and not found:
            first = i
            found = True
        count += hit
        found = found or hit
    return found, count, first


@cases(ramp(9), 4)
def index_from_a_counter(a, n):
    k = 0
    for i in range(9):
        if a[i] % 3 != 0:
            a[k] = a[i]
            k += 1
    for j in range(k, n):
        a[j] = 0
    return k


@cases(ramp(9), 10)
def counter_runs_off_the_array(a, n):
    k = 3
    for i in range(n):
        a[k] = i
        k += 1
    return k


@cases(ramp(9), 10)
def counter_runs_below_the_array(a, n):
    k = 3
    for i in range(n * 2):
        a[k] += i
        k -= 1
    return k


@cases(ramp(10), 3)
@cases(ramp(10), 10)
@cases(ramp(10), 11)
def early_exit_saves_a_bad_bound(a, n):
    for i in range(1000):
        if i == n:
            break
        a[i] += 1
    for i in range(1000):
        if i == n:
            return i
        a[i] += 1
    return -1


@cases(ramp(10), 3)
@cases(ramp(10), -1)
def continue_skips_a_bad_index(a, n):
    for i in range(-5, 50):
        if i < 0:
            continue
        if i >= 10 or i == n:
            continue
        a[i] += a[i - 10]
    return n


@cases(3, 4)
@cases(2**31, 2**31)
@cases(3037000499, 3037000499)
@cases(3037000499, -3037000500)
@cases(-1, 5)
def bounds_of_products(n, m):
    k = 0
    for i in range(n * m, n * m + 3):
        k += i - n * m
    return k


@cases(ramp(6), np.int32(2), np.uint8(250))
@cases(ramp(6), np.int32(-9), np.uint8(3))
def numpy_integers_as_bounds(a, lo, n):
    k = 0
    for i in range(lo, n):
        k += i
        if k > 3:
            break
        a[i] = n
    return k, n + np.uint8(10)


@cases(5)
def loop_kinds_grow(n):
    s = 0
    t = 1.0
    for i in range(n):
        s += 0.5
        t = t / (i + 1)
    return s if n else float(s), t


@cases(np.array([100, 100, 100], np.uint8))
def narrow_accumulator_wraps(a):
    s = 0
    for i in range(3):
        s += a[i]
    t = np.int64(0)
    for i in range(3):
        t += a[i]
    return s, t


@cases(ramp(6))
def conversions_inside_a_loop(a):
    n = 0
    for i in range(6):
        x = a[i] * 0.7
        j = int(x)
        n += j
        x = float(j) + x - int(x)
        a[i] = x
    return n


@cases(ramp(3, 4), 2)
def shape_is_unpacked(a, k):
    n, m = a.shape
    rows, _ = a.shape
    for i in range(n):
        for j in range(m):
            a[i, j] = i * m + j + rows
    return n * m, a.shape[0], a.shape[-1], len(a), a.size, a.ndim


@cases(ramp(3), ramp(3) * 2, 4)
@cases(ramp(3), ramp(3) * 2, 0)
def names_of_arrays_swap(a, b, n):
    c = a
    a = b
    b = c
    for i in range(3):
        a[i] += b[i] * n
    return a[0], b[0], c[0]


@cases(ramp(5))
def chained_and_annotated_assignment(a):
    x = y = a[0] = a[1] + 1
    z: float = x * 2
    w: int
    a[2], (u, a[3]) = 9, (x, z)
    u += w if False else 1
    return x, y, z, u


@cases(4)
def deleted_facts_after_a_while(n):
    k = n
    while k < 100:
        k = k * 2 + 1
    j = k
    while j > 0:
        j //= 3
        k -= j
        if k < 50:
            k = n
            break
    return j, k


@cases(np.zeros(5, np.int64), 3)
def element_as_loop_state(a, n):
    a[0] = 0
    while a[0] < n:
        a[0] += 1
        a[a[0]] = a[0] * 10
    return a[0]


@cases(np.zeros((4, 4)), 4)
def mirrored(a, n):
    for i in range(n):
        for j in range(i + 1):
            a[i, j] = i * 10 + j
            a[j, i] = a[i, j]
            a[-1 - i, -1 - j] += 1
    return a[0, 3]


@cases.parametrize()
def test_as_python(function, arguments, make):
    compare(function, *arguments, make=make)
