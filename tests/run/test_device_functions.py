"""The runtime's numeric functions in kernels: the bits of the host, and PTX with nothing left open.

The emulated device runs the bitcode that every device gets, so that what is compared with CPython
is the code that a GPU would run, but for the C library's functions in it: each device has its own.
"""

import math

import numpy as np
import pragmac
import pytest
from ptx_tools import assembled
from same_as_python import compare

DEVICE = {"options": {"device": "emulated", "verify": True}}
FLOATS = ("float16", "float32", "float64")
INTEGERS = ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")


def floor_divided(x, y, z):
    # pragma parallel for
    for i in range(x.shape[0]):
        z[i] = x[i] // y[i]


def remainder(x, y, z):
    # pragma parallel for
    for i in range(x.shape[0]):
        z[i] = x[i] % y[i]


def divided(x, y, z):
    # pragma parallel for
    for i in range(x.shape[0]):
        z[i] = x[i] / y[i]


def power(x, y, z):
    # pragma parallel for
    for i in range(x.shape[0]):
        z[i] = x[i] ** y[i]


def mixed(x, y, z):
    # pragma parallel for
    for i in range(x.shape[0]):
        z[i] = np.heaviside(x[i], y[i]) + np.fmax(x[i], y[i]) * np.sign(y[i]) - np.degrees(x[i])


def every_pair(dtype, values):
    x, y = np.meshgrid(np.array(values, dtype), np.array(values, dtype))
    return x.ravel().copy(), y.ravel().copy(), np.zeros(x.size, dtype)


def traps(dtype):
    info = np.finfo(dtype)
    return [0.0, -0.0, 0.1, -0.3, 1.0, 3.0, 6.0, -7.5, 2.5, np.inf, -np.inf, np.nan, info.max,
            info.tiny, info.smallest_subnormal, -info.smallest_subnormal, 1 + info.eps]  # fmt: skip


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("function", [floor_divided, remainder, divided, mixed])
def test_floats(function, dtype):
    with np.errstate(all="ignore"):
        compare(function, *every_pair(dtype, traps(dtype)), **DEVICE)


@pytest.mark.parametrize("dtype", INTEGERS)
def test_integer_powers(dtype):
    info = np.iinfo(dtype)
    x, y, z = every_pair(dtype, [0, 1, 2, 3, 5, 7, 63, 64, 127, info.max, info.min])
    compare(power, x, abs(y) % 100, z, **DEVICE)


def python_quotients(a, b, z):
    # pragma parallel for
    for i in range(z.shape[0]):
        z[i] = (int(a[i]) + 0) / int(b[i])


def test_python_integers_divided():
    values = [2**53 + 1, 2**63 - 1, -(2**63), -(2**63) + 1, 3, -7, 10**17 + 3, 1, 2**62 + 1]
    a, b, _ = every_pair("int64", values)
    compare(python_quotients, a, b, np.zeros(a.size), **DEVICE)


def python_powers(k, z):
    # pragma parallel for
    for i in range(z.shape[0]):
        z[i] = (i - 4) ** k + 7 ** (i % 20)


@pytest.mark.parametrize("k", [0, 1, 5, 21])
def test_python_powers(k):
    compare(python_powers, k, np.zeros(20, np.int64), **DEVICE)


def test_a_python_power_that_does_not_fit_raises():
    with pytest.raises(OverflowError):
        pragmac.jit(**DEVICE)(python_powers)(40, np.zeros(20, np.int64))


@pytest.mark.parametrize("dtype", ["complex64", "complex128"])
def test_complex_numbers(dtype):
    values = [1, -2j, 0.5 + 0.25j, 3 - 4j, complex(0.0, -0.0)]
    compare(divided, *every_pair(dtype, values), **DEVICE)


def rounded(x, y, z):
    # pragma parallel for
    for i in range(x.shape[0]):
        z[i] = round(float(x[i]), 2)


def test_what_no_device_has_is_refused():
    ones = np.ones(4)
    with pytest.raises(pragmac.CompileError, match="P614.*round"):
        pragmac.jit(**DEVICE)(rounded)(ones, ones, ones.copy())


def special(x, y, z):
    # pragma parallel for
    for i in range(x.shape[0]):
        z[i] = math.remainder(x[i], y[i]) + math.erf(x[i])


def gammas(x, y, z):
    # pragma parallel for
    for i in range(x.shape[0]):
        z[i] = math.gamma(x[i]) + math.lgamma(y[i])


def test_functions_that_every_library_has():
    compare(special, *every_pair("float64", [-2.5, 0.1, 7.0, 1e10]), **DEVICE)
    x, y, z = every_pair("float64", [0.5, 1.0, 4.5, 20.0])
    pragmac.jit(**DEVICE)(gammas)(x, y, z)
    wanted = [math.gamma(a) + math.lgamma(b) for a, b in zip(x, y, strict=True)]
    np.testing.assert_allclose(z, wanted, rtol=1e-14)


def elementary(x, y, z):
    # pragma parallel for
    for i in range(x.shape[0]):
        z[0, i] = np.exp(x[i])
        z[1, i] = np.log(x[i])
        z[2, i] = np.sqrt(x[i])
        z[3, i] = np.sin(x[i])
        z[4, i] = np.cos(x[i])
        z[5, i] = x[i] ** y[i]


