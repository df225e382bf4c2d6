"""Two names for one array: renamings, arrays passed twice, and overlapping arguments."""

from arguments import array, extent, one_element, parameter, vector, view
from loop_case import loop


def copy_neighbour(to, source, i):
    to[i] = source[i - 1]


def swap_halves(left, right, i, n):
    t = left[i]
    left[i] = right[n - 1 - i]
    right[n - 1 - i] = t


def scaled(to, source, i):
    to[i] = source[i] * 2.0


@loop(a=vector(), n=extent)
def renamed_neighbour(a, n: int):
    b = a
    # pragma parallel for
    for i in range(1, n):
        a[i] = b[i - 1] + 1.0


@loop(a=vector(), n=extent)
def renamed_same_element(a, n: int):
    b = a
    # pragma parallel for
    for i in range(n):
        a[i] = b[i] + 1.0


@loop(a=vector(), n=extent)
def renamed_twice(a, n: int):
    b = a
    c = b
    # pragma parallel for
    for i in range(n):
        c[i // 2] = b[i]


@loop(a=vector(2), n=extent)
def renamed_other_half(a, n: int):
    b = a
    # pragma parallel for
    for i in range(n):
        b[n + i] = a[i]


@loop(a=vector(), n=extent)
def passed_twice(a, n: int):
    # pragma parallel for
    for i in range(1, n):
        copy_neighbour(a, a, i)


@loop(a=vector(), n=extent)
def passed_twice_same_element(a, n: int):
    # pragma parallel for
    for i in range(n):
        scaled(a, a, i)


@loop(a=vector(), n=extent)
def renamed_and_passed(a, n: int):
    b = a
    # pragma parallel for
    for i in range(n):
        swap_halves(a, b, i, n)


@loop(a=vector(), b=vector(), n=extent)
def passed_apart(a, b, n: int):
    # pragma parallel for
    for i in range(1, n):
        copy_neighbour(a, b, i)


@loop(a=vector(), b=view("a", "apart", "same", "ahead", "behind"), n=extent)
def copy_of_argument(a, b, n: int):
    # pragma parallel for
    for i in range(n):
        a[i] = b[i] + 1.0


@loop(a=vector(), b=view("a", "apart", "same"), n=extent)
def same_or_apart(a, b, n: int):
    # pragma parallel for
    for i in range(n):
        a[i] = a[i] * 2.0 + b[i]


@loop(a=vector(), b=view("a", "apart", "reversed"), n=extent)
def mirrored_argument(a, b, n: int):
    # pragma parallel for
    for i in range(n):
        a[i] = b[i] * 0.5


@loop(a=vector(), b=view("a", "ahead", "behind"), n=extent)
def always_shifted_argument(a, b, n: int):
    # pragma parallel for
    for i in range(n):
        a[i] = b[i] + 1.0


@loop(a=vector(), b=view("a", "same"), n=extent)
def neighbour_in_the_same_argument(a, b, n: int):
    # pragma parallel for
    for i in range(1, n):
        a[i] = b[i - 1] + 1.0


@loop(a=vector(), b=view("a", "same", "ahead"), n=extent)
def two_arguments_written(a, b, n: int):
    # pragma parallel for
    for i in range(1, n):
        a[i] = 1.0 * i
        b[i - 1] = 2.0 * i


@loop(a=vector(), b=view("a", "apart", "same", "ahead", "reversed"), n=extent)
def carried_whatever_overlaps(a, b, n: int):
    # pragma parallel for
    for i in range(1, n):
        a[i] = a[i - 1] + b[i]


@loop(a=vector(), b=view("a", "apart", "same"), n=extent)
def one_element_of_either(a, b, n: int):
    # pragma parallel for
    for i in range(n):
        b[0] = a[i]


@loop(a=one_element(), n=extent)
def stride_zero(a, n: int):
    # pragma parallel for
    for i in range(n):
        a[i] = 1.0 * i


@loop(a=array(0, 0), n=extent)
def renamed_matrix(a, n: int):
    b = a
    # pragma parallel for
    for i in range(n):
        for j in range(n):
            a[i, j] = b[j, i] + 1.0


@loop(a=vector(), b=vector(), n=extent, p=parameter)
def target_by_parameter(a, b, n: int, p: int):
    # pragma parallel for
    for i in range(1, n):
        if p > 0:
            copy_neighbour(b, b, i)
        else:
            copy_neighbour(a, b, i)
