"""Conditions that separate the iterations, or fail to."""

from arguments import array, extent, parameter, signs, vector
from loop_case import loop


@loop(a=vector(), b=vector(), n=extent)
def one_iteration_writes(a, b, n: int):
    # pragma parallel for
    for i in range(n):
        if i == 3:
            a[0] = b[i]


@loop(a=vector(extra=1), n=extent)
def even_from_odd(a, n: int):
    # pragma parallel for
    for i in range(n):
        if i % 2 == 0:
            a[i] = a[i + 1] + 1.0


@loop(a=vector(), n=extent)
def lower_half_from_upper(a, n: int):
    # pragma parallel for
    for i in range(n):
        if 2 * i < n - 1:
            a[i] = a[n - 1 - i]


@loop(a=vector(), b=vector(), n=extent)
def bounds_guarded(a, b, n: int):
    # pragma parallel for
    for i in range(n):
        if i > 0 and i + 1 < n:
            b[i] = a[i - 1] + a[i + 1]


@loop(a=vector(), n=extent)
def skipped_by_continue(a, n: int):
    # pragma parallel for
    for i in range(n):
        if i % 4 != 0:
            continue
        a[i // 4] = 1.0 * i


@loop(a=vector(), n=extent)
def never_reached(a, n: int):
    # pragma parallel for
    for i in range(n):
        if i < 0:
            a[0] = 1.0 * i


@loop(a=vector(), n=extent)
def even_from_next_even(a, n: int):
    # pragma parallel for
    for i in range(n - 2):
        if i % 2 == 0:
            a[i] = a[i + 2] + 1.0


@loop(a=vector(), n=extent)
def guard_keeps_the_neighbour(a, n: int):
    # pragma parallel for
    for i in range(n):
        if i > 0:
            a[i] = a[i - 1] + 1.0


@loop(a=vector(), b=vector(), n=extent)
def two_iterations_write(a, b, n: int):
    # pragma parallel for
    for i in range(n):
        if i == 3 or i == 5:
            a[0] = b[i]


@loop(a=vector(), b=vector(), n=extent)
def branches_meet(a, b, n: int):
    # pragma parallel for
    for i in range(n):
        if i % 2 == 0:
            a[i] = b[i]
        else:
            a[i - 1] = b[i] + 1.0


@loop(a=vector(), b=vector(extra=1), n=extent)
def branches_in_two_arrays(a, b, n: int):
    # pragma parallel for
    for i in range(n):
        if i % 2 == 0:
            a[i] = b[i]
        else:
            b[i + 1] = a[i]


@loop(a=vector(extra=4), n=extent)
def every_third_but_not_far_enough(a, n: int):
    # pragma parallel for
    for i in range(n):
        if i % 3 == 0:
            a[i] = 1.0
            a[i + 3] = a[i]


@loop(a=vector(), n=extent)
def all_but_the_first(a, n: int):
    # pragma parallel for
    for i in range(n):
        if i != 0:
            a[0] = a[0] + a[i]


@loop(a=array(0, 0), n=extent)
def diagonal_left_out(a, n: int):
    # pragma parallel for
    for i in range(n):
        for j in range(n):
            if i != j:
                a[i, j] = a[j, j] * 2.0


@loop(a=array(0, 0), n=extent)
def mirrored_but_the_diagonal(a, n: int):
    # pragma parallel for
    for i in range(n):
        for j in range(n):
            if i != j:
                a[i, j] = a[j, i]


@loop(a=vector(), n=extent)
def inner_loop_broken_off(a, n: int):
    # pragma parallel for
    for i in range(n):
        for j in range(n):
            if j > i + 1:
                break
            a[j] = 1.0 * i


@loop(a=signs(), b=vector(), n=extent)
def guarded_by_data(a, b, n: int):
    # pragma parallel for
    for i in range(1, n):
        if a[i] > 0.0:
            b[i] = b[i - 1] + 1.0


@loop(a=signs(), b=vector(), n=extent)
def own_element_guarded_by_data(a, b, n: int):
    # pragma parallel for
    for i in range(n):
        if a[i] > 0.0:
            b[i] = b[i] + 1.0
        else:
            b[i] = 0.0


@loop(a=signs(), n=extent)
def data_on_either_branch(a, n: int):
    """Whichever branch is taken, the neighbour is read or written."""
    # pragma parallel for
    for i in range(1, n):
        if a[i] > 0.0:
            a[i] = a[i - 1] + 8.0
        else:
            a[i - 1] = a[i] - 8.0


@loop(a=vector(), n=extent, p=parameter)
def guarded_by_parameter(a, n: int, p: int):
    # pragma parallel for
    for i in range(1, n):
        if p > 0:
            a[i] = a[i - 1] + 1.0


@loop(a=vector(), b=vector(), n=extent, p=parameter)
def iteration_of_parameter(a, b, n: int, p: int):
    """One iteration writes, unless p is below nought."""
    # pragma parallel for
    for i in range(n):
        if i == p or p < 0:
            a[0] = b[i]


@loop(a=signs(), b=vector(extra=1), n=extent)
def packed_by_sign(a, b, n: int):
    """Positive elements go to the right, others stay."""
    # pragma parallel for
    for i in range(n):
        if a[i] > 0.0:
            b[i + 1] = a[i]
        else:
            b[i] = 0.0


@loop(a=vector(), b=vector(), n=extent, p=parameter)
def every_pth_iteration(a, b, n: int, p: int):
    # pragma parallel for
    for i in range(n):
        if i % (p * p + 1) == 0:
            a[i // 2] = b[i]


@loop(a=vector(), n=extent)
def stepped_back_under_a_condition(a, n: int):
    # pragma parallel for
    for i in range(n):
        j = i
        if j > 0:
            j -= 1
        a[j] = 1.0 * i


@loop(a=vector(), n=extent)
def folded_into_halves(a, n: int):
    # pragma parallel for
    for i in range(n):
        if 2 * i < n:
            j = 2 * i
        else:
            j = 2 * (n - 1 - i) + 1
        a[j] = 1.0 * i


@loop(a=vector(1, 40), n=extent, k=parameter)
def one_value_beside_own_elements(a, n: int, k: int):
    # pragma parallel for
    for i in range(n):
        a[k] = 1.0
        a[i] = 2.0


@loop(a=vector(), n=extent)
def one_value_then_another(a, n: int):
    # pragma parallel for
    for i in range(n):
        a[0] = 1.0
        a[0] = 1.0 * i


@loop(a=vector(3, 2), n=extent)
def overlapping_windows_written(a, n: int):
    # pragma parallel for
    for i in range(n):
        v = a[2 * i : 2 * i + 3]
        for k in range(3):
            v[k] = 1.0 * i


@loop(a=vector(), n=extent)
def window_read_around_the_element(a, n: int):
    # pragma parallel for
    for i in range(n):
        v = a[i - 1 : i + 2]
        s = 0.0
        for k in range(v.shape[0]):
            s += v[k]
        a[i] = s
