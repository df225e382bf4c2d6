"""Tables that iterations update atomically, in copies per block on the CPU."""

import numpy as np
import pragmac
import pytest
from same_as_python import compare

rng = np.random.default_rng(9)


def histogram(x, counts):
    # pragma parallel for
    for i in range(x.shape[0]):
        # pragma atomic
        counts[x[i]] += 1


def sums_and_counts(x, y, sums, counts):
    # pragma parallel for
    for i in range(x.shape[0]):
        # pragma atomic
        sums[x[i]] += y[i]
        # pragma atomic
        counts[x[i]] += 1


def pairs(x, y, table):
    # pragma parallel for
    for i in range(x.shape[0]):
        # pragma atomic
        table[x[i], y[i]] += 2


def in_a_row(x, counts):
    squares = np.empty(x.shape[0], np.int64)
    # pragma parallel for
    for i in range(x.shape[0]):
        squares[i] = x[i] * x[i]
    # pragma parallel for
    for i in range(x.shape[0]):
        # pragma atomic
        counts[x[i]] += 1
    return squares


@pytest.mark.parametrize("dtype", ["int64", "int32", "uint8"])
@pytest.mark.parametrize("n", [0, 1, 500, 5000, 20000])
@pytest.mark.parametrize("bins", [1, 5, 70, 3000])
def test_counts(n, bins, dtype):
    x = rng.integers(-bins, bins, n)
    compare(histogram, x, np.full(bins, 3, dtype))


@pytest.mark.parametrize("n", [0, 300, 9000])
def test_several_tables(n):
    x, y = rng.integers(0, 6, n), rng.integers(0, 100, n)
    compare(sums_and_counts, x, y.astype(float), np.zeros(6), np.zeros(6, np.int64))
    compare(pairs, x, y % 4, np.zeros((6, 4), np.int32))
    compare(in_a_row, x, np.zeros(6, np.int64))


def test_an_index_out_of_range():
    x = np.zeros(9000, np.int64)
    x[8000] = 7
    with pytest.raises(IndexError, match="index 7 is out of bounds"):
        pragmac.jit(histogram)(x, np.zeros(5, np.int64))


def test_which_tables_have_copies():
    x, counts = np.zeros(100, np.int64), np.zeros(5, np.int64)
    text = pragmac.jit(histogram).inspect("machine", x, counts)
    assert "counts_partial" in text and "atomic" in text  # short loops, and long ones
    text = pragmac.jit(in_a_row).inspect("machine", x, counts)
    assert "team" in text and "counts_partial" not in text[: text.index("else")]