@pytest.mark.parametrize("dtype", ["complex64", "complex128"])
def test_complex_functions(dtype):
    """As near as D9 has it, size by size; powers of large and small numbers lose some digits."""
    info, largest = np.finfo(dtype), 700 if dtype == "complex128" else 80
    parts = [0.0, -0.0, 1e-20, 0.5, -1.0, 3.25, -7.0, largest, -largest]
    x, y, _ = every_pair(dtype, [complex(a, b) for a in parts for b in parts])
    keep = (abs(np.log(abs(x) + 1e-9) * y) < 20) & (x != 0)
    x, y = x[keep], y[keep]
    z, wanted = np.zeros((6, x.size), dtype), np.zeros((6, x.size), dtype)
    with np.errstate(all="ignore"):
        elementary(x, y, wanted)
    pragmac.jit(**DEVICE)(elementary)(x, y, z)
    for got, want, epsilons in zip(z, wanted, (8, 8, 8, 8, 8, 200), strict=True):
        finite = np.isfinite(want)
        assert finite.mean() > 0.9
        off = abs(got[finite] - want[finite])
        np.testing.assert_array_less(off, epsilons * info.eps * abs(want[finite]) + info.tiny)


def test_complex_functions_at_the_ends():
    ends = [0.0, 1.0, np.inf, -np.inf, np.nan, 709.9, -750.0, 1.7e308, 5e-324]
    x = np.array([complex(a, b) for a in ends for b in ends])
    z, wanted = np.zeros((6, x.size), complex), np.zeros((6, x.size), complex)
    with np.errstate(all="ignore"):
        elementary(x, np.ones_like(x), wanted)
    pragmac.jit(**DEVICE)(elementary)(x, np.ones_like(x), z)
    for part in ("real", "imag"):
        got, want = getattr(z, part), getattr(wanted, part)
        np.testing.assert_allclose(got, want, rtol=1e-11, atol=1e-300)


def test_signs_of_zeros_in_complex_functions():
    parts = [0.0, -0.0, 2.5, -2.5, 200.0]
    x = np.array([complex(a, b) for a in parts for b in (0.0, -0.0)] + [complex(0.0, 2.5)])
    z, wanted = np.zeros((6, x.size), complex), np.zeros((6, x.size), complex)
    with np.errstate(all="ignore"):
        elementary(x, np.ones_like(x), wanted)
    pragmac.jit(**DEVICE)(elementary)(x, np.ones_like(x), z)
    np.testing.assert_array_equal(np.signbit(z.real), np.signbit(wanted.real))
    np.testing.assert_array_equal(np.signbit(z.imag), np.signbit(wanted.imag))


@pytest.mark.parametrize("dtype", ["complex64", "complex128"])
def test_complex_powers_at_the_ends(dtype):
    """Infinite exponents and bases with parts that are NaN: C's product of infinities decides."""
    parts = [0.0, -0.0, 1.0, -3.0, 0.5, 200.0, np.inf, -np.inf, np.nan]
    x, y, z = every_pair(dtype, [complex(a, b) for a in parts for b in parts])
    with np.errstate(all="ignore"):
        wanted = np.array([a**b for a, b in zip(x, y, strict=True)])
    pragmac.jit(**DEVICE)(power)(x, y, z)
    tolerance = (1e-9 if dtype == "complex128" else 1e-3) * abs(wanted)
    for part in ("real", "imag"):
        got, want = getattr(z, part), getattr(wanted, part)
        ends = ~np.isfinite(wanted) | (wanted == 0)
        np.testing.assert_array_equal(got[ends], want[ends])
        np.testing.assert_array_less(abs(got[~ends] - want[~ends]), tolerance[~ends])


def halves(x, y, z):
    # pragma parallel for
    for i in range(x.shape[0]):
        z[i] = x[i] * y[i] + np.sqrt(abs(x[i])) - np.floor(y[i]) + np.nextafter(x[i], y[i])


def test_half_precision():
    with np.errstate(all="ignore"):
        compare(halves, *every_pair("float16", traps("float16")), **DEVICE)


def half_functions(x, y, z):
    # pragma parallel for
    for i in range(x.shape[0]):
        z[i] = np.exp(x[i]) + np.arctan2(x[i], y[i]) + abs(x[i]) ** y[i]


@pytest.mark.parametrize(
    ("function", "dtype"),
    [(floor_divided, "f4"), (floor_divided, "f8"), (floor_divided, "f2"), (remainder, "f8"),
     (divided, "c8"), (divided, "c16"), (power, "i4"), (power, "u8"), (mixed, "f8"), (mixed, "f2"),
     (halves, "f2"), (half_functions, "f2")],
)  # fmt: skip
def test_ptx_has_all_it_calls(function, dtype, tmp_path):
    ones = np.ones(4, dtype)
    text = pragmac.jit(options={"verify": True})(function).inspect("ptx", ones, ones, ones)
    assert ".extern" not in text
    assert "fma." not in text or function not in (divided, mixed)  # libdevice has some
    assembled(text, "sm_90", tmp_path)


def test_ptx_of_python_integers(tmp_path):
    a = np.ones(4, np.int64)
    text = pragmac.jit(python_quotients).inspect("ptx", a, a, np.ones(4))
    assembled(text, "sm_90", tmp_path)
    text = pragmac.jit(python_powers).inspect("ptx", 3, a)
    assembled(text, "sm_90", tmp_path)


def on_both_sides(x, y):
    s = math.gamma(x[0]) + math.remainder(x[1], 3.0)
    # pragma parallel for
    for i in range(x.shape[0]):
        y[i] = x[i] // s + np.logaddexp(x[i], s)
    return s


def test_host_code_keeps_the_functions_that_devices_lack():
    compare(on_both_sides, np.linspace(1.0, 9.0, 50), np.zeros(50), **DEVICE)
