"""Subscripts read from index arrays and row pointers."""

from arguments import array, extent, indices, parameter, pointers, vector
from loop_case import loop


@loop(a=vector(), b=vector(), x=indices(), n=extent)
def gather(a, b, x, n: int):
    # pragma parallel for
    for i in range(n):
        b[i] = a[x[i]]


@loop(a=vector(), b=vector(), x=indices(), n=extent)
def scatter(a, b, x, n: int):
    # pragma parallel for
    for i in range(n):
        a[x[i]] = b[i]


@loop(a=vector(), x=indices("identity", "reversed", "permuted"), n=extent)
def scatter_of_permutations(a, x, n: int):
    """Free for these data, which only a test at run time can see."""
    # pragma parallel for
    for i in range(n):
        a[x[i]] = 2.0 * i


@loop(a=vector(), b=vector(), x=indices("equal"), n=extent)
def scatter_into_one(a, b, x, n: int):
    # pragma parallel for
    for i in range(n):
        a[x[0]] = b[i]


@loop(a=vector(), x=indices(), n=extent)
def gather_in_place(a, x, n: int):
    # pragma parallel for
    for i in range(n):
        a[i] = a[x[i]] + 1.0


@loop(a=vector(), b=vector(), x=indices(), n=extent)
def all_read_one_that_is_written(a, b, x, n: int):
    # pragma parallel for
    for i in range(n):
        a[i] = a[x[0]] + b[i]


@loop(a=vector(), b=vector(), x=indices(), n=extent)
def scatter_and_last(a, b, x, n: int):
    # pragma parallel for
    for i in range(n):
        b[0] = a[x[i]]


@loop(a=vector(), x=indices(), n=extent)
def scatter_then_neighbour(a, x, n: int):
    """The neighbour of x[0] is written by iteration 0, the one of x[1] by iteration 1."""
    # pragma parallel for
    for i in range(1, n):
        a[i] = a[i - 1] + x[i]


@loop(x=indices(), n=extent)
def index_array_changes(x, n: int):
    # pragma parallel for
    for i in range(n - 1):
        x[i] = x[i + 1]


@loop(a=vector(), x=indices(), n=extent)
def atomic_scatter(a, x, n: int):
    # pragma parallel for
    for i in range(n):
        # pragma atomic
        a[x[i]] += i * 1.0


@loop(a=vector(2), row=pointers(), n=extent)
def rows_between_pointers(a, row, n: int):
    # pragma parallel for
    for i in range(n):
        for j in range(row[i], row[i + 1]):
            a[j] = i * 1.0


@loop(a=vector(2), row=pointers("sorted", "empty"), n=extent)
def rows_between_sorted_pointers(a, row, n: int):
    # pragma parallel for
    for i in range(n):
        for j in range(row[i], row[i + 1]):
            a[j] += 1.0


@loop(v=vector(2), x=vector(2), y=vector(), row=pointers(), n=extent)
def sparse_product(v, x, y, row, n: int):
    # pragma parallel for
    for i in range(n):
        s = 0.0
        for j in range(row[i], row[i + 1]):
            s += v[j] * x[j]
        y[i] = s


@loop(a=vector(2), row=pointers("sorted", "overlapping"), n=extent)
def row_includes_the_next_start(a, row, n: int):
    # pragma parallel for
    for i in range(n - 1):
        a[row[i + 1]] = 1.0 * i
        a[row[i]] = 2.0


@loop(a=array(0, 0), x=indices(), n=extent)
def chosen_column_of_own_row(a, x, n: int):
    # pragma parallel for
    for i in range(n):
        a[i, x[i]] = 0.0


@loop(a=array(0, 0), x=indices(), n=extent)
def chosen_row_of_all(a, x, n: int):
    # pragma parallel for
    for i in range(n):
        for j in range(n):
            a[x[j], j] = a[i, j]


@loop(a=vector(), x=indices(), b=vector(), n=extent)
def own_copy_of_the_index(a, x, b, n: int):
    # pragma parallel for
    for i in range(n):
        k = x[i]
        b[i] = a[k] + a[n - 1 - k]


@loop(a=vector(), x=indices(), n=extent)
def two_steps_through_the_index(a, x, n: int):
    # pragma parallel for
    for i in range(n):
        a[x[x[i]]] = 1.0 * i


@loop(a=vector(2), b=vector(), x=indices("even", below=2), n=extent)
def even_targets_and_odd_reads(a, b, x, n: int):
    # pragma parallel for
    for i in range(n):
        a[x[i]] = a[2 * i + 1] + b[i]


@loop(a=vector(), x=indices(), y=indices("identity", "repeated"), n=extent)
def read_and_written_through_indices(a, x, y, n: int):
    # pragma parallel for
    for i in range(n):
        a[x[i]] = a[y[i]] + 1.0


@loop(a=vector(2), x=indices(), n=extent, p=parameter)
def sometimes_beside_the_index(a, x, n: int, p: int):
    # pragma parallel for
    for i in range(n):
        a[x[i] * min(p, 1)] = 1.0 * i


@loop(a=vector(), x=indices(), y=indices("identity", "permuted"), n=extent)
def through_two_index_arrays(a, x, y, n: int):
    # pragma parallel for
    for i in range(n):
        a[x[y[i]]] = 1.0 * i


@loop(a=vector(), b=vector(), x=indices(), n=extent)
def permuted_both_ways(a, b, x, n: int):
    """Writes through the index, reads the element of its own number."""
    # pragma parallel for
    for i in range(n):
        a[x[i]] = a[i] + b[i]


@loop(a=vector(), x=indices("identity", "reversed"), n=extent)
def reads_elsewhere_than_it_writes(a, x, n: int):
    # pragma parallel for
    for i in range(n // 2):
        a[i] = a[x[n - 1 - i]]


@loop(a=vector(2), row=pointers(), x=indices(), n=extent)
def columns_of_sparse_rows(a, row, x, n: int):
    # pragma parallel for
    for i in range(n):
        for j in range(row[i], row[i + 1]):
            a[x[i]] += 1.0 * j
