"""Loops that are free for some parameters and index arrays only: CPython's result on both sides of
the test in front of the loop, and the test really stands there."""

import warnings

import numpy as np
import pragmac
import pytest

N = 3001


def scatter(y, k, x):
    # pragma parallel for
    for i in range(k.shape[0]):
        y[k[i]] = x[i]


def update(y, k, x):
    # pragma parallel for
    for i in range(k.shape[0]):
        y[k[i]] += x[i]


def backwards(y, k, x):
    # pragma parallel for
    for i in range(k.shape[0] - 2, 0, -1):
        y[k[i + 1]] = x[i]


def rows(row, out, x):
    # pragma parallel for
    for i in range(row.shape[0] - 1):
        for j in range(row[i], row[i + 1]):
            out[j] = x[i] + out[j]


def shifted(y, d):
    # pragma parallel for
    for i in range(y.shape[0] - 100):
        y[i + 50] = y[i + 50 + d] + 1.0


def wrapped(y, x, n):
    # pragma parallel for
    for i in range(n):
        y[i - 1] = x[i]


def compare(function, *arguments):
    """Compiled against plain, without any warning; the machine level has a launch."""
    compiled = pragmac.jit(function)
    expected, got = ([a.copy() if hasattr(a, "copy") else a for a in arguments] for _ in range(2))
    errors = []
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for f, given in ((function, expected), (compiled, got)):
            try:
                f(*given)
                errors.append(None)
            except IndexError as error:
                errors.append(str(error)[:20])
    assert errors[0] == errors[1]
    assert "launch" in compiled.inspect("machine", *arguments)
    if errors[0] is None:
        for a, b in zip(expected, got, strict=True):
            assert not isinstance(a, np.ndarray) or a.tobytes() == b.tobytes()


@pytest.mark.parametrize("function", [scatter, update, backwards])
@pytest.mark.parametrize("dtype", ["int8", "int32", "int64", "uint8", "uint64"])
def test_index_arrays(function, dtype):
    random = np.random.default_rng(1)
    size = 100 if dtype in ("int8", "uint8") else N
    x = random.standard_normal(size)
    unique = random.permutation(size).astype(dtype)
    twice = unique.copy()
    twice[-3] = twice[2]
    signed = unique.copy()
    if dtype.startswith("int"):
        signed[::3] = unique[::3].astype(np.int64) - size  # the same elements, from the end
    beyond = unique.copy()
    beyond[5] = size
    same = np.zeros_like(unique)
    for k in (unique, twice, signed, beyond, unique[:0], unique[:2], unique[::-1], same):
        compare(function, np.zeros(size), k, x[: len(k)])
    compare(function, np.zeros(10**6), np.arange(0, size, 2).astype(dtype), x)  # by sorting


def test_elements_that_two_negative_indices_name():
    k = np.arange(1000)
    k[999] = -1000  # the same element as 0
    compare(scatter, np.zeros(1000), k, np.random.default_rng(2).standard_normal(1000))


@pytest.mark.parametrize("dtype", ["int32", "int64", "uint32"])
def test_rows(dtype):
    random = np.random.default_rng(3)
    row = np.sort(random.integers(0, N, 400)).astype(dtype)
    x = random.standard_normal(400)
    falling = row.copy()
    falling[[100, 101]] = row[[101, 100]]
    falling[101] -= 5
    equal = np.full(400, 7, dtype)
    for given in (row, falling, equal, row[:1], row[:0]):
        compare(rows, given, np.zeros(N), x)
    if dtype != "uint32":
        compare(rows, row - 5, np.zeros(N), x)  # the first rows wrap around


@pytest.mark.parametrize("d", [-200, -51, -50, -1, 0, 1, 49, 50, 2900, 2901, 2951])
def test_offsets(d):
    compare(shifted, np.random.default_rng(4).standard_normal(N), d)


@pytest.mark.parametrize("n", [0, 1, 2, N - 1, N, N + 1, N + 2])
def test_an_index_that_wraps(n):
    compare(wrapped, np.zeros(N), np.random.default_rng(5).standard_normal(N + 5), n)


# ---- facts that the user vouches for -----------------------------------------------------------


def vouched(y, k, x):
    # pragma parallel for assume(unique: k)
    for i in range(k.shape[0]):
        y[k[i]] = x[i]


def test_an_assumed_fact_is_not_tested():
    arguments = np.zeros(N), np.random.default_rng(6).permutation(N), np.ones(N)
    assert "holds" in pragmac.jit(scatter).inspect("machine", *arguments)
    assert "holds" not in pragmac.jit(vouched).inspect("machine", *arguments)
    compare(vouched, *arguments)


# ---- what no test can save ---------------------------------------------------------------------


def neighbours(y, x):
    # pragma parallel for
    for i in range(x.shape[0]):
        y[i // 2] += x[i]


def recurrence(y, x):
    # pragma parallel for
    for i in range(1, x.shape[0]):
        y[i] = y[i - 1] + x[i]


def flags(found, x):
    # pragma parallel for
    for i in range(x.shape[0]):
        if x[i] > 2.0:
            found[0] = True


def test_racy_loops_are_errors_with_both_iterations():
    x = np.ones(100)
    with pytest.raises(pragmac.CompileError) as error:
        pragmac.jit(neighbours)(np.zeros(100), x)
    (found,) = error.value.diagnostics
    assert found.code == "P301"
    assert "iteration i=0 and iteration i=1 both update y[0]" in str(error.value)
    with pytest.raises(pragmac.CompileError, match="(?s)P302.*which iteration i=1 writes"):
        pragmac.jit(recurrence)(np.zeros(100), x)


def test_one_value_stored_by_many_iterations_is_free():
    compare(flags, np.zeros(3, bool), np.random.default_rng(7).standard_normal(N))
