"""Kinds of scalars, Python's four and NumPy's dtypes; NumPy itself is the table of results."""

import functools
import math
import warnings

import numpy as np

INTEGERS = ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")
FLOATS = ("float16", "float32", "float64")
COMPLEXES = ("complex64", "complex128")
DTYPES = ("bool", *INTEGERS, *FLOATS, *COMPLEXES)
PYTHON = ("py_bool", "py_int", "py_float", "py_complex")
KINDS = (*DTYPES, *PYTHON)

_PYTHON_TYPES = {bool: "py_bool", int: "py_int", float: "py_float", complex: "py_complex"}
_HELD_BY = {
    "py_bool": "bool",
    "py_int": "int64",
    "py_float": "float64",
    "py_complex": "complex128",
}


def is_python(kind: str) -> bool:
    return kind.startswith("py_")


def dtype_of(kind: str) -> str:
    """The dtype of an array that holds values of this kind exactly."""
    return _HELD_BY.get(kind, kind)


def family(kind: str) -> str:
    """One of bool, int, float, complex."""
    name = dtype_of(kind)
    return "int" if name in INTEGERS else name.rstrip("0123456789")


def kind_of(value: object) -> str | None:
    """The kind of a scalar; None for anything else."""
    if isinstance(value, np.generic):
        name = value.dtype.name
        return name if name in DTYPES else None
    return _PYTHON_TYPES.get(type(value))


def sample(kind: str) -> object:
    """The value 1 of a kind."""
    if is_python(kind):
        return {"bool": True, "int": 1, "float": 1.0, "complex": 1 + 0j}[family(kind)]
    return np.dtype(kind).type(1)


@functools.cache
def result_kind(template: str, *kinds: str) -> str | None:
    """The kind of an expression over operands `{0}`, `{1}`; None when CPython refuses it."""
    names = "xyz"[: len(kinds)]
    text = template.format(*names)
    try:
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("error", np.exceptions.ComplexWarning)
            values = dict(zip(names, map(sample, kinds), strict=True))
            return kind_of(eval(text, {"np": np, "math": math, **values}))
    except (TypeError, AttributeError, np.exceptions.ComplexWarning):
        return None
    except (ValueError, OverflowError, ZeroDivisionError):
        return _result_at_half(text, names, kinds)


def _result_at_half(text: str, names: str, kinds: tuple[str, ...]) -> str | None:
    """For functions that 1 is no argument of (math.atanh): only Python's and NumPy's 0 is left."""
    zeros = {n: type(sample(k))(0) for n, k in zip(names, kinds, strict=True)}
    try:
        with np.errstate(all="ignore"):
            return kind_of(eval(text, {"np": np, "math": math, **zeros}))
    except (TypeError, AttributeError, ValueError, OverflowError, ZeroDivisionError):
        return None


def conversion(kind: str) -> str:
    """The callable that makes a value of this kind."""
    if is_python(kind):
        return family(kind)
    return "np.bool_" if kind == "bool" else f"np.{kind}"
