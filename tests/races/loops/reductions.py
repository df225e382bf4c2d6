"""Reductions, atomic updates, and what only looks like them."""

import numpy as np
from arguments import array, extent, indices, parameter, signs, vector
from loop_case import loop


@loop(a=vector(), n=extent)
def sum_of_elements(a, n: int):
    s = 0.0
    # pragma parallel for
    for i in range(n):
        s += a[i]
    return s


@loop(a=vector(), b=vector(), n=extent)
def dot_product(a, b, n: int):
    s = 0.0
    # pragma parallel for reduction(+: s)
    for i in range(n):
        s = s + a[i] * b[i]
    return s


@loop(a=vector(), n=extent)
def maximum_by_comparison(a, n: int):
    m = -1.0
    k = -1
    # pragma parallel for
    for i in range(n):
        if a[i] > m:
            m = a[i]
            k = i
    return m, k


@loop(a=vector(), n=extent)
def minimum_by_ternary(a, n: int):
    m = 100.0
    # pragma parallel for
    for i in range(n):
        m = a[i] if a[i] < m else m
    return m


@loop(a=vector(), n=extent)
def two_reductions(a, n: int):
    s = 0.0
    m = np.float64(-1.0)
    # pragma parallel for
    for i in range(n):
        s -= a[i]
        m = np.maximum(m, a[i])
    return s, m


@loop(h=vector(), x=indices(), n=extent)
def atomic_histogram(h, x, n: int):
    # pragma parallel for
    for i in range(n):
        # pragma atomic
        h[x[i]] += 1.0


@loop(h=vector(), x=indices(), n=extent)
def histogram_with_clause(h, x, n: int):
    # pragma parallel for reduction(+: h)
    for i in range(n):
        h[x[i]] += 1.0


@loop(a=vector(), s=array(1), n=extent)
def atomic_sum_in_element(a, s, n: int):
    # pragma parallel for
    for i in range(n):
        # pragma atomic
        s[0] += a[i]


@loop(a=vector(), found=array(1), n=extent)
def same_value_stored(a, found, n: int):
    # pragma parallel for
    for i in range(n):
        if a[i] > 2.0:
            found[0] = 1.0


@loop(a=vector(), s=array(1), n=extent)
def sum_in_element(a, s, n: int):
    # pragma parallel for
    for i in range(n):
        s[0] += a[i]


@loop(a=vector(), s=array(2), n=extent)
def two_atomic_operations(a, s, n: int):
    # pragma parallel for
    for i in range(n):
        # pragma atomic
        s[0] += a[i]
        # pragma atomic
        s[0] *= 2.0


@loop(a=vector(), s=array(1), n=extent)
def atomic_update_read_elsewhere(a, s, n: int):
    # pragma parallel for
    for i in range(n):
        # pragma atomic
        s[0] += 1.0
        a[i] = s[0]


@loop(a=vector(), n=extent)
def sum_read_in_the_loop(a, n: int):
    s = 0.0
    # pragma parallel for
    for i in range(n):
        s += a[i]
        a[i] = a[i] + s
    return s


@loop(a=vector(), n=extent)
def two_operations_on_a_scalar(a, n: int):
    s = 1.0
    # pragma parallel for
    for i in range(n):
        s += a[i]
        s *= 0.5
    return s


@loop(a=vector(), n=extent)
def operand_holds_the_sum(a, n: int):
    s = 1.0
    # pragma parallel for
    for i in range(n):
        s += s * a[i]
    return s


@loop(a=vector(), m=array(1), n=extent)
def maximum_in_element(a, m, n: int):
    m[0] = 0.0
    # pragma parallel for
    for i in range(n):
        if a[i] > m[0]:
            m[0] = a[i]


@loop(a=vector(), found=array(1), n=extent)
def last_value_in_element(a, found, n: int):
    # pragma parallel for
    for i in range(n):
        if a[i] > 2.0:
            found[0] = a[i]


@loop(a=vector(), found=array(2), n=extent)
def two_values_stored(a, found, n: int):
    # pragma parallel for
    for i in range(n):
        if a[i] > 2.0:
            found[0] = 1.0
        else:
            found[0] = 2.0


@loop(a=vector(), found=array(1), n=extent)
def same_value_stored_and_read(a, found, n: int):
    # pragma parallel for
    for i in range(n):
        a[i] = found[0]
        found[0] = 1.0


@loop(h=array(4), a=vector(), n=extent)
def histogram_of_four(h, a, n: int):
    # pragma parallel for
    for i in range(n):
        h[i % 4] += a[i]


@loop(h=vector(), x=indices(), n=extent)
def plain_histogram(h, x, n: int):
    # pragma parallel for
    for i in range(n):
        h[x[i]] += 1.0


@loop(a=signs(), found=array(1), n=extent, p=parameter)
def sum_of_the_positive(a, found, n: int, p: int):
    # pragma parallel for
    for i in range(n):
        if a[i] > 0.0 and p > 0:
            found[0] += a[i]


@loop(a=vector(), m=vector(), x=indices("identity", "repeated"), n=extent)
def maximum_per_group(a, m, x, n: int):
    # pragma parallel for
    for i in range(n):
        if a[i] > m[x[i]]:
            m[x[i]] = a[i]


@loop(a=vector(), s=vector(), n=extent)
def running_minimum(a, s, n: int):
    # pragma parallel for
    for i in range(1, n):
        s[i] = min(s[i - 1], a[i])
