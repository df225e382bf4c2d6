"""races="require_proof" with arguments that share memory: RaceError names two iterations that do
meet in the call, and a loop whose iterations do not meet has its proof."""

import numpy as np
import pragmac
import pytest


def copy(y, x):
    # pragma parallel for
    for i in range(x.shape[0]):
        y[i] = x[i]


def halves(y, x):
    # pragma parallel for
    for i in range(0, x.shape[0] - 1, 2):
        y[i // 2] = x[i]


def rows(y, x):
    # pragma parallel for collapse(2)
    for i in range(y.shape[0]):
        for j in range(y.shape[1]):
            y[i, j] = x[i, j] + 1


def scatter(y, k, x):
    # pragma parallel for
    for i in range(k.shape[0]):
        y[k[i]] = x[i]


def positive(y, x):
    # pragma parallel for
    for i in range(x.shape[0]):
        if x[i] > 0:
            y[i] = x[i]


def fill(y):
    # pragma parallel for
    for i in range(y.shape[0]):
        y[i] = i


def refused(function, *arguments):
    """The words of the error; nothing may have been written."""
    before = [a.copy() for a in arguments]
    with pytest.raises(pragmac.RaceError) as caught:
        pragmac.jit(races="require_proof")(function)(*arguments)
    for a, b in zip(arguments, before, strict=True):
        assert a.tobytes() == b.tobytes()
    return str(caught.value)


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (lambda b: (b[1:10], b[:9]), "iterations i=0 and i=1 meet in `x[1]`"),
        (lambda b: (b[:9], b[3:12]), "iterations i=0 and i=3 meet in `x[0]`"),
        (lambda b: (b[::2], b[1:11]), "iterations i=2 and i=3 meet in `x[3]`"),
        (lambda b: (b[9::-1], b[:10]), "iterations i=0 and i=9 meet in `x[0]`"),
        (lambda b: (b[:8], b.view("f4")[3:9]), "iterations i=0 and i=1 meet in `x[0]`"),
    ],
)
def test_two_iterations_and_the_element(place, words):
    y, x = place(np.arange(20.0))
    n = min(len(y), len(x))
    text = refused(copy, y[:n], x[:n])
    assert "only when `y` and `x` share no memory: " in text
    assert words in text


@pytest.mark.parametrize("seed", range(40))
def test_the_iterations_do_meet(seed):
    """By the addresses that each iteration touches, found here without the compiler."""
    rng = np.random.default_rng(seed)
    base = np.arange(64, dtype=np.int64)

    def view():
        a = base.view(("i8", "i4", "i2")[rng.integers(3)])
        step = (1, 2, 3, -1, -2)[rng.integers(5)]
        start = int(rng.integers(0, len(a)))
        return a[start::step][: rng.integers(1, 9)]

    y, x = view(), view()
    n = min(len(y), len(x))
    y, x = y[:n], x[:n]

    def bytes_of(a, i):
        start = a.__array_interface__["data"][0] + i * a.strides[0]
        return set(range(start, start + a.itemsize))

    stored = [bytes_of(y, i) for i in range(n)]
    read = [bytes_of(x, i) for i in range(n)]
    meeting = {
        (i, j) for i in range(n) for j in range(n) if i != j and stored[i] & (stored[j] | read[j])
    }
    f = pragmac.jit(races="require_proof")(copy)
    if meeting:
        with pytest.raises(pragmac.RaceError) as caught:
            f(y, x)
        words = str(caught.value).rsplit("iterations ", 1)[-1].split()
        first, second = (int(w.split("=")[1]) for w in (words[0], words[2]))
        assert (first, second) in meeting or (second, first) in meeting
    else:
        before = base.copy()
        expected = x.copy()
        f(y, x)
        assert np.array_equal(y, expected.astype(y.dtype)), before


def test_iterations_that_do_not_meet_are_proof():
    a = np.arange(9.0)
    f = pragmac.jit(races="require_proof")(rows)
    pragmac.jit(races="require_proof")(copy)(a, a)
    assert a.tolist() == list(range(9))
    b = np.arange(30.0)
    pragmac.jit(races="require_proof")(halves)(b[20:], b[12:21])  # x[8] is read by nobody
    assert b[20:24].tolist() == [12, 14, 16, 18]
    square = np.zeros((3, 3))
    with pytest.raises(pragmac.RaceError, match="looked for in the outer loop alone"):
        f(square, square)


def test_of_collapsed_loops_the_outer_iterations():
    a = np.arange(36.0).reshape(6, 6)
    assert "iterations i=0 and i=1 meet in `x[1, 0]`" in refused(rows, a[1:4], a[:3])


def test_a_condition_that_the_loop_may_change_makes_it_may_meet():
    b = np.ones(9)
    assert "iterations i=0 and i=1 may meet in `x[1]`" in refused(positive, b[1:], b[:-1])


def test_index_arrays_that_may_be_written_are_not_replayed():
    b, k = np.arange(9.0), np.arange(8)
    text = refused(scatter, b[1:], k, b[:-1])
    assert "iterations that meet are not known in front of it" in text


def test_an_array_that_overlaps_itself():
    element = np.zeros(1)
    y = np.lib.stride_tricks.as_strided(element, (10,), (0,))
    with pytest.raises(pragmac.RaceError, match="itself: iterations i=0 and i=1 meet in `y.1.`"):
        pragmac.jit(races="require_proof")(fill)(y)
    assert element[0] == 0
