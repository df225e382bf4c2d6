"""P501: an index that is out of range whenever it is reached, whatever the sizes are."""

import numpy as np
import pragmac
import pytest


def behind_a_guard(y, x):
    # pragma parallel for
    for i in range(y.shape[0]):
        if x[i] > 5:
            y[y.shape[0] + 2] = x[i]


def the_first_behind_the_end(y):
    for i in range(3):
        y[y.shape[0], i] = 1.0


def below_the_first(y):
    y[-y.shape[0] - 1] = 1.0


def of_the_loop(y):
    for i in range(y.shape[0], 2 * y.shape[0]):
        y[i] = 1.0


def by_its_condition(y, i: int):
    if i >= y.shape[0]:
        y[i] = 1.0


def of_a_new_array():
    w = np.zeros(5)
    w[7] = 1.0
    return w


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (behind_a_guard, "index `y.shape[0] + 2` is out of range for axis 0 of `y` whenever"),
        (the_first_behind_the_end, "index `y.shape[0]` is out of range for axis 0 of `y`"),
        (below_the_first, "is out of range for axis 0 of `y`"),
        (of_the_loop, "index `i` is out of range for axis 0 of `y`"),
        (by_its_condition, "index `i` is out of range for axis 0 of `y`"),
        (of_a_new_array, "index 7 is out of range for `w` with size 5"),
    ],
)
def test_told(function, words):
    found = [d for d in pragmac.check(pragmac.jit(function)).diagnostics if d.code == "P501"]
    assert len(found) == 1 and found[0].severity == "warning"
    assert words in found[0].message
    line = next(
        n
        for n, text in enumerate(open(__file__).read().splitlines(), 1)
        if n > function.__code__.co_firstlineno and ("y[" in text or "w[7" in text) and "= " in text
    )
    assert found[0].line == line


def never(y, x):
    for i in range(y.shape[0], y.shape[0]):
        y[i] = x[i + 100]


def negative(y):
    y[-1] = y[-y.shape[0]]


def sometimes(y):
    for i in range(y.shape[0] + 1):
        y[i] = 1.0


def under_a_test_of_the_size(y):
    if y.shape[0] > 7:
        y[7] = 1.0


def by_name(first: bool):
    a = np.zeros(3)
    b = np.zeros(5)
    if first:
        a, b = b, a
    return a[4 if first else 2] + a[0]


def element(a, i):
    return a[i]


def called_twice(y):
    element(y, 0)
    return element(y, y.shape[0] - 1)


@pytest.mark.parametrize(
    "function",
    [never, negative, sometimes, under_a_test_of_the_size, by_name, called_twice],
)
def test_silent(function):
    found = pragmac.check(pragmac.jit(function)).diagnostics
    assert [d.code for d in found if d.code == "P501"] == []


def test_the_run_raises_what_python_raises():
    f = pragmac.jit(behind_a_guard)
    f(np.zeros(4), np.zeros(4))
    with pytest.raises(IndexError) as caught:
        f(np.zeros(4), np.full(4, 6.0))
    assert caught.traceback[-1].lineno + 1 == behind_a_guard.__code__.co_firstlineno + 4
