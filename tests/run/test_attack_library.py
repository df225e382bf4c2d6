"""Attacks on library calls: math, NumPy functions on every kind, array creation, print, clauses."""
# ruff: noqa: B007, B018, B020, B905, E501, F821, F841

import contextlib
import io
import math

import numpy as np
import pragmac
import pytest
from same_as_python import Cases, bits, compare, outcome

cases = Cases()


def ramp(*shape, dtype=np.float64):
    return np.arange(1, np.prod(shape) + 1, dtype=dtype).reshape(shape)


NUMBERS = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    0.5,
    2.5,
    -2.5,
    1e308,
    -1e308,
    5e-324,
    math.inf,
    -math.inf,
    math.nan,
    710.0,
    1e-300,
    0,
    1,
    -3,
    10**15,
    True,
    np.float32(0.5),
    np.float32(-2),
    np.float16(0.25),
    np.int8(-3),
    np.uint8(200),
    np.int64(7),
    np.uint64(2**63),
    np.bool_(True),
    np.int16(5),
]
MATH = [
    "sqrt",
    "exp",
    "expm1",
    "log",
    "log2",
    "log10",
    "log1p",
    "sin",
    "cos",
    "tan",
    "asin",
    "acos",
    "atan",
    "sinh",
    "cosh",
    "tanh",
    "asinh",
    "acosh",
    "atanh",
    "floor",
    "ceil",
    "trunc",
    "fabs",
    "erf",
    "erfc",
    "gamma",
    "degrees",
    "radians",
    "isnan",
    "isinf",
    "isfinite",
    "cbrt",
    "exp2",
]
MATH2 = ["pow", "atan2", "hypot", "fmod", "copysign", "remainder", "ldexp", "nextafter", "log"]
NUMPY = [
    "sqrt",
    "exp",
    "log",
    "sin",
    "floor",
    "ceil",
    "trunc",
    "rint",
    "abs",
    "absolute",
    "fabs",
    "square",
    "negative",
    "positive",
    "sign",
    "isnan",
    "isinf",
    "isfinite",
    "signbit",
    "invert",
    "logical_not",
    "reciprocal",
    "conjugate",
    "cbrt",
    "exp2",
    "log2",
    "log10",
    "log1p",
    "expm1",
    "deg2rad",
    "rad2deg",
    "real",
    "imag",
    "spacing",
    "tanh",
    "arctan",
    "float32",
    "int16",
    "bool_",
]
NUMPY2 = [
    "add",
    "subtract",
    "multiply",
    "divide",
    "floor_divide",
    "remainder",
    "mod",
    "fmod",
    "maximum",
    "minimum",
    "fmax",
    "fmin",
    "arctan2",
    "hypot",
    "copysign",
    "power",
    "equal",
    "less",
    "greater_equal",
    "logical_and",
    "logical_or",
    "bitwise_and",
    "left_shift",
    "right_shift",
    "nextafter",
    "heaviside",
    "ldexp",
]


def close(got, expected):
    """Transcendentals: the same type, a few units in the last place apart (D9)."""
    if type(got) is not type(expected):
        return False
    if bits(got) == bits(expected):
        return True
    if isinstance(expected, (float, np.floating)) and np.isfinite(expected):
        return abs(float(got) - float(expected)) <= 32 * abs(float(np.spacing(expected)))
    return False


def run_library(call, arity, values):
    space = {"np": np, "math": math}
    import linecache

    text = f"def f({', '.join('xy'[:arity])}):\n    return {call}({', '.join('xy'[:arity])})\n"
    linecache.cache[f"<{call}>"] = (len(text), None, text.splitlines(keepends=True), f"<{call}>")
    exec(compile(text, f"<{call}>", "exec"), space)
    function = space["f"]
    compiled = pragmac.jit(function)
    wrong, refused = [], 0
    for arguments in values:
        expected = outcome(function, arguments, f"<{call}>")
        try:
            got = outcome(compiled, arguments, f"<{call}>")
        except pragmac.CompileError as error:
            refused += 1
            assert not any(d.code.startswith("P9") for d in error.diagnostics), str(error)
            continue
        same = got == expected if "error" in (got[0], expected[0]) else close(got[1], expected[1])
        big = type(expected[1]) is int and not -(2**63) <= expected[1] < 2**63  # D2
        if not same and not big:
            wrong.append((arguments, expected, got))
    shown = "\n".join(f"{a!r}: {e} / {g}" for a, e, g in wrong[:30])
    assert not wrong, f"{len(wrong)} wrong\n{shown}"


@pytest.mark.parametrize("name", MATH)
def test_math(name):
    if hasattr(math, name):
        run_library(f"math.{name}", 1, [(x,) for x in NUMBERS if not has_no_trunc(name, x)])


def test_errors_of_lgamma():  # its values come from another algorithm than CPython's
    for x in (0.0, -0.0, -3.0, -1e300, 1e308, 3.0, math.inf, -math.inf):
        errors = [e for e in (outcome(f, (x,), __file__) for f in (lgamma, pragmac.jit(lgamma)))]
        assert errors[0][0] == errors[1][0], (x, errors)
        assert errors[0][0] == "value" or errors[0] == errors[1]


