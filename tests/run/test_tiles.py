"""Loops that the user cut into tiles of a size known at run time: proved, without a test."""

import numpy as np
import pragmac
import pytest
from same_as_python import compare

TILE = 24


def by_step(x, y, size):
    n = x.shape[0]
    # pragma parallel for
    for i in range(0, n, size):
        for j in range(i, min(i + size, n)):
            y[j] = 2.0 * x[j] + y[j]


def by_number(x, y, size):
    n = x.shape[0]
    # pragma parallel for
    for t in range((n + size - 1) // size):
        for j in range(t * size, min((t + 1) * size, n)):
            y[j] = 2.0 * x[j] + y[j]


def by_names(x, y, size):
    n = x.shape[0]
    # pragma parallel for
    for t in range((n + size - 1) // size):
        first = t * size
        last = min(n, first + size)
        for j in range(first, last):
            y[j] = 2.0 * x[j] + y[j]


def by_a_global(x, y, size):
    n = x.shape[0] - size
    # pragma parallel for
    for t in range((n + TILE - 1) // TILE):
        for j in range(3 + t * TILE, min(3 + t * TILE + TILE, n)):
            y[j + 1] = 2.0 * x[j - 1] + y[j + 1]


def in_shares(x, y, size):
    n = x.shape[0]
    # pragma parallel for
    for t in range(size):
        for j in range(n * t // size, n * (t + 1) // size):
            y[j] = 2.0 * x[j] + y[j]


def in_chunks(x, y, size):
    n = x.shape[0]
    chunk = (n + size - 1) // size
    # pragma parallel for
    for t in range(size):
        for j in range(t * chunk, min(n, (t + 1) * chunk)):
            y[j] = 2.0 * x[j] + y[j]


def dealt_out(x, y, size):
    n = x.shape[0]
    # pragma parallel for
    for t in range(size):
        for j in range(t, n, size):
            y[j] = 2.0 * x[j] + y[j]


PROVED = [by_step, by_number, by_names, by_a_global, in_shares, in_chunks, dealt_out]


@pytest.mark.parametrize("function", PROVED)
@pytest.mark.parametrize("device", ["", "emulated"])
def test_tiles_are_proved(function, device):
    f = pragmac.jit(races="require_proof", options={"device": device})(function)
    for n, size in [(1000, 7), (96, 24), (5, 50), (0, 3), (33, 33), (40, 1)]:
        x, y = np.random.default_rng(n).random((2, n))
        wanted = y.copy()
        function(x, wanted, size)
        f(x, y, size)
        assert np.array_equal(y, wanted)
    assert [loop["verdict"] for loop in f.explain(x, y, size).to_dict()["loops"]] == ["free"]


@pytest.mark.parametrize("function", [by_number, by_names, in_shares, in_chunks])
def test_sizes_that_make_no_sense(function):
    x, y = np.random.default_rng(1).random((2, 60))
    compare(function, x, y, -7)
    compare(function, x, y, 0)


def into_the_next(x, y, size):
    n = x.shape[0]
    # pragma parallel for
    for i in range(0, n, size):
        for j in range(i, min(i + size + 1, n)):
            y[j] = 2.0 * x[i]


def shifted_reads(x, y, size):
    n = x.shape[0]
    # pragma parallel for
    for i in range(0, n, size):
        for j in range(i, min(i + size, n - 1)):
            y[j] = y[j + 1] + x[j]


def one_too_many(x, y, size):
    n = x.shape[0]
    # pragma parallel for
    for t in range(size + 1):
        for j in range(t, n, size):
            y[j] = x[t]


@pytest.mark.parametrize("function", [into_the_next, shifted_reads, one_too_many])
def test_tiles_that_touch_are_seen(function):
    x, y = np.random.default_rng(2).random((2, 100))
    f = pragmac.jit(races="require_proof")(function)
    with pytest.raises((pragmac.CompileError, pragmac.RaceError), match="iteration"):
        f(x, y, 10)
    compare(function, x, y, 10)


def wraps(y, sizes):
    size = sizes[0]
    n = y.shape[0]
    # pragma parallel for
    for t in range(3):
        for j in range(t * size, min(t * size + size, n)):
            y[j] = t


def test_sizes_whose_products_wrap_are_no_tiles():
    """NumPy's: 2 * (2^63 - 1) is -2, and the third tile begins in front of the first."""
    f, y = pragmac.jit(wraps), np.zeros(100)
    largest = np.array([2**63 - 1])
    assert [loop["verdict"] for loop in f.explain(y, largest).to_dict()["loops"]] == ["guarded"]
    with np.errstate(over="ignore"):
        compare(wraps, y, largest)
        compare(wraps, y, np.array([7]))
    with pytest.raises(pragmac.RaceError, match="iteration"):
        pragmac.jit(races="require_proof")(wraps)(y, largest)
