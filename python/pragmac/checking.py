"""`pragmac.check`: the findings of annotated functions without calling them.

Nothing of the checked file is executed. Types come from annotations where there are some, else from
use: what is indexed is an array of that many dimensions, what indexes is an integer. Because such
types are guesses, type errors (P4xx) are reported only for fully annotated functions.
"""

from __future__ import annotations

import os
from types import FunctionType
from typing import Any

from .diagnostics import Diagnostic


class CheckResult:
    """`.diagnostics`, in the order of the source, and `.loops`: what became of each one."""

    __slots__ = ("diagnostics", "loops")

    def __init__(self) -> None:
        self.diagnostics: list[Diagnostic] = []
        self.loops: list[Loop] = []

    @property
    def ok(self) -> bool:
        return not any(d.severity == "error" for d in self.diagnostics)

    def to_dict(self) -> dict[str, Any]:
        return {
            "diagnostics": [d.to_dict() for d in self.diagnostics],
            "loops": [loop.to_dict() for loop in self.loops],
        }

    def __str__(self) -> str:
        return "\n".join(d.rendered for d in self.diagnostics)

    def __repr__(self) -> str:
        return f"<CheckResult: {len(self.diagnostics)} findings, {len(self.loops)} loops>"


class Loop:
    """One annotated loop: `verdict` is free, guarded, racy or unknown."""

    __slots__ = ("file", "line", "directive", "verdict", "witness", "missing")

    def __init__(self, item: dict[str, Any]) -> None:
        self.file: str = item["file"]
        self.line: int = item["line"]
        self.directive: str = item["directive"]
        self.verdict: str = item["verdict"]
        self.witness: str | None = None
        self.missing: str | None = item["reason"] or None

    def to_dict(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}

    def __repr__(self) -> str:
        return f"<loop {self.file}:{self.line} {self.directive}: {self.verdict}>"


def check(target: Any) -> CheckResult:
    """Check a file (a path) or one function, jitted or not."""
    from . import _native
    from .static_names import check_units, function_unit, module_units

    if isinstance(target, _native.Jitted):
        target = target.py_func
    if isinstance(target, FunctionType):
        return check_units([function_unit(target)], CheckResult())
    if not isinstance(target, (str, os.PathLike)):
        raise TypeError(f"check takes a path or a function, not {type(target).__name__}")
    path = os.fspath(target)
    result = CheckResult()
    try:
        with open(path, "rb") as file:
            units = module_units(file.read(), path, result)
    except SyntaxError as error:
        return _unreadable(result, path, error.msg, error.lineno or 1, error.offset or 1)
    except ValueError as error:  # null bytes, before Python 3.12
        return _unreadable(result, path, str(error), 1, 1)
    return check_units(units, result)


def _unreadable(result: CheckResult, path: str, reason: str, line: int, column: int) -> CheckResult:
    message = f"Python cannot read this file: {reason}"
    result.diagnostics.append(Diagnostic("P201", message, file=path, line=line, column=column))
    return result
