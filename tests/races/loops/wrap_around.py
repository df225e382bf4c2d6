"""Negative indices: what wraps meets elements at the other end."""

from arguments import array, extent, indices, parameter, vector
from loop_case import loop


@loop(a=vector(), b=vector(), n=extent)
def written_one_behind(a, b, n: int):
    """Iteration 0 writes the last element, which no other iteration touches."""
    # pragma parallel for
    for i in range(n):
        a[i - 1] = b[i]


@loop(a=vector(), n=extent)
def last_read_by_all(a, n: int):
    # pragma parallel for
    for i in range(n):
        a[i] = a[-1] + 1.0


@loop(a=vector(), b=vector(), n=extent)
def last_read_but_not_written(a, b, n: int):
    # pragma parallel for
    for i in range(n - 1):
        a[i] = a[-1] + b[i]


@loop(a=vector(), n=extent)
def ring_of_neighbours(a, n: int):
    # pragma parallel for
    for i in range(n):
        a[i] = a[i - 1] + 1.0


@loop(a=vector(), b=vector(), n=extent)
def ring_into_second(a, b, n: int):
    # pragma parallel for
    for i in range(n):
        b[i] = a[i - 1] + a[i]


@loop(a=vector(2, 1), n=extent)
def only_the_wrap_conflicts(a, n: int):
    """Iteration 0 reads the last element, which iteration n writes."""
    # pragma parallel for
    for i in range(n + 1):
        a[2 * i] = a[2 * i - 1]


@loop(a=vector(2), n=extent)
def wrap_hits_an_odd_element(a, n: int):
    # pragma parallel for
    for i in range(n):
        a[2 * i] = a[2 * i - 1] + 1.0


@loop(a=vector(), n=extent)
def counted_from_the_end(a, n: int):
    # pragma parallel for
    for i in range(n):
        a[-i - 1] = 1.0 * i


@loop(a=vector(), b=vector(), n=extent)
def both_ends(a, b, n: int):
    # pragma parallel for
    for i in range(n):
        a[i] = b[i]
        a[-1 - i] = b[i] + 1.0


@loop(a=vector(), n=extent)
def from_the_other_end(a, n: int):
    # pragma parallel for
    for i in range(n):
        a[i] = a[-i]


@loop(a=vector(), b=vector(), n=extent)
def negative_range(a, b, n: int):
    # pragma parallel for
    for i in range(-n, 0):
        a[i] = b[i] + 1.0


@loop(a=vector(), n=extent)
def range_across_zero(a, n: int):
    # pragma parallel for
    for i in range(-n, n):
        a[i] = 1.0 * i


@loop(a=vector(), n=extent)
def half_across_zero(a, n: int):
    """From -(n // 2) to n // 2: the two halves do not meet."""
    h = n // 2
    # pragma parallel for
    for i in range(-h, h):
        a[i] = 1.0 * i


@loop(a=vector(extra=1), b=vector(), n=extent)
def three_points_of_a_ring(a, b, n: int):
    # pragma parallel for
    for i in range(n):
        a[i - 1] = b[i]
        a[i - 2] = b[i] + 1.0


@loop(a=array(0, 0), n=extent)
def last_row_read_by_all(a, n: int):
    # pragma parallel for
    for i in range(n):
        for j in range(n):
            a[i, j] = a[-1, j] + 1.0


@loop(a=array(0, 0), n=extent)
def last_column_of_own_row(a, n: int):
    # pragma parallel for
    for i in range(n):
        for j in range(n):
            a[i, j] = a[i, -1] + 1.0


@loop(a=array(0, 0), n=extent)
def row_behind_through_the_wrap(a, n: int):
    # pragma parallel for
    for i in range(n):
        for j in range(n):
            a[i, j] = a[i - 1, j - 1]


@loop(a=vector(), x=indices("identity", "negative", "mirrored"), n=extent)
def scatter_of_negative_indices(a, x, n: int):
    # pragma parallel for
    for i in range(n):
        a[x[i]] = 1.0 * i


@loop(a=vector(3), n=extent, p=parameter)
def start_before_zero_by_parameter(a, n: int, p: int):
    """With p = n the first n iterations wrap to the third third, which nothing else touches."""
    # pragma parallel for
    for i in range(n):
        a[i - p] = a[i] + 1.0


@loop(a=vector(), n=extent, p=parameter)
def one_end_or_the_other(a, n: int, p: int):
    # pragma parallel for
    for i in range(1, n - 1):
        a[i] = a[min(p, 0)] + 1.0
