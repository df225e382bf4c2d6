"""Iterations that a lane, or a thread without lanes, has under way at a time."""

import numpy as np
import pragmac
import pytest
from same_as_python import compare

DEVICE = {"options": {"device": "emulated", "verify": True}}


def along(x, y):
    # pragma parallel for
    for i in range(x.shape[0]):
        y[i] = x[i] + x[i]


def row_sums(x, y):
    # pragma parallel for
    for i in range(x.shape[0]):
        s = np.float32(0)
        # pragma simd(8)
        for j in range(x.shape[1]):
            s += x[i, j]
        y[i] = s


def under_way(function, *arguments):
    (loop,) = pragmac.jit(**DEVICE)(function).explain(*arguments).to_dict()["loops"][:1]
    return loop["mapping"]["per_lane"]


@pytest.mark.parametrize("dtype", ["uint8", "float16", "float32", "float64", "complex128"])
@pytest.mark.parametrize("n", [0, 1, 7, 8, 9, 1056, 1057, 10_000])
def test_every_iteration_is_run_once(dtype, n):
    x = (np.arange(n) % 100).astype(dtype)
    compare(along, x, np.zeros_like(x), **DEVICE)


@pytest.mark.parametrize("columns", [1, 7, 8, 31, 32, 33, 64, 200])
def test_rows_of_lanes(columns):
    x = np.arange(5.0 * columns, dtype=np.float32).reshape(5, columns)
    compare(row_sums, x, np.zeros(5, np.float32), **DEVICE)


@pytest.mark.parametrize(
    ("dtype", "elements"),
    [("uint8", 8), ("int16", 8), ("float32", 4), ("float64", 2), ("complex128", 1)],
)
def test_sixteen_bytes_are_under_way(dtype, elements):
    x = np.ones((4, 9), dtype)
    assert under_way(along, x[0].copy(), x[1].copy()) == elements
    if dtype == "float32":
        assert under_way(row_sums, x, x[:, 0].copy()) == elements
        text = str(pragmac.jit(**DEVICE)(row_sums).explain(x, x[:, 0].copy()))
        assert "4 iterations under way in each" in " ".join(text.split())


def test_kernels_ask_for_them_together():
    x = np.ones((4, 9), np.float32)
    for function, arguments in [
        (along, (x[0].copy(), x[1].copy())), (row_sums, (x, x[:, 0].copy()))
    ]:  # fmt: skip
        text = pragmac.jit(function).inspect("ptx", *arguments)
        # those of the loop, then of what is left
        assert text.count("ld.global") == 4 + 1, text


def strided(x, y):
    # pragma parallel for
    for i in range(y.shape[0]):
        y[i] = x[2 * i]


def holds_a_loop(x, y):
    # pragma parallel for
    for i in range(x.shape[0]):
        while y[i] > x[i]:
            y[i] -= 1.0


def may_fail(x, y):
    # pragma parallel for
    for i in range(x.shape[0]):
        assert x[i] >= 0.0
        y[i] = x[i]


def plane(x, y):
    # pragma parallel for collapse(2)
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            y[i, j] = x[i, j]


@pytest.mark.parametrize("function", [strided, holds_a_loop, may_fail])
def test_other_loops_have_one(function):
    assert under_way(function, np.ones(8), np.ones(4)) == 1


def test_so_have_grids():
    assert under_way(plane, np.ones((3, 4)), np.ones((3, 4))) == 1
