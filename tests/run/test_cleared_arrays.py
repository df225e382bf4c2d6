"""Large arrays of zeros in memory that an earlier call has written: by one thread, by several."""

import numpy as np
import pragmac
import pytest


def sums(row, x):
    y = np.zeros((row.shape[0] - 1, x.shape[0]), dtype=x.dtype)
    # pragma parallel for
    for i in range(row.shape[0] - 1):
        for j in range(row[i], row[i + 1]):
            for k in range(x.shape[0]):
                y[i, k] += j + x[k]
    return y


def sums_in_order(row, x):
    y = np.zeros((row.shape[0] - 1, x.shape[0]), dtype=x.dtype)
    for i in range(row.shape[0] - 1):
        for j in range(row[i], row[i + 1]):
            for k in range(x.shape[0]):
                y[i, k] += j + x[k]
    return y


@pytest.mark.parametrize("rows", [3000, 9001, 20_000])
@pytest.mark.parametrize("dtype", ["float32", "complex128"])
def test_zeros_in_memory_that_was_written_before(rows, dtype):
    f, x = pragmac.jit(sums), np.arange(40).astype(dtype)
    full = np.arange(rows + 1)
    sparse = np.minimum(full, 5)  # all rows but five are empty
    wanted = np.zeros((rows, 40), dtype)
    wanted[:5] = np.arange(5)[:, None] + x
    for _ in range(3):
        assert f(full, x)[rows - 1, 1] == rows  # gives its memory back at once
        assert np.array_equal(f(sparse, x), wanted)


def sums_on_one_thread(row, x):
    y = np.zeros((row.shape[0] - 1, x.shape[0]), dtype=x.dtype)
    # pragma parallel for num_threads(1)
    for i in range(row.shape[0] - 1):
        for k in range(x.shape[0]):
            y[i, k] += row[i] + x[k]
    return y


CLEARED = [(sums, 2), (sums_in_order, 1), (sums_on_one_thread, 1)]


@pytest.mark.parametrize(("function", "zero"), CLEARED)
def test_only_functions_with_parallel_loops_clear_on_threads(function, zero):
    text = pragmac.jit(function).inspect("llvm", np.arange(9), np.arange(4.0))
    (call,) = (line for line in text.splitlines() if "call" in line and "@pragmac_allocate" in line)
    assert f"i32 {zero})" in call