def lgamma(x):
    return math.lgamma(x)


@pytest.mark.parametrize("name", MATH2)
def test_math_of_two(name):
    run_library(f"math.{name}", 2, [(x, y) for x in NUMBERS for y in NUMBERS[:16]])


def has_no_trunc(name, x):
    return name == "trunc" and isinstance(x, np.generic) and not isinstance(x, float)


def saturating(name, x):
    return name == "int16" and isinstance(x, (float, np.floating))


@pytest.mark.parametrize("name", NUMPY)
def test_numpy(name):
    run_library(f"np.{name}", 1, [(x,) for x in NUMBERS if not saturating(name, x)])


@pytest.mark.parametrize("name", NUMPY2)
def test_numpy_of_two(name):
    numbers = [x for x in NUMBERS if name != "power" or abs(float(x)) < 1e30]
    run_library(f"np.{name}", 2, [(x, y) for x in numbers for y in numbers])


# ---- array creation --------------------------------------------------------------------------


@cases(3, np.zeros(4, np.float32))
@cases(0, np.zeros(0, np.int16))
def creations(n, a):
    b = np.zeros(n)
    c = np.ones((n, 2), dtype=np.int8)
    d = np.full(n, 7)
    e = np.full((n,), 2.5, dtype=np.float32)
    f = np.zeros_like(a)
    g = np.full_like(a, 3)
    h = np.ones(len(a), a.dtype)
    return b, c, d, e, f, g, h


@cases(5)
@cases(0)
@cases(-3)
def ranges(n):
    return np.arange(n), np.arange(1, n), np.arange(n, 0, -2), np.arange(n, dtype=np.float32)


@cases(2.5)
@cases(3)
@cases(np.int8(3))
@cases(True)
@cases(1j)
def full_takes_the_kind(x):
    return np.full(2, x), np.full((1, 2), x)


@cases(3)
def created_in_a_loop(n):
    s = 0
    for i in range(n):
        a = np.zeros(i + 1, np.int64)
        for j in range(i + 1):
            a[j] += i * j
        s += a[i]
    return s


@cases(3)
def fortran_like(n):
    a = np.zeros((n, n + 1))
    a[1, 2] = 5
    b = np.empty_like(a)
    for i in range(n):
        for j in range(n + 1):
            b[i, j] = a[i, j] + 1
    return b, b.shape[1], b.size


@cases.parametrize()
def test_as_python(function, arguments, make):
    compare(function, *arguments, make=make)


# ---- print -----------------------------------------------------------------------------------


def prints(a, n, x):
    print()
    print('text {} {0} %d \\ "', n)
    print(n, x, a[0], a[1] > 2, sep=", ", end="!\n")
    print(True, None, 1.0, 1e100, -0.0, 1j, 2**40)
    print(np.float32(0.1), np.int8(3), np.bool_(True), np.float64(1) / 3, np.complex64(1j))
    for i in range(n):
        print(i, end=" ")
    print("ünï")
    print(a.shape[0], len(a))


@pytest.mark.parametrize("dtype", ["f8", "f4", "i4", "u1", "c16", "f2"])
def test_print(dtype):
    outputs = []
    for f in (prints, pragmac.jit(prints)):
        with contextlib.redirect_stdout(io.StringIO()) as out:
            try:
                f(np.array([1, 2], dtype), 3, 2.5)
            except TypeError:
                pass
            except pragmac.CompileError:
                out.write("refused")
        outputs.append(out.getvalue())
    if "refused" not in outputs[1]:
        assert outputs[0] == outputs[1]
    else:
        assert dtype == "c16"


def test_print_that_raises():
    class Broken(io.StringIO):
        def write(self, text):
            raise RuntimeError("full")

    with contextlib.redirect_stdout(Broken()), pytest.raises(RuntimeError, match="full"):
        pragmac.jit(prints)(np.zeros(2), 1, 1.0)


# ---- clauses ---------------------------------------------------------------------------------


CLAUSES = [
    "",
    "num_threads(1)",
    "num_threads(3)",
    "schedule(static)",
    "schedule(static, 7)",
    "schedule(dynamic)",
    "schedule(dynamic, 1)",
    "schedule(guided)",
    "schedule(guided, 5)",
    "single",
    "simd",
    "simd(4)",
    "collapse(2)",
    "private(t)",
    "shared(a, b)",
    "lastprivate(t)",
    "schedule(dynamic, 100000) num_threads(64)",
    "block(16)",
    "worker(thread)",
    "target(cpu)",
]


@pytest.mark.parametrize("clause", CLAUSES)
def test_every_clause_gives_the_same_answer(clause):
    import linecache

    text = f"""def f(a, b):
    t = 0.0
    #pragma parallel for {clause}
    for i in range(a.shape[0]):
        for j in range(i % 7, a.shape[1]):
            t = a[i, j] * 2
            b[i, j] = t
    return t
"""
    if "collapse" in clause:
        text = text.replace("i % 7", "0")
    name = f"<clause {clause}>"
    linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
    space = {}
    exec(compile(text, name, "exec"), space)
    compare(space["f"], ramp(211, 13), np.zeros((211, 13)))
