"""Elements carried by the loop: read after written, written after read, written twice."""

from arguments import array, extent, parameter, vector
from loop_case import loop


@loop(a=vector(), n=extent)
def prefix_sum(a, n: int):
    # pragma parallel for
    for i in range(1, n):
        a[i] = a[i] + a[i - 1]


@loop(a=vector(), b=vector(), n=extent)
def shift_down(a, b, n: int):
    # pragma parallel for
    for i in range(n - 1):
        a[i] = a[i + 1] + b[i]


@loop(a=vector(extra=1), b=vector(), n=extent)
def written_twice(a, b, n: int):
    # pragma parallel for
    for i in range(n):
        a[i] = b[i]
        a[i + 1] = b[i] * 2.0


@loop(a=vector(), b=vector(), c=vector(), n=extent)
def statements_swapped(a, b, c, n: int):
    # pragma parallel for
    for i in range(1, n):
        b[i] = a[i - 1] + 1.0
        a[i] = c[i] * 2.0


@loop(a=vector(), b=vector(extra=1), n=extent)
def through_second_array(a, b, n: int):
    # pragma parallel for
    for i in range(1, n):
        b[i + 1] = a[i] * 0.5
        a[i] = b[i] + 1.0


@loop(a=vector(), n=extent)
def backward_recurrence(a, n: int):
    # pragma parallel for
    for i in range(n - 2, -1, -1):
        a[i] = a[i + 1] * 0.5 + a[i]


@loop(a=vector(), n=extent)
def reversed_copy_in_place(a, n: int):
    # pragma parallel for
    for i in range(n):
        a[i] = a[n - 1 - i]


@loop(a=vector(), b=vector(), n=extent)
def one_element_for_all(a, b, n: int):
    # pragma parallel for
    for i in range(n):
        a[0] = b[i]


@loop(a=vector(), n=extent)
def first_element_read_by_all(a, n: int):
    # pragma parallel for
    for i in range(n):
        a[i] = a[i] - a[0]


@loop(a=vector(), b=vector(), n=extent)
def halved_index(a, b, n: int):
    # pragma parallel for
    for i in range(n):
        a[i // 2] = b[i]


@loop(a=vector(), n=extent)
def relaxation_in_place(a, n: int):
    # pragma parallel for
    for i in range(1, n - 1):
        a[i] = (a[i - 1] + a[i + 1]) * 0.5


@loop(a=array(0, 0), n=extent)
def rows_depend(a, n: int):
    # pragma parallel for
    for i in range(1, n):
        for j in range(n):
            a[i, j] = a[i - 1, j] + 1.0


@loop(a=vector(4), b=vector(), n=extent)
def crossing_strides(a, b, n: int):
    # pragma parallel for
    for i in range(n):
        a[2 * i] = b[i]
        a[3 * i] = b[i] + 1.0


@loop(a=vector(), b=vector(), n=extent)
def relaxation_into_second(a, b, n: int):
    # pragma parallel for
    for i in range(1, n - 1):
        b[i] = (a[i - 1] + a[i + 1]) * 0.5


@loop(a=vector(2, 1), n=extent)
def odd_from_even(a, n: int):
    # pragma parallel for
    for i in range(n):
        a[2 * i + 1] = a[2 * i] * 2.0


@loop(a=vector(), n=extent)
def read_then_written_in_place(a, n: int):
    # pragma parallel for
    for i in range(n):
        x = a[i]
        a[i] = x * x + 1.0
        a[i] = a[i] - x


@loop(a=array(0, 0), n=extent)
def columns_in_order(a, n: int):
    # pragma parallel for
    for j in range(n):
        for i in range(1, n):
            a[i, j] = a[i - 1, j] + a[i, j]


@loop(a=vector(2), n=extent)
def upper_half_from_lower(a, n: int):
    # pragma parallel for
    for i in range(n):
        a[n + i] = a[i] + 1.0


@loop(a=vector(3, 2), n=extent, p=parameter)
def offset_by_parameter(a, n: int, p: int):
    # pragma parallel for
    for i in range(1, n + 1):
        a[i] = a[i + p] + 1.0


@loop(a=vector(), b=vector(), n=extent, p=parameter)
def stride_by_parameter(a, b, n: int, p: int):
    # pragma parallel for
    for i in range(n):
        a[i * p % n] = b[i]
