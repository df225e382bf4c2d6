"""Plain functions called from the loop: what they read and write counts as the loop's."""

from arguments import array, extent, indices, parameter, vector
from loop_case import loop


def square(x):
    return x * x


def element(a, i):
    return a[i]


def clamped(a, i):
    if i < 0:
        return 0.0
    return a[i]


def put(a, i, x):
    a[i] = x


def put_twice(a, i, x):
    put(a, i, x)
    put(a, i + 1, x * 0.5)


def add_atomically(a, i, x):
    # pragma atomic
    a[i] += x


def swap(a, i, j):
    t = a[i]
    a[i] = a[j]
    a[j] = t


def row_sum(a, i, n):
    s = 0.0
    for j in range(n):
        s += a[i, j]
    return s


def fill_row(a, i, n, x):
    for j in range(n):
        a[i, j] = x


def previous(i):
    return i - 1


def position(i, n):
    return (i * 2) % n


def count_up(counter):
    counter[0] += 1.0
    return counter[0]


@loop(a=vector(), b=vector(), n=extent)
def pure_function(a, b, n: int):
    # pragma parallel for
    for i in range(n):
        b[i] = square(a[i]) + square(b[i])


@loop(a=vector(), n=extent)
def function_stores_own_element(a, n: int):
    # pragma parallel for
    for i in range(n):
        put(a, i, element(a, i) + 1.0)


@loop(a=vector(), b=vector(), n=extent)
def function_with_two_returns(a, b, n: int):
    # pragma parallel for
    for i in range(n):
        b[i] = clamped(a, i - 1)


@loop(a=vector(), n=extent)
def two_returns_in_place(a, n: int):
    # pragma parallel for
    for i in range(n):
        a[i] = clamped(a, i - 1) + 1.0


@loop(a=vector(), n=extent)
def function_reads_neighbour(a, n: int):
    # pragma parallel for
    for i in range(1, n):
        a[i] = element(a, i - 1) + 1.0


@loop(a=vector(extra=1), n=extent)
def nested_functions_store(a, n: int):
    # pragma parallel for
    for i in range(n):
        put_twice(a, i, 1.0 * i)


@loop(a=vector(), n=extent)
def function_stores_into_one(a, n: int):
    # pragma parallel for
    for i in range(n):
        put(a, 0, 1.0 * i)


@loop(a=vector(), n=extent)
def index_from_function(a, n: int):
    # pragma parallel for
    for i in range(1, n):
        a[i] = a[previous(i)] + 1.0


@loop(a=vector(), b=vector(), n=extent)
def position_from_function(a, b, n: int):
    """Twice the index, modulo n: every element is written twice or, with an odd n, once."""
    # pragma parallel for
    for i in range(n):
        a[position(i, n)] = b[i]


@loop(a=vector(), n=extent)
def swap_with_the_first(a, n: int):
    # pragma parallel for
    for i in range(1, n):
        swap(a, 0, i)


@loop(a=vector(2), n=extent)
def swap_in_pairs(a, n: int):
    # pragma parallel for
    for i in range(n):
        swap(a, 2 * i, 2 * i + 1)


@loop(a=vector(extra=1), n=extent)
def swap_with_the_next(a, n: int):
    # pragma parallel for
    for i in range(n):
        swap(a, i, i + 1)


@loop(a=array(0, 0), b=vector(), n=extent)
def row_by_function(a, b, n: int):
    # pragma parallel for
    for i in range(n):
        b[i] = row_sum(a, i, n)


@loop(a=array(0, 0), n=extent)
def row_of_the_next_iteration(a, n: int):
    # pragma parallel for
    for i in range(1, n):
        fill_row(a, i - 1, n, row_sum(a, i, n))


@loop(a=array(0, 0), n=extent)
def first_row_for_all(a, n: int):
    # pragma parallel for
    for i in range(n):
        fill_row(a, 0, n, 1.0 * i)


@loop(a=vector(), x=indices(), n=extent)
def atomic_in_function(a, x, n: int):
    # pragma parallel for
    for i in range(n):
        add_atomically(a, x[i], 1.0)


@loop(counter=array(1), b=vector(), n=extent)
def counter_in_function(counter, b, n: int):
    # pragma parallel for
    for i in range(n):
        b[i] = count_up(counter)


@loop(a=vector(), x=indices(), n=extent)
def scatter_by_function(a, x, n: int):
    # pragma parallel for
    for i in range(n):
        put(a, x[i], 1.0 * i)


@loop(a=vector(3), n=extent, p=parameter)
def swap_at_distance_of_parameter(a, n: int, p: int):
    # pragma parallel for
    for i in range(n):
        swap(a, i, i + p)


def mirrored(i, n):
    return n - 1 - i


def chosen(x, i):
    if x[i] > 2:
        return x[i] - 1
    return x[i]


@loop(a=vector(), n=extent)
def position_mirrored_by_function(a, n: int):
    # pragma parallel for
    for i in range(n):
        a[mirrored(i, n)] = a[mirrored(i, n)] * 2.0


@loop(a=vector(), x=indices(), n=extent)
def position_chosen_by_function(a, x, n: int):
    # pragma parallel for
    for i in range(n):
        a[chosen(x, i)] = 1.0 * i
