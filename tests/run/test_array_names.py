"""Array names that are rebound: in loops, under `if`, in helpers; contents and objects."""

import numpy as np
import pragmac
import pytest
from same_as_python import compare, jitted


def pair(n=7, dtype=np.float64):
    return np.arange(n).astype(dtype), (np.arange(n) * 10).astype(dtype)


def flat(value):
    return [x for item in value for x in flat(item)] if isinstance(value, tuple) else [value]


def same_objects(function, *arguments, make=None, compiled=None):
    """Both give the same values, and return the same ones of their arguments."""
    compiled = compiled or jitted(function)
    compare(compiled, *arguments, make=make)
    places = []
    for call in (function, compiled):
        given = make() if make else tuple(np.copy(a) for a in arguments)
        returned = call(*given)
        places.append([[k for k, a in enumerate(given) if a is item] for item in flat(returned)])
    assert places[0] == places[1]


def swap_in_for(a, b, n):
    for k in range(n):
        for i in range(a.shape[0]):
            b[i] = a[i] + k
        a, b = b, a
    return a


def swap_by_third_name(a, b, n):
    for k in range(n):
        for i in range(1, a.shape[0]):
            b[i] = a[i - 1] * 2 + k
        old = a
        a = b
        b = old
    return a, b


def swap_in_while(a, b, n):
    k = 0
    while k < n and a[0] < 40:
        for i in range(a.shape[0]):
            b[i] = a[i] + 1.5
        a, b = b, a
        k += 1
    return b, k


def while_test_by_state(a, b, n):
    k = 0
    while a[k % 3] < 25 and k < n:
        a[k % 3] += 7
        a, b = b, a
        k += 1
    return a


def under_if(a, b, n):
    for k in range(n):
        if k % 3 != 1:
            a, b = b, a
        a[0] += k
        b[1] -= k
    a[2] = 99
    return a


def both_arms(a, b, n):
    if n % 2:
        x, y = a, b
    else:
        x, y = b, a
    x[0] = 100
    for i in range(y.shape[0]):
        y[i] += x[0]
    return y


def one_arm(a, b, n):
    x = a
    if n > 1:
        x = b
    x[3] = -5
    return x


def if_in_if(a, b, n):
    if n > 0:
        if n > 2:
            a, b = b, a
        a[0] = 50
    a[1] = 60
    return b


def with_break(a, b, n):
    for k in range(10):
        a[0] += k
        if k == n:
            break
        a, b = b, a
        b[1] += 1
    a[2] = 77
    return a


def with_continue(a, b, n):
    for k in range(n):
        a, b = b, a
        a[1] += 1
        if k % 3 == 0:
            continue
        a, b = b, a
        a[0] += 10
    return b


def break_after_swap(a, b, n):
    while True:
        a, b = b, a
        a[0] += 1
        if a[0] > n:
            break
        b[0] += 2
    return a


def one_name(a, b, n):
    for k in range(n):
        a[k % 5] += 1
        if k == 1:
            a = b
    return a


def nested(a, b, n):
    for k in range(n):
        for j in range(k):
            a[j % 7] += b[(j + 1) % 7]
            a, b = b, a
        b[0] += k
    return a


def nested_both(a, b, n):
    for _ in range(n):
        a, b = b, a
        for _ in range(3):
            a[0] += 1
            a, b = b, a
    a[1] = 5
    return b


def two_pairs_one_loop(a, b, n):
    x, y = b, a
    for k in range(n):
        x[0] += a[1] + k
        a, b = b, a
        if k % 2:
            x, y = y, x
    return x, a


def return_in_loop(a, b, n):
    for k in range(5):
        if k == n:
            return a
        a[k] += 1
        a, b = b, a
    return b


def numbers_beside(a, b, n):
    s = np.float64(0)
    for k in range(n):
        s += a[k % 7]
        a, b = b, a
    return s, a


def iterated(a, b, n):
    s = 0.0
    for x in a:
        s += x
        a, b = b, a
        if s > n:
            break
    for x in a:
        s += x
    return s


def local_swapped(a, b, n):
    c = np.zeros_like(a)
    for k in range(n):
        for i in range(a.shape[0]):
            c[i] = a[i] + b[i] + k
        a, c = c, a
    return a


def local_both(a, b, n):
    c = np.zeros_like(a)
    d = np.ones_like(a)
    for k in range(n):
        for i in range(a.shape[0]):
            c[i] = d[i] + b[i] * k
        c, d = d, c
    return c, a, d


def local_twice(a, b, n):
    c = np.ones_like(a)
    for _ in range(n):
        a, c = c, a
    return a, a, c


