"""`pragmac.check`: the findings of annotated functions without calling them.

Nothing of the checked file is executed. Types come from annotations where there are some, else from
use: what is indexed is an array of that many dimensions, what indexes is an integer. Because such
types are guesses, type errors (P4xx) are reported only for fully annotated functions.
"""

from __future__ import annotations

import os
from types import FunctionType
from typing import Any

from .check_result import CheckResult
from .diagnostics import Diagnostic


def check(target: Any) -> CheckResult:
    """Check a file (a path) or one function, jitted or not."""
    from . import _native
    from .check_units import check_units, file_units, function_unit
    from .source_file import read_text

    if isinstance(target, _native.Jitted):
        target = target.py_func
    if isinstance(target, FunctionType):
        return check_units([function_unit(target)], CheckResult())
    if not isinstance(target, (str, os.PathLike)):
        raise TypeError(f"check takes a path or a function, not {type(target).__name__}")
    path = os.fspath(target)
    result = CheckResult()
    try:
        units = file_units(read_text(path), path, result)
    except SyntaxError as error:
        return _unreadable(result, path, error.msg, error.lineno or 1, error.offset or 1)
    except ValueError as error:  # null bytes, before Python 3.12
        return _unreadable(result, path, str(error), 1, 1)
    return check_units(units, result)


def _unreadable(result: CheckResult, path: str, reason: str, line: int, column: int) -> CheckResult:
    message = f"Python cannot read this file: {reason}"
    result.diagnostics.append(Diagnostic("P201", message, file=path, line=line, column=column))
    return result
