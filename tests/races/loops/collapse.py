"""Nests over two dimensions: `n * i + j`, `//` and `%`, and collapsed loops."""

from arguments import array, extent, parameter, vector
from loop_case import loop


@loop(a=array(-2, 0), n=extent)
def collapsed_elementwise(a, n: int):
    # pragma parallel for collapse(2)
    for i in range(n):
        for j in range(n):
            a[i, j] = a[i, j] * 2.0


@loop(a=array(0, 0), n=extent)
def collapsed_rows_carry(a, n: int):
    # pragma parallel for collapse(2)
    for i in range(1, n):
        for j in range(n):
            a[i, j] = a[i - 1, j] + 1.0


@loop(a=array(0, 0), n=extent)
def collapsed_inner_carries(a, n: int):
    """Iterations are pairs, so the dependence along the row is one between iterations."""
    # pragma parallel for collapse(2)
    for i in range(n):
        for j in range(1, n):
            a[i, j] = a[i, j - 1] + 1.0


@loop(a=array(0, 0), b=vector(), n=extent)
def collapsed_column_target(a, b, n: int):
    # pragma parallel for collapse(2)
    for i in range(n):
        for j in range(n):
            b[j] = a[i, j]


@loop(a=array(0, 0), n=extent)
def collapsed_triangle(a, n: int):
    # pragma parallel for collapse(2)
    for i in range(n):
        for j in range(i):
            a[j, i] = a[i, j]


@loop(a=array(0, 0), n=extent)
def diagonal_neighbour(a, n: int):
    # pragma parallel for
    for i in range(1, n):
        for j in range(1, n):
            a[i, j] = a[i - 1, j - 1] + 1.0


@loop(a=array(0, 0), n=extent)
def transposed_in_place(a, n: int):
    # pragma parallel for
    for i in range(n):
        for j in range(n):
            a[i, j] = a[j, i]


@loop(a=array(0, 0), b=array(0, 0), n=extent)
def transposed_into_second(a, b, n: int):
    # pragma parallel for
    for i in range(n):
        for j in range(n):
            b[i, j] = a[j, i]


@loop(a=array(0, 8), b=array(8, 0), n=extent)
def short_product(a, b, n: int):
    # pragma parallel for
    for i in range(n):
        for j in range(8):
            a[i, j] = 0.0
            for k in range(8):
                a[i, j] += b[k, i] * b[j, i]


@loop(a=vector(8), n=extent)
def flat_rows_of_eight(a, n: int):
    # pragma parallel for
    for i in range(n):
        for j in range(8):
            a[8 * i + j] = 1.0 * j


@loop(a=vector(8, 1), n=extent)
def flat_rows_one_too_long(a, n: int):
    # pragma parallel for
    for i in range(n):
        for j in range(9):
            a[8 * i + j] = 1.0 * i


@loop(a=array(0, 0), b=vector(40), n=extent)
def flat_rows_of_the_extent(a, b, n: int):
    """`n * i + j` with j < n: a row for each iteration."""
    # pragma parallel for
    for i in range(min(n, 40)):
        for j in range(n):
            b[n * i + j] = a[i, j]


@loop(b=vector(40), n=extent)
def flat_rows_overlap_by_one(b, n: int):
    # pragma parallel for
    for i in range(min(n, 38)):
        for j in range(n + 1):
            b[n * i + j] = 1.0 * i


@loop(b=vector(40), n=extent)
def flat_columns(b, n: int):
    # pragma parallel for
    for j in range(n):
        for i in range(40):
            b[n * i + j] = 1.0 * j


@loop(b=vector(80), n=extent)
def flat_row_above(b, n: int):
    # pragma parallel for
    for i in range(1, min(n, 40)):
        for j in range(n):
            b[n * i + j] = b[n * (i - 1) + j] + 1.0


@loop(a=array(0, 8), n=extent)
def quotient_and_remainder(a, n: int):
    # pragma parallel for
    for k in range(8 * n):
        a[k // 8, k % 8] = 1.0 * k


@loop(a=vector(), n=extent)
def quotient_alone(a, n: int):
    # pragma parallel for
    for k in range(8 * n):
        a[k // 8] = 1.0 * k


@loop(a=array(8), n=extent)
def remainder_alone(a, n: int):
    # pragma parallel for
    for k in range(n):
        a[k % 8] = 1.0 * k


@loop(a=array(0, 8), n=extent)
def quotient_and_wrong_remainder(a, n: int):
    # pragma parallel for
    for k in range(8 * n):
        a[k // 8, k % 4] = 1.0 * k


@loop(a=array(0, 0), n=extent)
def quotient_and_remainder_of_the_extent(a, n: int):
    # pragma parallel for
    for k in range(n * n):
        a[k // n, k % n] = 1.0 * k


@loop(a=array(0, 0, 2), n=extent)
def planes_meet(a, n: int):
    # pragma parallel for
    for i in range(n):
        for j in range(n):
            a[j, i, 0] = a[i, j, 1]
            a[i, j, 1] = 1.0


@loop(b=vector(80), n=extent, p=parameter)
def rows_of_parameter_length(b, n: int, p: int):
    # pragma parallel for
    for i in range(min(n, 30)):
        for j in range(n):
            b[(n + p) * i + j] = 1.0 * i


@loop(b=vector(80), n=extent, p=parameter)
def blocks_of_a_parameter(b, n: int, p: int):
    # pragma parallel for
    for i in range(min(n, 30)):
        for j in range(2):
            b[(p % 3 + 1) * i + j] = 1.0 * i


@loop(b=vector(40), n=extent)
def flat_diagonal(b, n: int):
    # pragma parallel for
    for i in range(min(n, 39)):
        b[n * i + i] = 1.0 * i


@loop(a=array(0, 0), n=extent)
def remainder_and_quotient_exchanged(a, n: int):
    # pragma parallel for
    for k in range(n * n):
        a[k % n, k // n] = a[k // n, k % n]
