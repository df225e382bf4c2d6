"""Every operator on every dtype at the values where compilers go wrong, against CPython."""

import numpy as np
import pytest
from one_loop import (
    DTYPES,
    FLOATS,
    INTEGERS,
    assert_loop_equal,
    edges,
    family,
    pairs,
    result_kind,
)

OPERATORS = ("{} + {}", "{} - {}", "{} * {}", "{} / {}", "{} // {}", "{} % {}", "{} & {}",
             "{} | {}", "{} ^ {}", "{} << {}", "{} >> {}")  # fmt: skip
COMPARISONS = ("{} == {}", "{} != {}", "{} < {}", "{} <= {}", "{} > {}", "{} >= {}")
CHOICES = ("max({}, {})", "min({}, {})", "np.maximum({}, {})", "np.minimum({}, {})",
           "np.fmax({}, {})", "np.fmin({}, {})", "np.copysign({}, {})")  # fmt: skip
UNARY = ("-{}", "+{}", "~{}", "not {}", "abs({})", "np.sign({})", "np.floor({})", "np.ceil({})",
         "np.trunc({})", "np.rint({})", "np.isnan({})", "np.isinf({})", "np.isfinite({})",
         "np.signbit({})", "np.sqrt({})", "np.conj({})", "np.real({})", "np.imag({})")  # fmt: skip
REAL_ONLY = {*CHOICES, "np.rint({})"}  # refused for complex numbers, see docs/supported.md
ARRAY_DTYPE = {
    "py_bool": "bool",
    "py_int": "int64",
    "py_float": "float64",
    "py_complex": "complex128",
}


def result_dtype(expression, *kinds):
    """The dtype of an expression over elements, None when NumPy refuses it."""
    result = result_kind(expression.replace("{}", "{0}", 1).replace("{}", "{1}", 1), *kinds)
    return result and ARRAY_DTYPE.get(result, result)


def table(expressions, arity):
    return [
        pytest.param(e, d, id=f"{e.replace('{}', 'x')}-{d}")
        for e in expressions
        for d in DTYPES
        if result_dtype(e, *[d] * arity) and not (family(d) == "complex" and e in REAL_ONLY)
    ]


@pytest.mark.parametrize(("expression", "dtype"), table(OPERATORS + COMPARISONS + CHOICES, 2))
def test_binary(expression, dtype):
    assert_loop_equal(expression, *pairs(dtype), out=result_dtype(expression, dtype, dtype))


@pytest.mark.parametrize(("expression", "dtype"), table(UNARY, 1))
def test_unary(expression, dtype):
    values = np.array(edges(dtype), dtype)
    far = family(dtype) == "complex" and expression in ("abs({})", "np.sign({})", "np.sqrt({})")
    out = result_dtype(expression, dtype)
    assert_loop_equal(expression, values, values, out=out, approximate=far)


MIXED = [
    (left, right, f"{{}} {operator} {{}}")
    for left in DTYPES
    for right in DTYPES
    for operator in ("+", "*", "<", "==")
    if result_dtype(f"{{}} {operator} {{}}", left, right)
]


@pytest.mark.parametrize(("left", "right", "expression"), MIXED)
def test_mixed_dtypes(left, right, expression):
    out = result_dtype(expression, left, right)
    a, b = edges(left), edges(right)
    if family(left) == family(right) == "complex":
        a, b = a[:6], b[:6]
    xs = np.array([x for x in a for _ in b], left)
    ys = np.array([y for _ in a for y in b], right)
    assert_loop_equal(expression, xs, ys, out=out)


LITERALS = [
    (dtype, operator, literal)
    for dtype in DTYPES
    if dtype != "bool"
    for operator in ("+", "-", "*", "/", "//", "%", "<", "==")
    for literal in ("1", "3", "0.1", "2.5")
    if family(dtype) != "complex" or operator not in ("//", "%", "<")
]


