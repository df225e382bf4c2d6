"""Writes expected.txt: what NumPy and Python give for every pair of kinds, from themselves."""

import pathlib
import sys
import warnings

import numpy as np

DTYPES = ["bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64",
          "float16", "float32", "float64", "complex64", "complex128"]  # fmt: skip
# One value of every kind that does no harm in any operator.
PYTHON = {"bool": True, "int": 1, "float": 1.0, "complex": 1 + 0j}
NUMPY = {f"np.{d}" + ("_" if d == "bool" else ""): np.dtype(d).type(1) for d in DTYPES}
VALUES = PYTHON | NUMPY
BINARY = {
    "Add": lambda a, b: a + b, "Sub": lambda a, b: a - b, "Mult": lambda a, b: a * b,
    "Div": lambda a, b: a / b, "FloorDiv": lambda a, b: a // b, "Mod": lambda a, b: a % b,
    "Pow": lambda a, b: a**b, "BitAnd": lambda a, b: a & b, "BitOr": lambda a, b: a | b,
    "BitXor": lambda a, b: a ^ b, "LShift": lambda a, b: a << b, "RShift": lambda a, b: a >> b,
}  # fmt: skip
COMPARE = {
    "Eq": lambda a, b: a == b, "Lt": lambda a, b: a < b, "GtE": lambda a, b: a >= b,
}  # fmt: skip
UNARY = {"USub": lambda a: -a, "UAdd": lambda a: +a, "Invert": lambda a: ~a, "Not": lambda a: not a}


def kind_of(value: object) -> str:
    name = type(value).__name__
    if not isinstance(value, np.generic):
        return name
    return "np.bool_" if name == "bool" else f"np.{name}"


def result(operation, *operands) -> str:
    try:
        return kind_of(operation(*operands))
    except TypeError:
        return "TypeError"


def lines():
    yield f"# made by make_expected.py with NumPy {np.__version__}"
    for a in DTYPES:
        for b in DTYPES:
            yield f"promote {a} {b} {np.promote_types(a, b)}"
    for name, operation in UNARY.items():
        for a, x in VALUES.items():
            yield f"unary {name} {a} {result(operation, x)}"
    for name, operation in (BINARY | COMPARE).items():
        group = "binary" if name in BINARY else "compare"
        for a, x in VALUES.items():
            for b, y in VALUES.items():
                yield f"{group} {name} {a} {b} {result(operation, x, y)}"


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    text = "".join(line + "\n" for line in lines())
    path = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else __file__)
    (path if len(sys.argv) > 1 else path.with_name("expected.txt")).write_text(text)
