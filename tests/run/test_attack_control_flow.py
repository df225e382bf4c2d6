"""Attacks on control flow: jumps out of nests, paths that fall off the end, unreachable code."""
# ruff: noqa: B007, B018, B020, B905, E501, F821, F841

import numpy as np
import pragmac
import pytest
from same_as_python import Cases, compare

cases = Cases()


def ramp(*shape, dtype=np.float64):
    return np.arange(np.prod(shape), dtype=dtype).reshape(shape)


@cases(ramp(5, 5), 7.0)
@cases(ramp(5, 5), 24.0)
@cases(ramp(5, 5), 99.0)
@cases(ramp(0, 5), 99.0)
def return_out_of_a_nest(a, x):
    for i in range(a.shape[0]):
        for j in range(a.shape[1]):
            if a[i, j] == x:
                return i, j
    return -1, -1


@cases(ramp(5, 5))
def breaks_and_continues(a):
    n = 0
    for i in range(5):
        if i == 1:
            continue
        for j in range(5):
            if j == i:
                continue
            if j > i + 1:
                break
            n = n * 3 + j
        else_like = j
        if else_like == 4:
            break
        n += 1000
    return n, i, j


@cases(3)
@cases(0)
@cases(-2)
def falls_off_the_end_without_value(n):
    while n > 0:
        n -= 1


@cases(3)
def bare_returns(n):
    if n > 1:
        return
    return None


@cases(3, ramp(3))
@cases(0, ramp(3))
def unreachable_code(n, a):
    if n:
        return a[0]
        a[1] = 99.0
        undefined_name_here = a[77]
    else:
        return a[2]
    a[0] = 1.0
    return a[1]


@cases(3)
@cases(30)
def while_true(n):
    k = 0
    while True:
        k += 1
        if k % 7 == 0:
            continue
        if k > n:
            break
    return k


@cases(27)
@cases(1)
def collatz(n):
    steps = 0
    while n != 1:
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        steps += 1
    return steps


@cases(5)
@cases(0)
def nested_while_with_conditional_test(n):
    i = j = 0
    while i < n and i * j < 10 if n else i < n:
        i += 1
        while j < i:
            j += 1
            if j == 3:
                break
        if i == 4:
            break
    return i, j


@cases(ramp(6), 3)
@cases(ramp(6), 9)
@cases(ramp(6), -9)
def while_condition_raises(a, n):
    k = 0
    while a[k] < n:
        k += 1
    return k


@cases(1)
@cases(0)
def while_condition_divides(n):
    k = 4
    s = 0
    while 12 // (k - n) > 0:
        k -= 1
        s += k
    return s


@cases(4)
@cases(0)
def maybe_unbound(n):
    if n > 2:
        x = n
    if n > 3:
        return x
    while n < 0:
        y = 1
        n += 1
    return y


@cases(True)
@cases(False)
def bound_on_both_paths(flag):
    if flag:
        x = 1
    else:
        x = 2
    return x


@cases(3)
def loop_variable_shadows_and_survives(n):
    i = 100
    for i in range(n):
        for i in range(i):
            pass
        n += i
    return i, n


@cases(np.array([1.0, np.nan, -1.0, 0.0, -0.0]))
def truth_of_numbers(a):
    n = 0
    for x in a:
        if x:
            n += 1
        if not x:
            n += 10
        n += 100 if x and -x else 1000
    return n


@cases(ramp(3), 1)
@cases(ramp(3), 9)
def assert_with_message(a, k):
    assert k < 3, "too {large}"
    assert a[k] >= 0
    return a[k]


@cases(ramp(3))
def assert_fails_in_loop(a):
    for i in range(3):
        a[i] = -1
        assert i < 2, "no"
        a[i] = 5


@cases(10)
def passes_and_strings(n):
    "docstring"
    pass
    ...
    for _ in range(n):
        "text"
        pass
    1 + 1
    return _


