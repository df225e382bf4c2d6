"""Index arithmetic in 32 bits (`options={"index_bits": 32}`): the answers of plain Python, also
where sizes around 2**31 make the entry test fail."""

from __future__ import annotations

import numpy as np
import pragmac
import pytest
from numpy.lib.stride_tricks import as_strided

NARROW = {"index_bits": 32, "verify": True}


def flat(x, y, n, m):
    # pragma parallel for
    for i in range(n):
        for j in range(m):
            y[i * m + j] = x[(i * 7 + j) % len(x)] + x[(i + j) // 2 % len(x)]


def behind(x, y, offset):
    for i in range(len(y)):
        y[i] = x[i * 2 + offset]


def far(x, y, start):
    for i in range(start, start + len(y)):
        y[i - start] = x[(i * 3) % 1000]


def product(x, y, m):
    for i in range(len(y)):
        y[i] = x[i * m % 1000]


def quotient(x, y, d):
    for i in range(len(y)):
        y[i] = x[i * d // d]


def same(function, *arguments):
    expected = [a.copy() if isinstance(a, np.ndarray) else a for a in arguments]
    function(*expected)
    actual = [a.copy() if isinstance(a, np.ndarray) else a for a in arguments]
    pragmac.jit(options=NARROW)(function)(*actual)
    for e, a in zip(expected, actual, strict=True):
        assert np.array_equal(e, a)


def test_a_copy_is_made():
    x, y = np.arange(50.0), np.zeros(42)
    narrow = pragmac.jit(options=NARROW)(flat).inspect("loops", x, y, 6, 7)
    assert "i32" not in narrow  # decided before
    assert "i32" in pragmac.jit(options=NARROW)(flat).inspect("machine", x, y, 6, 7)
    assert "i32" not in pragmac.jit(flat).inspect("machine", x, y, 6, 7)


def test_explain_names_the_copy():
    x, y = np.arange(50.0), np.zeros(42)
    narrow = pragmac.jit(options=NARROW)(flat).explain(x, y, 6, 7)
    assert narrow.to_dict()["loops"][0]["index_bits"] == 32
    assert "indices  32 bits when the entry test holds" in str(narrow)
    wide = pragmac.jit(flat).explain(x, y, 6, 7)
    assert wide.to_dict()["loops"][0]["index_bits"] == 64
    assert "32 bits" not in str(wide)


def test_small_sizes():
    for n, m in ((0, 0), (1, 1), (6, 7), (7, 0)):
        same(flat, np.arange(50.0), np.zeros(n * m), n, m)


@pytest.mark.parametrize("start", [0, 2**29, 2**30, 2**31 - 10, 2**31, 2**32 - 3, -(2**31) - 5])
def test_ranges_around_the_limit(start):
    same(far, np.arange(1000.0), np.zeros(20), start)


@pytest.mark.parametrize("m", [1, 2**26, 2**27, 2**28, 2**31, 2**32 + 1, -(2**31), 2**40])
def test_products_around_the_limit(m):
    same(product, np.arange(1000.0), np.zeros(20), m)


@pytest.mark.parametrize("d", [1, 3, 2**27, 2**28, 2**31 + 1, -(2**31), 2**33])
def test_quotients_around_the_limit(d):
    same(quotient, np.arange(1000.0), np.zeros(20), d)


@pytest.mark.parametrize("offset", [5, 2**31 - 50, 2**31 - 41, 2**31 - 20, 2**31, 2**31 + 5])
def test_elements_beyond_2_to_the_31(offset):
    huge = as_strided(np.ones(1), (2**31 + 200,), (0,))
    y = np.zeros(20)
    pragmac.jit(options=NARROW)(behind)(huge, y, offset)
    assert (y == 1).all()


def test_addresses_beyond_2_gib():
    row = 2**31 // 63 + 1
    memory = np.zeros(63 * row + 64, np.uint8)  # untouched pages cost nothing
    memory[63 * row :] = np.arange(1, 65)
    x = as_strided(memory, (64, 64), (row, 1))
    y = np.zeros(64, np.uint8)

    @pragmac.jit(options=NARROW)
    def diagonal(x, y, k):
        for i in range(len(y)):
            y[i] = x[(i * k) % 64, (i + k) % 64]

    diagonal(x, y, 3)
    expected = np.zeros(64, np.uint8)
    diagonal.py_func(x, expected, 3)
    assert np.array_equal(y, expected) and expected.any()
