"""Records what NumPy 2 and CPython compute: operands and result bits, for test_expected.cpp.

    python tests/numeric/make_expected.py > tests/numeric/expected.txt

    values LIST bits...                      operands; two words per complex number
    call NAME LIST LIST|- RESULT RULE bits...  results for all pairs, first operand outermost;
                                             "-": no result (an error, or not defined)

RULE: exact, ulp:N, or near:N (N machine epsilons of the complex result's absolute value).
"""

import itertools
import math
import struct
import sys

import numpy as np

INTEGERS = ["i8", "i16", "i32", "i64", "u8", "u16", "u32", "u64"]
FLOATS = ["f16", "f32", "f64"]
COMPLEX = ["c64", "c128"]
TYPES = {
    **{f"{k}{w}": np.dtype(f"{k}{w // 8}").type for k in "iu" for w in (8, 16, 32, 64)},
    "f16": np.float16,
    "f32": np.float32,
    "f64": np.float64,
    "c64": np.complex64,
    "c128": np.complex128,
    "b1": np.bool_,
}
PART = {"c64": "f32", "c128": "f64"}
DIGITS = [-400, -308, -20, -3, -2, -1, 0, 1, 2, 3, 5, 15, 17, 323, 324]


def integers(name):
    info = np.iinfo(TYPES[name])
    middle = [0, 1, 2, 3, 7, 8, 10, info.bits - 1, info.bits, 100]
    if info.min < 0:
        middle += [-1, -2, -3, -7, -10, -100, info.min + 1]
    values = sorted({info.min, info.max, info.max - 1, *middle})
    if info.bits == 64:
        values += [2**53, 2**53 + 1, 2**62 + 12345, 3**39]
        values += [-(2**53) - 1, -(3**39)] if info.min < 0 else [2**63, 2**63 + 1]
    return [TYPES[name](v) for v in values]


def floats(name):
    kind = TYPES[name]
    info = np.finfo(kind)
    positive = [0.0, info.smallest_subnormal, info.smallest_normal, 0.1, 0.5, 1, 2.5, 6, 1234.5]
    positive += [info.max, math.inf]
    return [kind(s * float(v)) for v in positive for s in (1, -1)] + [kind(math.nan)]


def complexes(name):
    kind = TYPES[name]
    inf, nan = math.inf, math.nan
    pairs = [(0.0, 0.0), (-0.0, 0.0), (0.0, -1.0), (1.0, -0.0), (-2.5, 0.5), (0.5, 3.0)]
    pairs += [(3.0, -2.5), (1e30, 1e-30), (-1e30, 1e30), (inf, 0.0), (1.0, -inf), (nan, 1.0)]
    whole = [(n, 0.0) for n in (2, 3, 7, -1, -3, 99, 100, -100)]
    made = [np.empty((), kind) for _ in pairs + whole]
    for cell, (re, im) in zip(made, pairs + whole, strict=True):
        cell.real, cell.imag = re, im
    return [cell[()] for cell in made]


VALUES = {
    **{n: integers(n) for n in INTEGERS},
    **{n: floats(n) for n in FLOATS},
    **{n: complexes(n) for n in COMPLEX},
    "digits": [np.int64(d) for d in DIGITS],
    "halves": [
        np.float64(v)
        for v in [0.5, 1.5, 2.5, 0.125, 2.675, 1.005, 5.015, 25.0, 35.0, 50.0, 51.0, 150.0, 250.0]
        + [
            1234.5678,
            99.95,
            999999.5,
            1e22,
            1.7976931348623157e308,
            5e-324,
            1e-310,
            0.1,
            123456789.0,
        ]
        + [-0.0, -2.5, -0.4, -150.0, 2.0**52 + 0.5, math.inf, math.nan]
    ],
}


def words(value):
    """The bits of a value, one hexadecimal word per part."""
    if isinstance(value, np.complexfloating):
        return words(value.real) + words(value.imag)
    if isinstance(value, np.bool_):
        return [format(int(value), "x")]
    size = value.dtype.itemsize
    return [format(int.from_bytes(value.tobytes()[:size], "little"), "x")]