@cases(5)
@cases(1)
def ladder(n):
    if n == 0:
        r = 1
    elif n == 1:
        r = 2
    elif n < 4:
        if n == 2:
            return 33
        r = 4
    else:
        r = 5
        while r < 20:
            r *= 2
            if r == 10:
                continue
            elif r == 40:
                break
            n += r
    return r + n


@cases(ramp(4, 4), 2)
@cases(ramp(4, 4), 3)
@cases(ramp(4, 4), 17)
def checks_between_jumps(a, k):
    for i in range(4):
        for j in range(4):
            if i * j == k:
                a[i, j] = a[i + 1, j]
                break
            a[i, j] = -1.0
        if a[i, 3] == -1.0:
            continue
        return np.float64(i)
    return a[k % 4, 0]


@cases(ramp(5))
def enumerate_and_zip(a):
    s = 0.0
    for i, (x, y) in enumerate(zip(a, a), 3):
        if i == 5:
            continue
        s = s * 2 + i * x + y
        if i == 6:
            break
    for j, k in zip(range(10, 0, -3), range(100)):
        s += j * k
    return s, i, j, k


@cases(make=lambda: (ramp(5), ramp(3)))
@cases(make=lambda: (ramp(0), ramp(3)))
def zip_of_unequal_lengths(a, b):
    n = 0
    for x, y in zip(a, b):
        n += 1
        b[n - 1] = x + y
    return n


@cases(ramp(5))
def array_changes_while_it_is_iterated(a):
    s = np.float64(0)
    for i, x in enumerate(a):
        a[(i + 1) % 5] += x
        s += x
    return s


@cases(1, 2, ramp(3))
@cases(7, 2, ramp(3))
def arm_that_a_literal_rules_out(k, m, b):
    s = 0
    for i in range(4):
        if (k > m) or 1:
            s += 1
            continue
        s += b[int(not k) % 2] + float(undefined_name)
    return s


@cases(ramp(3))
def condition_before_a_literal_is_evaluated(a):
    if a[5] > 0 or 1:
        return 1
    return 2


@cases.parametrize()
def test_as_python(function, arguments, make):
    compare(function, *arguments, make=make)


def for_else(n):
    for i in range(n):
        if i == 2:
            break
    else:
        return 1
    return 2


def while_else(n):
    while n > 0:
        n -= 1
    else:
        return 1
    return 2


def deletes(n):
    del n


def raises(n):
    raise ValueError(n)


def tries(n):
    try:
        return 1 // n
    except ZeroDivisionError:
        return 0


def lambdas(n):
    f = lambda x: x + 1  # noqa: E731
    return f(n)


def matches(n):
    match n:
        case 1:
            return 1
    return 2


def inner_function(n):
    def g(x):
        return x

    return g(n)


def global_scalar(n):
    global counter
    counter = n


def yields(n):
    yield n


def comprehension(n):
    return sum(i for i in range(n))


def list_display(n):
    a = [1, n]
    return a[0]


def dictionary(n):
    a = {1: n}
    return a[1]


def f_string(n):
    return f"{n}"


def with_block(n):
    with np.errstate(all="ignore"):
        return n


def starred(n):
    a, *b = 1, 2, n
    return a


def imports(n):
    import math

    return math.sqrt(n)


def inner_class(n):
    class C:
        pass

    return n


def walrus(n):
    if (m := n) > 1:
        return m
    return 0


def awaits_nothing(n):
    return (lambda: n)()


@pytest.mark.parametrize(
    "function",
    [for_else, while_else, deletes, raises, tries, lambdas, matches, inner_function, global_scalar,
     yields, comprehension, list_display, dictionary, f_string, with_block, starred, imports,
     inner_class, walrus, awaits_nothing],
    ids=lambda f: f.__name__,
)  # fmt: skip
def test_refused_where_it_stands(function):
    with pytest.raises(pragmac.CompileError) as refused:
        pragmac.jit(function)(3)
    first = refused.value.diagnostics[0]
    start = function.__code__.co_firstlineno
    assert first.code.startswith("P2"), first
    assert start <= first.line <= start + 8
    assert first.fixes or first.notes, str(first)