@pytest.mark.parametrize(("dtype", "operator", "literal"), LITERALS)
def test_weak_python_literals(dtype, operator, literal):
    values = np.array(edges(dtype), dtype)
    for expression in (f"{{}} {operator} {literal}", f"{literal} {operator} {{}}"):
        kind = result_kind(expression.replace("{}", "{0}"), dtype)
        assert_loop_equal(expression, values, values, out=ARRAY_DTYPE.get(kind, kind))


@pytest.mark.parametrize("dtype", INTEGERS)
@pytest.mark.parametrize("exponent", [0, 1, 2, 3, 7])
def test_integer_powers_wrap(dtype, exponent):
    a = np.array(edges(dtype), dtype)
    assert_loop_equal("{} ** {}", a, np.full_like(a, exponent), out=dtype)
    assert_loop_equal(f"{{}} ** {exponent}", a, a, out=dtype)


@pytest.mark.parametrize("dtype", [d for d in INTEGERS if d[0] == "i"])
def test_negative_powers_of_integers_raise(dtype):
    a = np.array([2, 3], dtype)
    assert_loop_equal("{} ** {}", a, np.array([2, -1], dtype), out=dtype)


@pytest.mark.parametrize("dtype", FLOATS)
def test_float_powers(dtype):
    values = [0.0, -0.0, 1.0, -1.0, 0.5, 2.0, -8.0, np.inf, -np.inf, np.nan, 1 / 3]
    a = np.array([x for x in values for _ in values], dtype)
    b = np.array([y for _ in values for y in values], dtype)
    assert_loop_equal("{} ** {}", a, b, out=dtype, approximate=True)


@pytest.mark.parametrize(("source", "target"), [
    (s, t) for s in DTYPES for t in DTYPES if family(s) != "complex" or family(t) == "complex"
])  # fmt: skip
def test_stores_convert(source, target):
    """Values that every integer dtype holds, and all values between floats."""
    values = [0, 1, 2, 7, 100]
    if family(source) == "float" and family(target) != "int":
        values = edges(source)
    a = np.array(values).astype(source)
    assert_loop_equal("{}", a, a, out=target)


@pytest.mark.parametrize("source", INTEGERS)
@pytest.mark.parametrize("target", DTYPES)
def test_conversions_of_integers(source, target):
    a = np.array(edges(source), source)
    call = "np.bool_" if target == "bool" else f"np.{target}"
    assert_loop_equal(f"{call}({{}})", a, a, out=target)


@pytest.mark.parametrize("source", FLOATS)
@pytest.mark.parametrize("target", [*FLOATS, "complex64", "complex128", "bool"])
def test_conversions_of_floats(source, target):
    a = np.array(edges(source), source)
    call = "np.bool_" if target == "bool" else f"np.{target}"
    assert_loop_equal(f"{call}({{}})", a, a, out=target)


@pytest.mark.parametrize("dtype", DTYPES)
def test_accumulation_keeps_the_dtype(dtype):
    from one_loop import assert_scalar_equal, made

    f = made(
        "@pragmac.jit\n"
        "def f(a):\n"
        "    s = a[0]\n"
        "    for i in range(1, a.shape[0]):\n"
        "        s += a[i]\n"
        "    return s\n"
    )
    assert_scalar_equal(f, np.array(edges(dtype), dtype))
    assert_scalar_equal(f, np.array([100, 100, 100], dtype))


@pytest.mark.parametrize("dtype", [d for d in DTYPES if family(d) != "complex"])
def test_chained_comparison(dtype):
    a, b = pairs(dtype)
    assert_loop_equal("{} < {} <= 1", a, b, out="bool")


@pytest.mark.parametrize("dtype", DTYPES)
def test_ternary_and_short_circuit(dtype):
    a, b = pairs(dtype)
    assert_loop_equal("a[i] if b[i] else b[0]", a, b, out=dtype)
    assert_loop_equal("{} and {}", a, b, out=dtype)
    assert_loop_equal("{} or {}", a, b, out=dtype)