def call(name, first, second, result, rule, function):
    """Writes one line; `function` raises or returns None where there is no result."""
    out = ["call", name, first, second or "-", result, rule]
    kind = TYPES[result]
    operands = [VALUES[first]] + ([VALUES[second]] if second else [])
    for arguments in itertools.product(*operands):
        try:
            value = function(*arguments)
        except (ArithmeticError, ValueError):
            value = None
        out += ["-"] if value is None else words(kind(value))
    print(*out)


def python(value):
    return value.item()


def integer_calls(name):
    operators = {
        "add": lambda a, b: a + b,
        "sub": lambda a, b: a - b,
        "mul": lambda a, b: a * b,
        "floor_div": lambda a, b: a // b,
        "mod": lambda a, b: a % b,
        "pow": lambda a, b: a**b,
        "shl": lambda a, b: a << b,
        "shr": lambda a, b: a >> b,
        "np_max": np.maximum,
        "np_min": np.minimum,
        "py_max": max,
        "py_min": min,
    }
    for operation, function in operators.items():
        call(operation, name, name, name, "exact", function)
    call("neg", name, None, name, "exact", lambda a: -a)
    call("abs", name, None, name, "exact", abs)
    call("sign", name, None, name, "exact", np.sign)


def python_int_calls():
    def fits(function):
        return lambda a, b: -(2**63) <= function(python(a), python(b)) < 2**63

    call("int_div", "i64", "i64", "f64", "exact", lambda a, b: python(a) / python(b))
    call("add_fits", "i64", "i64", "b1", "exact", fits(lambda a, b: a + b))
    call("sub_fits", "i64", "i64", "b1", "exact", fits(lambda a, b: a - b))
    call("mul_fits", "i64", "i64", "b1", "exact", fits(lambda a, b: a * b))

    def power_fits(a, b):
        a, b = python(a), python(b)
        if b < 0:
            return False
        return abs(a) < 2 or (b < 64 and -(2**63) <= a**b < 2**63)

    def shift_fits(a, b):
        a, b = python(a), python(b)
        return b >= 0 and (a == 0 or (b < 64 and -(2**63) <= a << b < 2**63))

    call("pow_fits", "i64", "i64", "b1", "exact", power_fits)
    call("shl_fits", "i64", "i64", "b1", "exact", shift_fits)

    def order(a, b):  # 0 less, 1 equal, 2 greater, 3 unordered
        a, b = python(a), python(b)
        return 0 if a < b else 1 if a == b else 2 if a > b else 3

    for first, second in [("i64", "f64"), ("u64", "f64"), ("i64", "u64")]:
        call("compare_exact", first, second, "u8", "exact", order)


def numpy_functions(path):
    """Rows of numeric_functions.def: name, arity, dtypes, result, numpy name, math name."""
    for line in open(path, encoding="utf-8"):
        if line.startswith("NUMERIC_FUNCTION("):
            cells = [c.strip().strip('"') for c in line[line.index("(") + 1 : -2].split(",")]
            yield cells[0], int(cells[1]), cells[2], cells[3], cells[4], cells[5]


EXACT = {
    *("sqrt floor ceil trunc rint fabs sign isnan isinf isfinite signbit copysign fmod").split(),
    *("nextafter heaviside degrees radians remainder_ieee").split(),
}


def rule_of(name, dtype):
    if name in EXACT:
        return "exact"
    if name in ("gamma", "lgamma"):  # CPython has its own; lgamma loses digits near its zeros
        return "ulp:200"
    return "ulp:1" if dtype == "f16" else "ulp:4"


def on_python(function):
    return lambda *arguments: function(*map(python, arguments))


def unless_zeros(function):
    """Which of two zeros it is depends on NumPy's code path."""
    return lambda a, b: None if a == b == 0 else function(a, b)