def step(source, target, k):
    for i in range(source.shape[0]):
        target[i] = source[i] + k


def swap_with_helper(a, b, n):
    for k in range(n):
        step(a, b, k)
        a, b = b, a
    return b


def several_steps(x, y, n):
    for k in range(n):
        for i in range(x.shape[0]):
            y[i] = x[i] * 2 - k
        x, y = y, x
    return x[1]


def swap_in_helper(a, b, n):
    s = several_steps(a, b, n)
    a, b = b, a
    return s + several_steps(a, b, n + 1)


def helper_in_swap(a, b, n):
    s = np.float64(0)
    for k in range(n):
        s += several_steps(a, b, k)
        a, b = b, a
    return s, a


def first_of(x, y):
    return x


def helper_returns(a, b, n):
    for _ in range(n):
        c = first_of(b, a)
        b = first_of(a, b)
        a = c
        a[0] += 1
    return a


def bound_in_loop(a, b, n):
    for k in range(n + 1):
        if k % 2 == 0:
            x = a
        else:
            x = b
        x[0] += 1
    for i in range(7):
        b[i] += x[i]
    return x


def in_tuples(a, b, n):
    p = (a, b)
    for _ in range(n):
        x, y = p
        x[0] += y[1]
        p = (y, x)
    return p


def in_inner_tuple(a, b, n):
    c = np.ones_like(a)
    for _ in range(n):
        a, c = c, a
    return (a, n), (b, (c, 1.5))


def four_deep(a, b, n):
    for _ in range(n % 4):
        a, b = b, a
        for _ in range(2):
            a, b = b, a
            for _ in range(n % 3):
                a, b = b, a
                for _ in range(3):
                    a, b = b, a
                    a[0] += 1
    return a


def chosen_in_parallel_loop(a, b, n):
    c = np.zeros_like(a)
    # pragma parallel for
    for i in range(7):
        if a[i] > n:
            x = b
        else:
            x = a
        c[i] = x[i] * 2
    return c


def swapped_inside_an_iteration(a, b, n):
    c = np.zeros_like(a)
    # pragma parallel for
    for i in range(7):
        x, y = a, b
        for _ in range(n):
            x[i] += y[i]
            x, y = y, x
        c[i] = x[i]
    return c


def five_swaps_in_a_row(a, b, n):
    if n > 0:
        a, b = b, a
    a[0] += 0
    if n > 1:
        a, b = b, a
    a[0] += 1
    if n > 2:
        a, b = b, a
    a[0] += 2
    if n > 3:
        a, b = b, a
    a[0] += 3
    if n > 4:
        a, b = b, a
    a[0] += 4
    return a


PAIRS = [
    swap_in_for, swap_by_third_name, swap_in_while, while_test_by_state, under_if, both_arms,
    one_arm, if_in_if, with_break, with_continue, break_after_swap, one_name, nested, nested_both,
    two_pairs_one_loop, return_in_loop, numbers_beside, iterated, local_swapped, local_both,
    local_twice, swap_with_helper, swap_in_helper, helper_in_swap, helper_returns, bound_in_loop,
    in_tuples, in_inner_tuple, four_deep, five_swaps_in_a_row,
]  # fmt: skip


@pytest.mark.parametrize("function", PAIRS, ids=lambda f: f.__name__)
def test_two_names(function):
    compiled = jitted(function)
    for n in (0, 1, 2, 3, 4, 5, 8):
        same_objects(function, *pair(), n, compiled=compiled)


@pytest.mark.parametrize("function", [chosen_in_parallel_loop, swapped_inside_an_iteration])
def test_names_of_one_iteration(function):
    for n in (0, 1, 2, 3):
        compare(function, *pair(), n)


@pytest.mark.parametrize("function", PAIRS, ids=lambda f: f.__name__)
def test_one_array_under_two_names(function):
    compiled = jitted(function)

    def twice(n):
        x = np.arange(7.0)
        return x, x, n

    for n in (0, 1, 2, 3):
        same_objects(function, make=lambda n=n: twice(n), compiled=compiled)


def rotation(a, b, c, n):
    for _ in range(n):
        for i in range(1, a.shape[0] - 1):
            c[i] = 2 * b[i] - a[i] + 0.25 * (b[i - 1] - 2 * b[i] + b[i + 1])
        a, b, c = b, c, a
    return b


def all_orders(a, b, c, n):
    for k in range(n):
        a[0] += k
        if k % 2:
            a, b = b, a
        else:
            b, c = c, b
    return a, b, c


@pytest.mark.parametrize("function", [rotation, all_orders], ids=lambda f: f.__name__)
@pytest.mark.parametrize("n", range(8))
def test_three_names(function, n):
    same_objects(function, np.arange(6.0), np.arange(6.0) + 1, np.zeros(6), n)


