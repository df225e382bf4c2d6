"""Several loops in a function, and parallel loops inside one another."""

from arguments import array, extent, parameter, vector
from loop_case import loop


@loop(a=vector(), b=vector(), n=extent)
def second_reads_what_first_wrote(a, b, n: int):
    # pragma parallel for
    for i in range(n):
        a[i] = b[i] * 2.0
    # pragma parallel for
    for i in range(1, n):
        b[i] = a[i - 1]


@loop(judged=2, a=vector(), b=vector(), n=extent)
def first_free_second_carries(a, b, n: int):
    # pragma parallel for
    for i in range(n):
        a[i] = b[i] * 2.0
    # pragma parallel for
    for i in range(1, n):
        a[i] = a[i - 1] + b[i]


@loop(a=vector(), b=vector(), n=extent)
def first_carries_second_free(a, b, n: int):
    # pragma parallel for
    for i in range(1, n):
        a[i] = a[i - 1] + b[i]
    # pragma parallel for
    for i in range(n):
        b[i] = a[i]


@loop(a=vector(), b=vector(), n=extent)
def fused_would_conflict(a, b, n: int):
    # pragma parallel for
    for i in range(n):
        a[i] = 1.0 * i
    for i in range(n):
        b[i] = a[n - 1 - i]


@loop(judged=2, a=vector(), n=extent)
def scalar_from_the_first_loop(a, n: int):
    t = 0.0
    # pragma parallel for
    for i in range(n):
        t = a[i]
    # pragma parallel for
    for i in range(n):
        a[i] = a[i] + t


@loop(judged=2, a=vector(), b=vector(), n=extent)
def sum_continues_in_the_second(a, b, n: int):
    s = 0.0
    # pragma parallel for
    for i in range(n):
        s += a[i]
    # pragma parallel for
    for i in range(n):
        s += a[i]
        b[i] = s


@loop(a=array(0, 0), n=extent)
def outer_and_inner_free(a, n: int):
    # pragma parallel for
    for i in range(n):
        # pragma parallel for
        for j in range(n):
            a[i, j] = 1.0 * i + j


@loop(a=array(0, 0), n=extent)
def outer_carries_inner_free(a, n: int):
    # pragma parallel for
    for i in range(1, n):
        # pragma parallel for
        for j in range(n):
            a[i, j] = a[i - 1, j] + 1.0


@loop(judged=2, a=array(0, 0), n=extent)
def inner_free_outer_carries(a, n: int):
    # pragma parallel for
    for i in range(1, n):
        # pragma parallel for
        for j in range(n):
            a[i, j] = a[i - 1, j] * 0.5


@loop(judged=2, a=array(0, 0), n=extent)
def inner_carries_outer_free(a, n: int):
    # pragma parallel for
    for i in range(n):
        # pragma parallel for
        for j in range(1, n):
            a[i, j] = a[i, j - 1] + 1.0


@loop(a=array(0, 0), n=extent)
def outer_free_inner_carries(a, n: int):
    # pragma parallel for
    for i in range(n):
        # pragma simd
        for j in range(1, n):
            a[i, j] = a[i, j - 1] + 1.0


@loop(a=array(0, 0), n=extent)
def inner_parallel_in_serial_time(a, n: int):
    """The time loop runs in order; each step reads the row before."""
    for t in range(1, n):
        # pragma parallel for
        for j in range(1, n - 1):
            a[t, j] = (a[t - 1, j - 1] + a[t - 1, j + 1]) * 0.5


@loop(a=vector(), n=extent)
def relaxed_in_place_in_time(a, n: int):
    for _ in range(3):
        # pragma parallel for
        for j in range(1, n - 1):
            a[j] = (a[j - 1] + a[j + 1]) * 0.5


@loop(a=array(0, 0), n=extent)
def step_of_shortest_paths(a, n: int):
    """Row k stays as it is only because a[k, k] is not negative, which the data decide."""
    for k in range(n):
        # pragma parallel for
        for i in range(n):
            for j in range(n):
                a[i, j] = min(a[i, j], a[i, k] + a[k, j])


@loop(a=array(0, 0), n=extent)
def step_of_elimination(a, n: int):
    for k in range(n):
        # pragma parallel for
        for i in range(k + 1, n):
            for j in range(k, n):
                a[i, j] = a[i, j] - a[k, j] * 0.5


@loop(a=vector(), n=extent)
def odd_even_exchange(a, n: int):
    for t in range(n):
        # pragma parallel for
        for i in range(t % 2, n - 1, 2):
            if a[i] > a[i + 1]:
                x = a[i]
                a[i] = a[i + 1]
                a[i + 1] = x


@loop(a=vector(), n=extent)
def bubble_pass(a, n: int):
    # pragma parallel for
    for i in range(n - 1):
        x = a[i]
        a[i] = min(x, a[i + 1])
        a[i + 1] = max(x, a[i + 1])


@loop(judged=3, a=vector(), b=vector(), n=extent)
def third_of_three(a, b, n: int):
    # pragma parallel for
    for i in range(n):
        a[i] = 1.0
    # pragma simd
    for i in range(n):
        b[i] = a[i]
    # pragma parallel for
    for i in range(n):
        b[i // 3] = a[i] + 1.0


@loop(a=array(0, 0), b=vector(), n=extent)
def inner_sum_then_neighbour(a, b, n: int):
    # pragma parallel for
    for i in range(1, n):
        s = 0.0
        for j in range(n):
            s += a[i, j]
        b[i] = s + b[i - 1]


@loop(judged=2, a=array(0, 0), n=extent)
def sieve_strikes_multiples(a, n: int):
    """The judged loop strikes multiples of one number; nothing is struck twice."""
    # pragma simd
    for i in range(n):
        a[0, i] = 1.0
    for k in range(2, n):
        # pragma parallel for
        for i in range(2 * k, n, k):
            a[0, i] = 0.0


@loop(judged=2, a=array(0, -3), n=extent, p=parameter)
def inner_shift_by_parameter(a, n: int, p: int):
    # pragma parallel for
    for i in range(n):
        # pragma parallel for
        for j in range(1, n):
            a[i, j] = a[i, j + p] + 1.0