def float_calls(name, rows):
    operators = {
        "add": lambda a, b: a + b,
        "sub": lambda a, b: a - b,
        "mul": lambda a, b: a * b,
        "div": lambda a, b: a / b,
        "floor_div": lambda a, b: a // b,
        "mod": lambda a, b: a % b,
        "np_max": np.maximum,
        "np_min": np.minimum,
        "py_max": max,
        "py_min": min,
    }
    for operation, function in operators.items():
        call(operation, name, name, name, "exact", function)
    call("pow", name, name, name, "ulp:1", lambda a, b: a**b)
    if name == "f64":  # Python's own floats must give the same
        call("floor_div", name, name, name, "exact", lambda a, b: python(a) // python(b))
        call("mod", name, name, name, "exact", lambda a, b: python(a) % python(b))

        def rounded(a, b):
            return round(python(a), python(b))

        call("round_digits", "halves", "digits", name, "exact", rounded)
    for row, arity, dtypes, result, in_numpy, in_math in rows:
        if dtypes == "F" and name != "f64" or row == "round_digits":
            continue
        function = getattr(np, in_numpy) if in_numpy else on_python(getattr(math, in_math))
        if row in ("fmax", "fmin"):
            function = unless_zeros(function)
        second = name if arity == 2 else None
        call(row, name, second, "b1" if result == "truth" else name, rule_of(row, name), function)


def complex_calls(name, rows):
    operators = {
        "add": lambda a, b: a + b,
        "sub": lambda a, b: a - b,
        "mul": lambda a, b: a * b,
        "div": lambda a, b: a / b,
        "np_max": np.maximum,
        "np_min": np.minimum,
    }
    for operation, function in operators.items():
        call(operation, name, name, name, "exact", function)
    call("pow", name, name, name, "near:8", lambda a, b: a**b)
    call("less", name, name, "b1", "exact", lambda a, b: a < b)
    call("less_equal", name, name, "b1", "exact", lambda a, b: a <= b)
    call("equal", name, name, "b1", "exact", lambda a, b: a == b)
    call("abs", name, None, PART[name], "ulp:1", abs)
    if name == "c128":
        call("py_div", name, name, name, "exact", lambda a, b: python(a) / python(b))
        call("py_pow", name, name, name, "near:8", lambda a, b: python(a) ** python(b))
    for row, _, dtypes, result, in_numpy, _ in rows:
        if "c" in dtypes:
            truth = result == "truth"
            rule = "exact" if truth else "near:8"
            call(row, name, None, "b1" if truth else name, rule, getattr(np, in_numpy))


def cast_calls():
    """Float to integer saturates (NumPy leaves it to the processor); the rest is astype."""

    def saturate(to):
        info = np.iinfo(TYPES[to])

        def convert(x):
            if x != x:
                return 0
            if math.isinf(x):
                return info.max if x > 0 else info.min
            return min(max(math.trunc(python(x)), info.min), info.max)

        return convert

    def fits(to):
        info = np.iinfo(TYPES[to])
        return lambda x: bool(np.isfinite(x)) and info.min <= math.trunc(python(x)) <= info.max

    def cast(to):
        return lambda x: x.astype(TYPES[to])

    for source in FLOATS:
        for target in INTEGERS:
            call(f"to_{target}", source, None, target, "exact", saturate(target))
            call(f"fits_{target}", source, None, "b1", "exact", fits(target))
    for source in INTEGERS:
        for target in INTEGERS:
            call(f"to_{target}", source, None, target, "exact", cast(target))
            call(f"fits_{target}", source, None, "b1", "exact", fits(target))
    for source in INTEGERS + FLOATS:
        for target in [*FLOATS, "b1"]:
            call(f"to_{target}", source, None, target, "exact", cast(target))


def main():
    assert int(np.__version__.split(".")[0]) >= 2 and sys.version_info[:2] == (3, 11)
    assert struct.unpack("=h", b"\1\0") == (1,)  # words() reads little-endian
    np.seterr(all="ignore")
    print("# made by make_expected.py: NumPy", np.__version__, "CPython", sys.version.split()[0])
    for name, values in VALUES.items():
        print("values", name, *(w for v in values for w in words(v)))
    rows = list(numpy_functions(sys.path[0] + "/../../runtime/numeric/numeric_functions.def"))
    for name in INTEGERS:
        integer_calls(name)
    python_int_calls()
    for name in FLOATS:
        float_calls(name, rows)
    for name in COMPLEX:
        complex_calls(name, rows)
    cast_calls()


if __name__ == "__main__":
    main()
