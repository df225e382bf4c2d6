"""Errors of a call that is never compiled: arguments that do not fit or have no native form."""

from __future__ import annotations

import sys
from types import FunctionType
from typing import Any

import numpy as np

from .bindings import dtype_name
from .diagnostics import ArgumentError, Diagnostic


def refuse_call(function: FunctionType, args: tuple[Any, ...], keywords: dict[str, Any]) -> None:
    """Raises the TypeError that Python raises for these arguments, in Python's words."""
    from .bindings import parameter_names

    code = function.__code__
    if code.co_flags & 0x0C:  # *args or **kwargs
        star = code.co_varnames[code.co_argcount + code.co_kwonlyargcount]
        raise ArgumentError([_finding(function, star, "P227",
            f"`{function.__name__}` takes a variable number of arguments",
            "name every parameter")])  # fmt: skip
    names = parameter_names(function)
    # The parameters of the function with a body that does nothing.
    stand_in = _nothing.__code__.replace(
        co_argcount=code.co_argcount, co_posonlyargcount=code.co_posonlyargcount,
        co_kwonlyargcount=code.co_kwonlyargcount, co_nlocals=len(names), co_varnames=names,
        co_name=code.co_name,
    )  # fmt: skip
    if sys.version_info >= (3, 11):
        stand_in = stand_in.replace(co_qualname=code.co_qualname)
    called = FunctionType(stand_in, {}, function.__name__, function.__defaults__)
    called.__kwdefaults__ = function.__kwdefaults__
    called.__qualname__ = function.__qualname__
    called(*args, **keywords)
    raise SystemError("a call that fits was refused")


def _nothing() -> None:
    return


def refuse_argument(function: FunctionType, name: str, value: Any) -> None:
    """Raises the error for a value that no compiled function can take."""
    code, message, fix = _reason(value)
    raise ArgumentError([_finding(function, name, code, f"argument `{name}` {message}", fix)])


def _finding(
    function: FunctionType, parameter: str, code: str, message: str, fix: str
) -> Diagnostic:
    fixes = [{"text": fix, "edit": None}] if fix else []
    return Diagnostic(code, message, fixes=fixes, **_place(function, parameter))


def _place(function: FunctionType, parameter: str) -> dict[str, Any]:
    """Of the parameter; of the function where there is no text to find it in."""
    from .annotated_loops import function_node
    from .function_text import split_lines
    from .source import read_source
    from .source_places import parameter_named, place_of

    code = function.__code__
    try:
        source = read_source(function)
        node = parameter_named(function_node(source, code.co_name), parameter)
        if node is not None:
            return place_of(node, split_lines(source.text), source.filename)
    except (SyntaxError, ValueError, LookupError, RecursionError, MemoryError):
        pass
    return {"file": code.co_filename, "line": code.co_firstlineno, "column": 1}


def _reason(value: Any) -> tuple[str, str, str]:
    """Code, the rest of the sentence about the argument, and the fix."""
    if isinstance(value, np.ndarray):
        return _reason_array(value)
    if isinstance(value, (list, tuple)):
        word = type(value).__name__
        return "P420", f"is a {word}", "pass an array: `np.array(...)`"
    if value is None:
        return "P420", "is None", "pass an array or a number"
    if isinstance(value, (str, bytes)):
        return "P420", f"is a {type(value).__name__}", "compute with it outside the function"
    if isinstance(value, np.generic):
        return "P410", f"has dtype {value.dtype}, which is not compiled", _dtype_fix(value.dtype)
    if isinstance(value, (bool, int, float, complex)):
        base = next(t for t in (int, float, complex) if isinstance(value, t))
        return (
            "P420",
            f"is a {type(value).__name__}, a subclass of {base.__name__}",
            f"pass `{base.__name__}(...)`",
        )
    return (
        "P420",
        f"is a {_type_name(value)}",
        "pass the arrays and numbers that the loop needs",
    )


def _reason_array(array: np.ndarray[Any, Any]) -> tuple[str, str, str]:
    if type(array) is not np.ndarray:
        return (
            "P420",
            f"is a {_type_name(array)}, a subclass of ndarray with its own rules",
            "pass the plain array: `np.asarray(...)`",
        )
    if not array.dtype.isnative and dtype_name(array.dtype.newbyteorder("=")):
        native = array.dtype.newbyteorder("=")
        return (
            "P606",
            f"has byte-swapped elements ({array.dtype.str})",
            f"convert it: `.astype(np.{native})`",
        )
    if max(array.shape, default=0) >> 47 and dtype_name(array.dtype):
        return "P606", f"has shape {array.shape}: 2**47 or more along one axis", "pass a part of it"
    return "P410", f"has dtype {array.dtype}, which is not compiled", _dtype_fix(array.dtype)


def _dtype_fix(dtype: Any) -> str:
    if dtype.kind in "mM":
        return "pass `.view(np.int64)`"
    if dtype.names:
        return f'pass its fields, such as `["{dtype.names[0]}"]` of it, as arrays of their own'
    if dtype.kind in "fc":
        return "convert it: `.astype(np.float64)` or `.astype(np.complex128)`"
    return "convert it to a number dtype with `.astype(...)`"


def _type_name(value: Any) -> str:
    kind = type(value)
    plain = kind.__module__ in ("builtins", "__main__")
    return kind.__qualname__ if plain else f"{kind.__module__}.{kind.__qualname__}"
