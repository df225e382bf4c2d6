"""Dependences at a distance, against the width of `simd` and for `parallel`, which has none."""

from arguments import array, extent, parameter, vector
from loop_case import loop


@loop(a=vector(), n=extent)
def simd_distance_one(a, n: int):
    # pragma simd
    for i in range(1, n):
        a[i] = a[i - 1] + 1.0


@loop(a=vector(), n=extent)
def simd_distance_two(a, n: int):
    # pragma simd
    for i in range(2, n):
        a[i] += a[i - 2]


@loop(a=vector(), n=extent)
def simd4_distance_three(a, n: int):
    # pragma simd(4)
    for i in range(3, n):
        a[i] = a[i - 3] * 0.5


@loop(a=vector(), n=extent)
def simd4_distance_four(a, n: int):
    """Four lanes meet this dependence: each reads what the four before it have left."""
    # pragma simd(4)
    for i in range(4, n):
        a[i] = a[i - 4] * 0.5


@loop(a=vector(2), n=extent)
def simd4_distance_eight(a, n: int):
    # pragma simd(4)
    for i in range(8, 2 * n):
        a[i] = a[i - 8] + 1.0


@loop(a=vector(), n=extent)
def simd8_distance_four(a, n: int):
    # pragma simd(8)
    for i in range(4, n):
        a[i] = a[i - 4] + 1.0


@loop(a=vector(2), n=extent)
def simd_distance_in_iterations(a, n: int):
    """Eight elements apart, four iterations apart."""
    # pragma simd(8)
    for i in range(8, 2 * n, 2):
        a[i] = a[i - 8] + 1.0


@loop(a=vector(), b=vector(), n=extent)
def simd_reads_ahead(a, b, n: int):
    # pragma simd(4)
    for i in range(n - 1):
        a[i] = a[i + 1] * b[i]


@loop(a=vector(), n=extent)
def parallel_distance_four(a, n: int):
    # pragma parallel for
    for i in range(4, n):
        a[i] = a[i - 4] + 1.0


@loop(a=vector(2), n=extent)
def parallel_distance_nine(a, n: int):
    # pragma parallel for
    for i in range(2 * n - 9):
        a[i] = a[i + 9] + 1.0


@loop(a=vector(), b=vector(), n=extent)
def parallel_two_distances(a, b, n: int):
    # pragma parallel for
    for i in range(5, n):
        a[i] = b[i - 2] + 1.0
        b[i] = a[i - 5]


@loop(a=vector(), n=extent)
def distance_of_half_the_extent(a, n: int):
    # pragma parallel for
    for i in range(n // 2, n):
        a[i] = a[i - n // 2] + 1.0


@loop(a=vector(2), n=extent)
def distance_of_a_third(a, n: int):
    # pragma parallel for
    for i in range(n // 3, n):
        a[i] = a[i - n // 3] + 1.0


@loop(a=vector(), b=vector(), n=extent)
def simd_without_dependence(a, b, n: int):
    # pragma simd(8)
    for i in range(n):
        a[i] = a[i] * 2.0 + b[i]


@loop(a=vector(2), n=extent)
def simd_step_of_the_distance(a, n: int):
    # pragma simd
    for i in range(1, n, 2):
        a[i] = a[i - 1] + a[i + 1]


@loop(a=vector(), n=extent)
def parallel_step_beyond_the_distance(a, n: int):
    # pragma parallel for
    for i in range(2, n, 4):
        a[i] = a[i - 2] + a[i - 1]


@loop(a=array(0, 8), n=extent)
def short_rows_carry(a, n: int):
    # pragma parallel for
    for i in range(n):
        for j in range(1, 8):
            a[i, j] = a[i, j - 1] + 1.0


@loop(a=array(0, 0), n=extent)
def inner_simd_of_columns(a, n: int):
    for i in range(1, n):
        # pragma simd
        for j in range(n):
            a[i, j] = a[i - 1, j] + 1.0


@loop(a=array(0, 0), n=extent)
def inner_simd_along_the_row(a, n: int):
    for i in range(n):
        # pragma simd(8)
        for j in range(2, n):
            a[i, j] = a[i, j - 2] + 1.0


@loop(a=vector(3, 2), n=extent, p=parameter)
def simd_distance_by_parameter(a, n: int, p: int):
    # pragma simd
    for i in range(1, n + 1):
        a[i] = a[i + p] * 0.5


@loop(a=vector(2, 4), n=extent, p=parameter)
def parallel_distance_by_parameter(a, n: int, p: int):
    """Never at distance nought: p * p + 1 is 1, 2 or more than n."""
    # pragma parallel for
    for i in range(n):
        a[i] = a[(i + p * p + 1) % (2 * n + 4)]


@loop(a=vector(), n=extent, p=parameter)
def start_by_parameter(a, n: int, p: int):
    # pragma parallel for
    for i in range(p + 1, n):
        a[i] = a[i - 1] + 1.0
