"""Sums whose strips begin at a cache line: the same bits wherever in memory the array lies."""

import math

import numpy as np
import pragmac
import pytest
from same_as_python import compare


def dot(x, y):
    s = 0.0
    # pragma simd
    for i in range(x.shape[0]):
        s += x[i] * y[i]
    return s


def from_the_third(x, y):
    s = x[0]
    # pragma simd
    for i in range(3, x.shape[0]):
        s += x[i - 1] + y[i]
    return s


def several(x, y):
    s, t, low = 0.5, 2.0, x[0]
    # pragma simd
    for i in range(x.shape[0]):
        v = x[i] - y[i]
        s += v
        t += v * v
        low = min(low, x[i])
    return s, t, low


def rows(x, y):
    n = y.shape[0]
    s = np.zeros(n)
    # pragma parallel for
    for i in range(n):
        total = 0.0
        # pragma simd
        for j in range(x.shape[0]):
            total += x[j] * y[i]
        s[i] = total
    return s


def at(values, offset):
    """A copy that begins so many bytes behind a cache line."""
    room = np.empty(values.nbytes + 128, np.uint8)
    start = -room.ctypes.data % 64 + offset
    array = room[start : start + values.nbytes].view(values.dtype)
    array[...] = values
    return array


@pytest.mark.parametrize("dtype", ["float32", "float64", "complex128"])
@pytest.mark.parametrize("function", [dot, from_the_third, several])
def test_bits_do_not_depend_on_the_place(function, dtype):
    if function is several and dtype == "complex128":
        pytest.skip("complex numbers have no minimum")
    f, size = pragmac.jit(function), np.dtype(dtype).itemsize
    for n in (1024, 2047, 2048, 2049, 4096 + 17, 30_000):
        generator = np.random.default_rng(n)
        sizes = 10.0 ** generator.integers(-8, 8, n)
        x, y = (generator.standard_normal((2, n)) * sizes).astype(dtype)
        wanted = f(at(x, 0), at(y, 0))
        for offset in range(size, 64, size):
            assert f(at(x, offset), at(y, 0)) == wanted
            assert f(at(x, offset), at(y, offset)) == wanted
        assert f(at(x, 0), at(y, size)) == wanted
        assert f(at(x, 4), at(y, 0)) == wanted  # not even a multiple of an element


def test_every_element_once():
    f = pragmac.jit(dot)
    for n in range(2040, 2120):
        for offset in (0, 8, 40, 56):
            x = at(2.0 ** (np.arange(n) % 40), offset)  # sums of these are exact
            assert f(x, np.ones(n)) == x.sum()


@pytest.mark.parametrize("bits", [32, 64])
def test_in_a_parallel_loop(bits):
    x, y = np.random.default_rng(3).integers(0, 99, (2, 2100)).astype(float)
    f = pragmac.jit(options={"index_bits": bits})(rows)
    for offset in range(0, 64, 8):
        assert np.array_equal(f(at(x, offset), y), x.sum() * y)


def test_short_ones():
    for n in range(40):
        compare(dot, np.arange(float(n)), np.ones(n), kinds=False)


def test_a_heavy_body_is_not_worth_it():
    def distances(x, y):
        s = 0.0
        # pragma simd
        for i in range(x.shape[0]):
            s += math.exp(x[i]) / y[i]
        return s

    x = np.ones(8)
    assert "address" in pragmac.jit(dot).inspect("machine", x, x)
    assert "address" not in pragmac.jit(distances).inspect("machine", x, x)


def test_rows_of_matrices_come_from_memory():
    def product(x, y):
        s = np.zeros(x.shape[0])
        for i in range(x.shape[0]):
            total = 0.0
            # pragma simd
            for j in range(x.shape[1]):
                total += x[i, j] * y[j]
            s[i] = total
        return s

    text = pragmac.jit(product).inspect("machine", np.ones((4, 4)), np.ones(4))
    assert "total_lanes" in text
    assert "address" not in text
