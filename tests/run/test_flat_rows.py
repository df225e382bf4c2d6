"""Rows of two-dimensional data in one dimension, under collapse and in inner loops too."""

import numpy as np
import pragmac
import pytest


def collapsed(y, n, m):
    # pragma parallel for collapse(2)
    for i in range(n):
        for j in range(m):
            y[m * i + j] = i * 10 + j


def nested(y, n, m):
    # pragma parallel for
    for i in range(n):
        # pragma parallel for
        for j in range(m):
            y[m * i + j] = i * 10 + j


def inner(y, n, m):
    for i in range(n):
        # pragma parallel for
        for j in range(m):
            y[i * m + j] = i * 10 + j


@pytest.mark.parametrize("function", [collapsed, nested, inner])
def test_rows_are_apart(function):
    compiled = pragmac.jit(races="require_proof")(function)
    for n, m in [(4, 5), (1, 20), (0, 3), (3, 0), (-2, 3), (3, -2), (7, 1)]:
        expected, y = np.zeros(20), np.zeros(20)
        function(expected, n, m)
        compiled(y, n, m)
        assert np.array_equal(expected, y)
    assert {loop["verdict"] for loop in compiled.explain(y, 4, 5).to_dict()["loops"]} == {"free"}


def test_a_width_that_is_no_trip_count_may_be_negative():
    def f(y, n, m, w):
        for i in range(n):
            # pragma parallel for
            for j in range(m):
                y[w * i + j] = y[j] + 1.0

    expected, y = np.arange(20.0), np.arange(20.0)
    f(expected, 3, 5, -2)
    pragmac.jit(f)(y, 3, 5, -2)
    assert np.array_equal(expected, y)


def test_no_array_has_less_than_no_elements():
    def f(y, x, k):
        n = x.shape[0]
        # pragma parallel for
        for i in range(n // 2, k):
            if i % 2 == 1:
                y[min(i, k)] = i * 1.5

    (loop,) = pragmac.jit(f).explain(np.zeros(9), np.zeros(9), 1).to_dict()["loops"]
    assert loop["verdict"] == "free"
