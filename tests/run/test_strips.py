"""Float reductions of `simd` loops on the CPU: the bits of the plan, and why in order."""

import math
import operator

import numpy as np
import pragmac
import pytest
from same_as_python import compare

rng = np.random.default_rng(3)


def row_of(function, *arguments, line=None):
    loops = pragmac.jit(function).explain(*arguments).to_dict()["loops"]
    return next(x for x in loops if line is None or x["line"] == line)


def by_plan(terms, width, operation, start, identity):
    """docs/semantics.md: strips of `width`, halved until one value is left, the rest in order.

    Element by element: NumPy multiplies arrays of complex numbers with fused operations."""
    full = len(terms) // width * width
    total = start
    with np.errstate(all="ignore"):
        if full:
            lanes = [terms.dtype.type(identity)] * width
            for first in range(0, full, width):
                lanes = [operation(a, terms[first + k]) for k, a in enumerate(lanes)]
            while len(lanes) > 1:
                half = len(lanes) // 2
                lanes = [operation(a, b) for a, b in zip(lanes[:half], lanes[half:], strict=True)]
            total = operation(total, lanes[0])
        for term in terms[full:]:
            total = operation(total, term)
    return total


def total(x, start):
    s = start
    # pragma simd
    for j in range(x.shape[0]):
        s += x[j]
    return s


def product(x, start):
    s = start
    # pragma simd
    for j in range(x.shape[0]):
        s *= x[j]
    return s


