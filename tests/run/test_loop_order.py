"""Loops that change places on the CPU, and their elements in scalars: every bit as in CPython."""

import numpy as np
import pragmac
import pytest
from pragmac import _native
from same_as_python import compare

rng = np.random.default_rng(6)


def gemm(alpha, beta, c, a, b):
    # pragma parallel for
    for i in range(c.shape[0]):
        for j in range(c.shape[1]):
            c[i, j] *= beta
        for k in range(a.shape[1]):
            scaled = alpha * a[i, k]
            for j in range(c.shape[1]):
                c[i, j] += scaled * b[k, j]
        c[i, 0] = -c[i, 0]


def windows(images, weights, out):
    # pragma parallel for
    for y in range(out.shape[0]):
        for x in range(out.shape[1]):
            for i in range(weights.shape[0]):
                for j in range(weights.shape[1]):
                    for f in range(out.shape[2]):
                        out[y, x, f] += images[y + i, x + j] * weights[i, j, f]


def triangle(a, b, c):
    # pragma parallel for
    for i in range(c.shape[0]):
        for k in range(a.shape[1]):
            for j in range(i + 1):
                c[i, j] -= a[i, k] * b[k, j]


def greatest(paths, edges):
    for i in range(paths.shape[0]):
        for k in range(edges.shape[0]):
            for j in range(edges.shape[1]):
                paths[i, j] = max(paths[i, j], min(paths[i, k], edges[k, j]))


@pytest.mark.parametrize("dtype", ["float64", "float32", "int64"])
@pytest.mark.parametrize("inner", [0, 1, 5])
@pytest.mark.parametrize("shape", [(0, 3), (1, 1), (4, 8), (9, 21), (70, 17)])
def test_products(shape, inner, dtype):
    n, m = shape
    a = (rng.standard_normal((n, inner)) * 9).astype(dtype)
    b = (rng.standard_normal((inner, m)) * 9).astype(dtype)
    c = (rng.standard_normal((n, m)) * 9).astype(dtype)
    scale = 3 if dtype == "int64" else 1.5
    compare(gemm, scale, scale, c, a, b)
    compare(triangle, a, rng.standard_normal((inner, n)).astype(dtype), np.ones((n, n), dtype))


@pytest.mark.parametrize("window", [0, 1, 3])
@pytest.mark.parametrize("filters", [1, 8, 19])
def test_windows(window, filters):
    images = rng.standard_normal((9, 12)).astype(np.float32)
    weights = rng.standard_normal((window, window, filters)).astype(np.float32)
    compare(windows, images, weights, np.ones((6, 8, filters), np.float32))


def test_an_element_that_the_pair_reads_elsewhere():
    compare(greatest, rng.random((4, 30)), rng.random((30, 30)))


def test_arguments_that_share_memory():
    a = rng.standard_normal((20, 20))
    expected = a.copy()
    gemm(0.5, 2.0, expected, expected[::-1], expected)
    got = a.copy()
    pragmac.jit(gemm)(0.5, 2.0, got, got[::-1], got)
    np.testing.assert_array_equal(got, expected)


def test_rows_run_together():
    arguments = 1.5, 2.0, np.ones((40, 40)), rng.random((40, 30)), rng.random((30, 40))
    narrow = pragmac.jit(gemm, options={"vector_bits": 256})
    report = narrow.explain(*arguments).to_dict()["loops"][0]
    assert report["width"] == 4 and "8 neighbouring columns" in report["width_reason"]
    if _native.vector_bits(512) == 512:
        wide = pragmac.jit(gemm, options={"vector_bits": 512})
        report = wide.explain(*arguments).to_dict()["loops"][0]
        assert report["width"] == 8 and "16 neighbouring columns" in report["width_reason"]
