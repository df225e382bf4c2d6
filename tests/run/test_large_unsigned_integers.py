"""Python ints from 2**63 to 2**64 - 1 beside np.uint64, as literals, constants and variables."""

import numpy as np
import pragmac
import pytest
from same_as_python import Cases, compare

cases = Cases()
MASK = 0xFFFFFFFFFFFFFFFF
ODD = 2**63 + 1
GOLDEN = 0x9E3779B97F4A7C15
HASHED = np.arange(5, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)


@cases()
def converted():
    return (
        np.uint64(18446744073709551615),
        np.uint64(2**63),
        np.uint64((1 << 64) - 1),
        np.uint64(MASK),
        float(2**63),
        np.float32(2**63),
        2**64 // 2**60,
        -(2**63),
        2**63 - 1,
        0x8000000000000000 >> 3,
    )


@cases(np.uint64(12345))
@cases(np.uint64(2**64 - 7))
def operators(x):
    return (
        x & 0xFFFFFFFFFFFFFFFF,
        x ^ MASK,
        (x * GOLDEN) & MASK,
        MASK - x,
        x % ODD,
        x // 9223372036854775808,
        x == MASK,
        x < 2**63,
        2**64 - 1 >= x > 5,
        MASK == 18446744073709551615,
        3 < MASK,
        np.maximum(x, MASK),
        x / 2**63,
    )


@cases(np.arange(4, dtype=np.uint64), 3)
def elements(a, n):
    seed = 0xCBF29CE484222325
    h = seed
    for i in range(a.shape[0]):
        a[i] ^= MASK
        h = (h ^ a[i]) * 0x100000001B3
    a[n] = 2**64 - 2
    a[0] |= 1 << 63
    return h, seed == 0xCBF29CE484222325


@cases(np.int64(5))
@cases(np.uint8(5))
@cases(np.float32(5))
@cases(np.float64(2**63))
@cases(5)
def beside_other_types(x):
    return x < 2**63, x == MASK, 2**63 != x


@cases(np.int64(5))
@cases(np.int8(5))
def too_large(x):
    return x & MASK


@cases(np.float32(1.5))
@cases(2.5)
@cases(1j)
def beside_floats(x):
    return x + 2**63, MASK * x


def hashed(x, mask=0xFFFFFFFFFFFFFFFF):
    return (x ^ (x >> 33)) & mask


@cases(HASHED)
def calls(a):
    s = np.uint64(0)
    for v in a:
        s += hashed(v) + hashed(v, 2**64 - 1) + hashed(v, mask=GOLDEN)
    return s


@cases.parametrize()
def test_same_as_python(function, arguments, make):
    if function is beside_other_types and type(arguments[0]) is int:
        arguments = (np.int64(arguments[0]),)
    compare(function, *arguments, make=make)


def test_a_constant_that_changes_is_seen():
    def f(x):
        return x & CHANGING  # noqa: F821

    compiled = pragmac.jit(f)
    for value in (MASK, 255, GOLDEN, 2**63, 7):
        f.__globals__["CHANGING"] = value
        assert compiled(np.uint64(2**64 - 5)) == f(np.uint64(2**64 - 5))
    f.__globals__["CHANGING"] = 2**64
    with pytest.raises((OverflowError, pragmac.CompileError)):
        compiled(np.uint64(1))


@pytest.mark.parametrize(
    "expression", ["2**63", "MASK", "MASK + n", "n * 2**63", "-MASK", "~MASK", "(n, 2**63)"]
)
def test_python_ints_end_at_2_63(expression, tmp_path):
    path = tmp_path / "large.py"
    path.write_text(f"def f(n):\n    return {expression}\n")
    scope = {"MASK": MASK}
    exec(compile(path.read_text(), str(path), "exec"), scope)
    with pytest.raises(pragmac.CompileError, match="P406"):
        pragmac.jit(scope["f"])(3)