@pytest.mark.parametrize("n", range(4))
def test_layouts_may_differ(n):
    def make():
        return np.arange(14.0)[::2], np.arange(7.0)[::-1], n

    for function in (swap_in_for, both_arms, with_break):
        same_objects(function, make=make)


def jacobi(u, v, steps):
    for _ in range(steps):
        # pragma parallel for
        for i in range(1, u.shape[0] - 1):
            for j in range(1, u.shape[1] - 1):
                v[i, j] = 0.25 * (u[i - 1, j] + u[i + 1, j] + u[i, j - 1] + u[i, j + 1])
        u, v = v, u
    return u


@pytest.mark.parametrize("steps", range(4))
def test_jacobi(steps):
    u = np.random.default_rng(1).random((40, 30))
    same_objects(jacobi, u, u.copy(), steps)


def test_inner_loops_are_proved_free_in_both_states():
    checked = pragmac.check(jacobi)
    assert checked.ok, str(checked)
    assert {loop.verdict for loop in checked.loops} == {"free"}
    machine = jitted(jacobi).inspect("machine", np.ones((8, 8)), np.ones((8, 8)), 2)
    assert machine.count("launch ") == 2


def local_jacobi(u, steps):
    v = np.zeros_like(u)
    for i in range(u.shape[0]):
        v[i] = u[i]
    for _ in range(steps):
        # pragma parallel for
        for i in range(1, u.shape[0] - 1):
            v[i] = 0.5 * (u[i - 1] + u[i + 1])
        u, v = v, u
    total = 0.0
    # pragma parallel for
    for i in range(u.shape[0]):
        total += u[i]
    return u, total


@pytest.mark.parametrize("steps", range(4))
def test_local_jacobi(steps):
    same_objects(local_jacobi, np.arange(50.0) ** 2, steps)


def returned_array_dies_unread(a, n):
    b = np.ones_like(a)
    if n:
        a, b = b, a
    return a


def test_a_fresh_array_is_the_callers():
    compiled = jitted(returned_array_dies_unread)
    x = np.zeros(1000)
    for _ in range(200):
        assert compiled(x, 0) is x
        fresh = compiled(x, 1)
        assert fresh is not x and fresh.flags.owndata is False and fresh.sum() == 1000
    assert x.sum() == 0


def different_dtypes(a, b, n):
    for _ in range(n):
        a[0] += 1
        a, b = b, a
    return 0


def new_in_loop(a, b, n):
    for _ in range(n):
        c = np.zeros_like(a)
        c[0] = a[0]
        a, c = c, a
    return 0


def four_names(a, b, c, d, n):
    for k in range(n):
        a[0] += k
        if k % 2:
            a, b = b, a
        else:
            a, b, c, d = b, c, d, a
    return 0


def six_swaps_in_a_row(a, b, n):
    if n > 0:
        a, b = b, a
    a[0] += 0
    if n > 1:
        a, b = b, a
    a[0] += 1
    if n > 2:
        a, b = b, a
    a[0] += 2
    if n > 3:
        a, b = b, a
    a[0] += 3
    if n > 4:
        a, b = b, a
    a[0] += 4
    if n > 5:
        a, b = b, a
    a[0] += 5
    return a


def parallel_rebinds(a, b, n):
    # pragma parallel for
    for k in range(n):
        a[k] = k
        a, b = b, a
    return 0


def simd_rebinds(a, b, n):
    # pragma simd
    for k in range(n):
        a[k] = k
        a, b = b, a
    return 0


X = np.ones(4)


@pytest.mark.parametrize(
    "function, arguments",
    [
        (different_dtypes, (X, X.astype(np.float32), 2)),
        (different_dtypes, (X, np.ones((2, 2)), 2)),
        (new_in_loop, (X, X, 2)),
        (four_names, (X, X, X, X, 2)),
        (six_swaps_in_a_row, (X, X, 2)),
        (parallel_rebinds, (X, X, 2)),
        (simd_rebinds, (X, X, 2)),
    ],
)
def test_refused(function, arguments):
    with pytest.raises(pragmac.CompileError) as error:
        jitted(function)(*arguments)
    assert {d.code for d in error.value.diagnostics} == {"P401"}


def wrong_in_both_states(a, b, n):
    for _ in range(n):
        _ = a @ b
        a, b = b, a
    return 0


def test_copies_report_once():
    with pytest.raises(pragmac.CompileError) as error:
        jitted(wrong_in_both_states)(X, X, 1)
    assert len(error.value.diagnostics) == 1
