"""Vectors of 256 and 512 bits: the same bits in every result, and only what the processor has."""

import math

import numpy as np
import pragmac
import pytest
from pragmac import _native

has_wide = _native.vector_bits(512) == 512
needs_wide = pytest.mark.skipif(not has_wide, reason="this processor has no vectors of 512 bits")
rng = np.random.default_rng(31)


def scaled(x, y):
    # pragma parallel for
    for i in range(x.shape[0]):
        y[i] = 2.5 * x[i] + y[i]


def total(x, y):
    s = 0.0
    # pragma parallel for reduction(+: s)
    for i in range(x.shape[0]):
        s += x[i] * y[i]
    return s


def powers(x, y):
    # pragma parallel for
    for i in range(x.shape[0]):
        y[i] = abs(x[i]) ** 1.7 + np.exp(x[i]) * np.arctan2(x[i], y[i])


def normal_density(x, y):
    # pragma parallel for
    for i in range(x.shape[0]):
        y[i] = math.erf(x[i]) * math.sqrt(abs(y[i])) if y[i] < 1.0 else math.sinh(x[i])


def halves(x, y):
    # pragma parallel for
    for i in range(y.shape[0]):
        y[i] = x[2 * i % x.shape[0]] + x[i]


def products(a, b, c):
    # pragma parallel for
    for i in range(c.shape[0]):
        for j in range(c.shape[1]):
            s = 0.0
            for k in range(a.shape[1]):
                s += a[i, k] * b[k, j]
            c[i, j] = s


def added_products(a, b, c):
    # pragma parallel for
    for i in range(c.shape[0]):
        for j in range(c.shape[1]):
            for k in range(a.shape[1]):
                c[i, j] += a[i, k] * b[k, j]


def with_bits(function, bits):
    return pragmac.jit(function, options={"vector_bits": bits})


def vectors(*shape, dtype="f8"):
    return rng.standard_normal(shape).astype(dtype)


@needs_wide
@pytest.mark.parametrize("function", [scaled, total, powers, normal_density, halves])
@pytest.mark.parametrize("dtype", ["f4", "f8"])
@pytest.mark.parametrize("n", [1, 7, 8, 31, 64, 1003])
def test_bits_do_not_depend_on_the_width(function, dtype, n):
    x, y = vectors(n, dtype=dtype), vectors(n, dtype=dtype)
    narrow, wide = y.copy(), y.copy()
    of_narrow = with_bits(function, 256)(x, narrow)
    of_wide = with_bits(function, 512)(x, wide)
    assert narrow.tobytes() == wide.tobytes()
    assert np.array(of_narrow, float).tobytes() == np.array(of_wide, float).tobytes()


@needs_wide
@pytest.mark.parametrize("function", [products, added_products])
@pytest.mark.parametrize("rows", [1, 8, 17])
@pytest.mark.parametrize("columns", [1, 15, 16, 40])
def test_tiles_of_both_widths(function, rows, columns):
    dtype = "f8" if function is products else "f4"
    a, b = vectors(rows, 37, dtype=dtype), vectors(37, columns, dtype=dtype)
    expected = vectors(rows, columns, dtype=dtype)
    narrow, wide = expected.copy(), expected.copy()
    with_bits(function, 256)(a, b, narrow)
    with_bits(function, 512)(a, b, wide)
    function(a, b, expected)
    assert narrow.tobytes() == wide.tobytes() == expected.tobytes()


@needs_wide
@pytest.mark.parametrize("function", [scaled, total, powers])
def test_registers_are_as_wide_as_asked(function):
    x, y = vectors(100), vectors(100)
    assert "zmm" not in with_bits(function, 256).inspect("asm", x, y)
    assert "zmm" in with_bits(function, 512).inspect("asm", x, y)


def test_without_a_word_the_probe_decides():
    x, y = vectors(100), vectors(100)
    wide = "zmm" in pragmac.jit(scaled).inspect("asm", x, y)
    assert wide == (_native.vector_bits(0) == 512)


@pytest.mark.parametrize("math_mode", ["strict", "contract", "reassoc", "fast"])
def test_bits_of_sums_in_any_order_do_not_depend_on_the_probe(monkeypatch, math_mode):
    asked = []
    chosen = _native.vector_bits
    monkeypatch.setattr(_native, "vector_bits", lambda bits: asked.append(bits) or chosen(bits))
    x, y = vectors(100), vectors(100)
    pragmac.jit(total, math=math_mode, options={"cache": False})(x, y)
    assert set(asked) == ({512} if math_mode in ("reassoc", "fast") else {0})


def test_what_is_asked_is_no_more_than_there_is():
    x, y = vectors(100), vectors(100)
    expected = 2.5 * x + y
    with_bits(scaled, 512)(x, y)  # with 256 where the processor has no more
    assert y.tobytes() == expected.tobytes()
    with pytest.raises(ValueError, match="vector_bits.*256, 512"):
        with_bits(scaled, 128)