@pytest.mark.parametrize("length", [0, 1, 7, 31, 32, 33, 63, 64, 65, 1000])
@pytest.mark.parametrize("dtype", ["float32", "float64", "complex64", "complex128"])
@pytest.mark.parametrize(
    ("function", "operation", "identity"),
    [(total, operator.add, -0.0), (product, operator.mul, 1.0)],
)
def test_the_bits_are_those_of_the_plan(function, operation, identity, dtype, length):
    x = (rng.standard_normal(length) + 1.0).astype(dtype)
    if x.dtype.kind == "c":
        x += (1j * rng.standard_normal(length)).astype(dtype)
        identity = complex(identity, -0.0 if operation is operator.add else 0.0)
    start = x.dtype.type(0.5)
    width = min(64, 256 // x.itemsize)
    assert row_of(function, x, start)["width"] == width
    expected = by_plan(x, width, operation, start, identity)
    assert pragmac.jit(function)(x, start).tobytes() == np.asarray(expected).tobytes()


def test_minima_and_maxima_are_those_in_order():
    def both(x):
        low = np.float64(1e300)
        high = np.float64(-1e300)
        # pragma simd
        for j in range(x.shape[0]):
            if x[j] < low:
                low = x[j]
            high = max(high, x[j])
        return low, high

    for length in (0, 5, 64, 100):
        x = rng.standard_normal(length)
        compare(both, x)
        x[::3] = np.nan
        compare(both, x)
    assert row_of(both, rng.standard_normal(9))["width"] == 32


def test_conditions_and_private_scalars():
    def positive(x, y):
        s = np.float64(0)
        n = np.float64(0)
        # pragma simd
        for j in range(x.shape[0] - 1, -1, -1):
            t = x[j] * 2.0
            if t > 0.0:
                y[j] = t
                s += np.floor(t)
                n += 1.0
        return s, n

    for length in (0, 31, 257):
        compare(positive, rng.standard_normal(length) * 100, np.zeros(length))  # whole: exact
    assert row_of(positive, rng.standard_normal(9), np.zeros(9))["width"] == 32


def test_many_scalars_have_narrow_strips():
    def moments(x):
        a = b = c = d = np.float64(0)
        # pragma simd
        for j in range(x.shape[0]):
            a += x[j]
            b += x[j] * x[j]
            c += x[j] * x[j] * x[j]
            d += x[j] * x[j] * x[j] * x[j]
        return a, b, c, d

    x = np.arange(1.0, 60.0)
    compare(moments, x)
    assert row_of(moments, x)["width"] == 16


def test_blocks_of_a_parallel_reduction_are_strips():
    def dot(x, y):
        s = 0.0
        # pragma parallel for
        for j in range(x.shape[0]):
            s += x[j] * y[j]
        return s

    x, y = rng.standard_normal(3000), rng.standard_normal(3000)
    assert row_of(dot, x, y)["width"] == 32
    blocks = [
        by_plan(p, 32, np.add, np.float64(-0.0), -0.0)
        for p in np.split(x * y, range(256, 3000, 256))
    ]
    while len(blocks) > 1:
        pairs = zip(blocks[::2], blocks[1::2] + [None], strict=False)
        blocks = [a if b is None else a + b for a, b in pairs]
    assert pragmac.jit(dot)(x, y) == 0.0 + blocks[0]


def test_the_loop_is_packed_code():
    x = rng.standard_normal(100)
    text = pragmac.jit(total).inspect("asm", x, np.float64(0))
    assert "addpd" in text


def scan(x, y):
    s = 0.0
    # pragma simd
    for j in range(x.shape[0]):
        s += x[j]
        y[j] = s
    return s


def nested(x, y):
    s = 0.0
    # pragma simd
    for j in range(x.shape[0]):
        for k in range(3):
            s += x[j] * k
    return s


def gathered(x, y):
    s = 0.0
    # pragma simd
    for j in range(x.shape[0]):
        s += x[int(y[j])]
    return s


def best(x, y):
    s = -1.0
    at = 0
    # pragma simd
    for j in range(x.shape[0]):
        if x[j] > s:
            s = x[j]
            at = j
    return s, at


def kept(x, y):
    s = 0.0
    t = 0.0
    # pragma simd
    for j in range(x.shape[0]):
        t = x[j]
        s += t
    return s, t


def left(x, y):
    s = 0.0
    # pragma simd
    for j in range(x.shape[0]):
        if y[j] > 0.0:
            continue
        s += x[j]
    return s


@pytest.mark.parametrize(
    ("function", "why"),
    [
        (scan, "`s`"),
        (nested, "it holds a loop"),
        (gathered, "it"),
        (best, "`at` is noted beside an extremum"),
        (kept, "`t` is read after the loop"),
        (left, ""),
    ],
)
def test_others_run_in_order_and_say_why(function, why):
    x, y = rng.standard_normal(70), np.arange(70.0)
    compare(function, x, y)
    row = row_of(function, x, y)
    if function is left:  # a jump that is a condition
        return
    assert row["width"] == 0 and why in row["reason"]
    assert row["reason"] in row["outcome"]


def logarithms(x, y):
    # pragma parallel for
    for i in range(x.shape[0]):
        if x[i] != 3.0:
            y[i] = math.log(x[i]) + math.sqrt(x[i])
        else:
            y[i] = -1.0


@pytest.mark.parametrize("length", [0, 1, 127, 128, 129, 1000])
def test_checks_of_floats_wait_for_their_strip(length):
    x = rng.random(length) + 0.5
    x[3:5] = 3.0
    y, expected = np.zeros(length), np.zeros(length)
    compiled = pragmac.jit(logarithms)
    row = row_of(logarithms, x, y)
    assert row["width"] == 128 and "once per strip" in row["width_reason"]
    compiled(x, y)
    logarithms(x, expected)
    np.testing.assert_allclose(y, expected, rtol=1e-15)
    for wrong in {0, length // 2, length - 1} if length > 100 else ():
        z = x.copy()
        z[wrong] = -1.0
        z[length - 2] = 0.0
        first = z[min(wrong, length - 2)]
        with pytest.raises(ValueError, match=rf"math.log\({first}\)"):
            compiled(z, y)


def test_checks_of_what_is_read_again_do_not_wait():
    def in_place(x):
        # pragma parallel for
        for i in range(x.shape[0]):
            x[i] = math.log(x[i])

    x = rng.random(300) + 0.5
    assert row_of(in_place, x)["width"] == 0
    compare(in_place, np.ones(300))
    x[100] = 0.0
    with pytest.raises(ValueError, match=r"math.log\(0.0\)"):
        pragmac.jit(in_place)(x)


@pytest.mark.parametrize("bounds", ["safe", "unchecked"])
def test_a_row_by_an_index_from_outside_of_the_loop(bounds):
    def products(a, row, x, y):
        # pragma parallel for
        for i in range(row.shape[0]):
            s = 0.0
            # pragma simd
            for k in range(a.shape[1]):
                s += a[row[i], k] * x[k]
            y[i] = s

    a, row = rng.random((9, 100)), rng.integers(0, 9, 20)
    function = pragmac.jit(products, bounds=bounds)
    report = function.explain(a, row, rng.random(100), np.zeros(20)).to_dict()
    assert [loop["width"] for loop in report["loops"]][1] == 32


def test_checks_of_indices_do_not_wait():
    def gathers(x, at, y):
        # pragma parallel for
        for i in range(at.shape[0]):
            y[i] = math.sqrt(x[at[i]])

    x, at = rng.random(9), rng.integers(0, 9, 300)
    assert row_of(gathers, x, at, np.zeros(300))["width"] == 0
    at[200] = 10**12
    with pytest.raises(IndexError):
        pragmac.jit(gathers)(x, at, np.zeros(300))
