"""Triangular nests: bounds of the inner loop depend on the outer one."""

from arguments import array, extent, parameter, vector
from loop_case import loop


@loop(a=array(0, 0), n=extent)
def lower_triangle(a, n: int):
    # pragma parallel for
    for i in range(n):
        for j in range(i):
            a[i, j] = a[i, j] * 2.0


@loop(a=array(0, 0), n=extent)
def upper_from_lower(a, n: int):
    # pragma parallel for
    for i in range(n):
        for j in range(i + 1, n):
            a[i, j] = a[j, i]


@loop(a=array(0, 0), b=vector(), n=extent)
def row_sums_of_triangle(a, b, n: int):
    # pragma parallel for
    for i in range(n):
        s = 0.0
        for j in range(i + 1):
            s += a[i, j]
        b[i] = s


@loop(a=vector(), b=vector(), n=extent)
def sums_of_prefixes(a, b, n: int):
    # pragma parallel for
    for i in range(n):
        b[i] = 0.0
        for j in range(i):
            b[i] += a[j]


@loop(a=array(0, 0), n=extent)
def symmetric_swap(a, n: int):
    # pragma parallel for
    for i in range(n):
        for j in range(i):
            t = a[i, j]
            a[i, j] = a[j, i]
            a[j, i] = t


@loop(a=array(0, 0), n=extent)
def diagonal_scales_its_row(a, n: int):
    # pragma parallel for
    for i in range(n):
        for j in range(i + 1, n):
            a[i, j] = a[i, j] / a[i, i]


@loop(a=array(0, 0), n=extent)
def diagonal_scales_its_column(a, n: int):
    """Column j below the diagonal, from row j and from rows that other iterations leave alone."""
    # pragma parallel for
    for j in range(n):
        for i in range(j + 1, n):
            a[i, j] = a[i, j] - a[j, j]


@loop(a=vector(), n=extent)
def forward_substitution(a, n: int):
    # pragma parallel for
    for i in range(n):
        for j in range(i):
            a[i] = a[i] - a[j]


@loop(a=vector(), n=extent)
def each_into_all_above(a, n: int):
    # pragma parallel for
    for i in range(n):
        for j in range(i + 1, n):
            a[j] += a[i]


@loop(a=vector(), b=vector(), n=extent)
def all_below_written(a, b, n: int):
    # pragma parallel for
    for i in range(n):
        for j in range(i):
            b[j] = a[i]


@loop(a=array(0, 0), n=extent)
def elimination(a, n: int):
    # pragma parallel for
    for k in range(n):
        for i in range(k + 1, n):
            for j in range(k, n):
                a[i, j] = a[i, j] - a[k, j]


@loop(a=array(0, 0), n=extent)
def symmetrised_twice(a, n: int):
    """Both triangles are written, each element by two iterations."""
    # pragma parallel for
    for i in range(n):
        for j in range(n):
            a[j, i] = a[i, j]


@loop(a=array(0, 0), n=extent)
def triangle_reads_the_row_above(a, n: int):
    # pragma parallel for
    for i in range(1, n):
        for j in range(i):
            a[i, j] = a[i - 1, j] + 1.0


@loop(a=vector(), n=extent)
def pair_distances(a, n: int):
    # pragma parallel for
    for i in range(n):
        for j in range(i + 1):
            a[i - j] += 1.0


@loop(a=array(0, 0), n=extent)
def antidiagonal_sums(a, n: int):
    # pragma parallel for
    for d in range(n):
        for i in range(d + 1):
            a[i, d - i] = a[i, d - i] + 1.0


@loop(a=array(0, 0), n=extent)
def wavefront_without_skew(a, n: int):
    # pragma parallel for
    for i in range(1, n):
        for j in range(i, n):
            a[i, j] = a[i - 1, j - 1] + 1.0


@loop(a=array(0, -2), n=extent, p=parameter)
def triangle_shifted_by_parameter(a, n: int, p: int):
    # pragma parallel for
    for i in range(1, n):
        for j in range(i):
            a[i, j] = a[i - p * p % 2, j]


@loop(a=vector(2, 1), n=extent, p=parameter)
def band_of_parameter(a, n: int, p: int):
    # pragma parallel for
    for i in range(n):
        for j in range(i, i + p + 1):
            a[j] = a[j] + 1.0
