"""`pragmac.check`: the findings of annotated functions without calling them.

Nothing of the checked file is executed. Types come from annotations where there are some, else from
use: what is indexed is an array of that many dimensions, what indexes is an integer. Because such
types are guesses, type errors (P4xx) are reported only for fully annotated functions.
"""

from __future__ import annotations

import os
from types import FunctionType
from typing import Any

from . import _native
from .check_result import CheckResult
from .check_units import check_units, file_units, function_unit
from .diagnostics import Diagnostic
from .options import Settings
from .source_file import read_text


def check(target: Any, *, races: str = "check") -> CheckResult:
    """Check a file (a path), the Python files below a directory, or one function, jitted or not.

    `races` is the option of `pragmac.jit` for functions that do not say themselves."""
    settings = Settings({"races": races})
    if isinstance(target, _native.Jitted):
        settings, target = target._compiler.settings, target.py_func
    if isinstance(target, FunctionType):
        return check_units([function_unit(target)], CheckResult(), settings, callees=True)
    if not isinstance(target, (str, os.PathLike)):
        raise TypeError(f"check takes a path or a function, not {type(target).__name__}")
    result = CheckResult()
    for path in python_files(os.fspath(target)):
        _check_file(path, result, settings)
    return result


def python_files(path: str) -> list[str]:
    """The file itself, or the Python files below a directory in order; what is hidden there
    (`.git`, `.venv`) is not the user's to read."""
    if not os.path.isdir(path):
        return [path]
    found = []
    for directory, inner, files in os.walk(path):
        inner[:] = [name for name in inner if not name.startswith(".")]
        found += [os.path.join(directory, name) for name in files if name.endswith(".py")]
    return sorted(filter(os.path.isfile, found))


def _check_file(path: str, result: CheckResult, settings: Settings) -> None:
    try:
        units = file_units(read_text(path), path, result)
    except SyntaxError as error:
        _unreadable(result, path, error.msg, error.lineno or 1, error.offset or 1)
    except ValueError as error:  # null bytes, before Python 3.12
        _unreadable(result, path, str(error), 1, 1)
    except (RecursionError, MemoryError):
        _unreadable(result, path, "it is nested too deeply", 1, 1)
    else:
        check_units(units, result, settings)


def _unreadable(result: CheckResult, path: str, reason: str, line: int, column: int) -> None:
    message = f"Python cannot read this file: {reason}"
    result.diagnostics.append(Diagnostic("P201", message, file=path, line=line, column=column))
