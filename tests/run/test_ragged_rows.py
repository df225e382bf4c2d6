"""Rows together whose columns begin and end elsewhere: every bit as in CPython."""

import numpy as np
import pragmac
import pytest
from same_as_python import compare

rng = np.random.default_rng(8)


def upper(a, b, c):
    # pragma parallel for
    for i in range(c.shape[0]):
        for j in range(i, c.shape[1]):
            s = 0.25
            for k in range(a.shape[0]):
                s += a[k, i] * b[k, j]
            c[i, j] = s


def lower(a, b, c):
    # pragma parallel for
    for i in range(c.shape[0]):
        for j in range(i + 1):
            for k in range(a.shape[0]):
                c[i, j] += a[k, i] * b[k, j]


def corner(a, b, c):
    # pragma parallel for
    for i in range(c.shape[0]):
        c[i, 0] = -1.0
        for j in range(1, c.shape[1] - i):
            s = 0.0
            for k in range(a.shape[0]):
                s -= a[k, i] * b[k, j]
            c[i, j] = s
        c[i, 0] += float(i)


def diagonals(a, b, c):
    # pragma parallel for
    for i in range(c.shape[0]):
        for j in range(i, i + 3):
            s = 0.0
            for k in range(a.shape[0]):
                s += a[k, i] * b[k, j]
            c[i, j - i] = s


def zigzag(a, b, c):
    # pragma parallel for
    for i in range(c.shape[0]):
        for j in range(i * 5 % 13, c.shape[1] - i * 7 % 11):
            s = 0.0
            for k in range(a.shape[0]):
                s += a[k, i] * b[k, j]
            c[i, j] = s


def operands(n, m, k):
    return rng.standard_normal((k, n)), rng.standard_normal((k, m)), np.zeros((n, m))


def test_they_are_rows_together():
    for function in (upper, lower, corner, diagonals, zigzag):
        report = pragmac.jit(function).explain(*operands(20, 70, 4)).to_dict()
        assert "rows together" in report["loops"][0]["width_reason"]


@pytest.mark.parametrize("n", [0, 1, 4, 8, 15, 16, 37])
@pytest.mark.parametrize("m", [0, 1, 2, 9, 40, 90])
@pytest.mark.parametrize("function", [upper, lower, corner, zigzag])
def test_every_column_of_every_row(function, n, m):
    if function is corner and m == 0:
        m = 3  # it has a first and a last column
    for k in (0, 3):
        compare(function, *operands(n, m, k))


@pytest.mark.parametrize("n", [0, 1, 4, 19])
def test_rows_that_share_no_column(n):
    a, b, _ = operands(n, n + 3, 4)
    compare(diagonals, a, b, np.zeros((n, 3)))
