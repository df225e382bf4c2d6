"""Scalars of a loop: carried between iterations, private, last assigned."""

from arguments import extent, parameter, signs, vector
from loop_case import loop


@loop(a=vector(), b=vector(), n=extent)
def running_sum_stored(a, b, n: int):
    s = 0.0
    # pragma parallel for
    for i in range(n):
        s += a[i]
        b[i] = s
    return s


@loop(a=vector(), b=vector(), n=extent)
def previous_element(a, b, n: int):
    before = 0.0
    # pragma parallel for
    for i in range(n):
        b[i] = a[i] - before
        before = a[i]


@loop(a=vector(), b=vector(), n=extent)
def kept_from_even_iterations(a, b, n: int):
    t = 0.0
    # pragma parallel for
    for i in range(n):
        if i % 2 == 0:
            t = a[i]
        b[i] = t


@loop(a=vector(), b=vector(), n=extent)
def set_by_the_first(a, b, n: int):
    t = 0.0
    # pragma parallel for
    for i in range(n):
        if i == 0:
            t = a[i]
        b[i] = a[i] + t


@loop(a=vector(), b=vector(), n=extent)
def two_scalars_rotate(a, b, n: int):
    x = 0.0
    y = 1.0
    # pragma parallel for
    for i in range(n):
        b[i] = x + a[i]
        x = y
        y = a[i]


@loop(a=vector(), n=extent)
def quotient_accumulated(a, n: int):
    s = 1024.0
    # pragma parallel for
    for i in range(n):
        s /= a[i]
    return s


@loop(a=vector(), n=extent)
def remainder_accumulated(a, n: int):
    s = 0.0
    # pragma parallel for
    for i in range(n):
        s = (s + a[i]) % 7.0
    return s


@loop(a=vector(), n=extent)
def horner(a, n: int):
    s = 0.0
    # pragma parallel for
    for i in range(n):
        s = s * 0.5 + a[i]
    return s


@loop(a=vector(), b=vector(), n=extent)
def conditional_position(a, b, n: int):
    """Packs elements: the position advances in some iterations only."""
    k = 0
    # pragma parallel for
    for i in range(n):
        if i % 3 != 1:
            b[k] = a[i]
            k += 1
    return k


@loop(a=vector(), b=vector(), n=extent)
def flip_flop(a, b, n: int):
    sign = 1.0
    # pragma parallel for
    for i in range(n):
        b[i] = sign * a[i]
        sign = -sign


@loop(a=vector(), b=vector(), n=extent)
def inner_variable_left_over(a, b, n: int):
    """The inner loop of iteration 0 has no trips, so it reads what another iteration left."""
    j = 0
    # pragma parallel for
    for i in range(n):
        for j in range(i % 4):
            b[i] += a[j]
        b[i] += a[j]


@loop(a=vector(), b=vector(), n=extent)
def private_scalar(a, b, n: int):
    t = 0.0
    # pragma parallel for
    for i in range(n):
        t = a[i] * 2.0
        b[i] = t + 1.0
    return t


@loop(a=vector(), n=extent)
def last_assigned_value(a, n: int):
    last = -1.0
    # pragma parallel for
    for i in range(n):
        if i % 3 == 0:
            last = a[i]
    return last


@loop(a=vector(), b=vector(), n=extent)
def assigned_on_both_branches(a, b, n: int):
    # pragma parallel for
    for i in range(n):
        if a[i] > 2.0:
            t = a[i]
        else:
            t = 0.0
        b[i] = t


@loop(a=vector(), b=vector(2), n=extent)
def unconditional_induction(a, b, n: int):
    k = 0
    # pragma parallel for
    for i in range(n):
        b[k] = a[i]
        k += 2
    return k


@loop(a=vector(), b=vector(), n=extent)
def index_assigned_in_the_body(a, b, n: int):
    t = 0.0
    # pragma parallel for
    for i in range(n):
        b[i] = a[i]
        i = i // 2
        t = a[i]
    return t


@loop(a=vector(), b=vector(), n=extent)
def private_while_counter(a, b, n: int):
    # pragma parallel for
    for i in range(n):
        j = i
        while j > 0:
            b[i] += a[j]
            j = j // 2


@loop(a=vector(), b=vector(), n=extent, p=parameter)
def reset_every_p(a, b, n: int, p: int):
    """With p = 1 or -1 each iteration assigns before it reads."""
    t = 0.0
    # pragma parallel for
    for i in range(n):
        if p * p == 1:
            t = a[i]
        b[i] = t
        t = a[i] + 1.0


@loop(a=signs(), b=vector(), n=extent)
def kept_from_positive(a, b, n: int):
    t = 0.0
    # pragma parallel for
    for i in range(n):
        if a[i] > 0.0:
            t = a[i]
        b[i] = t
