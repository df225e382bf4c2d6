"""Where a node of a syntax tree stands, as diagnostics count: lines and characters from 1."""

from __future__ import annotations

import ast
from typing import Any


def place_of(node: Any, lines: list[str], filename: str) -> dict[str, Any]:
    """The fields of a Diagnostic; columns of ast count bytes of UTF-8."""
    return {
        "file": filename,
        "line": node.lineno,
        "column": _characters(lines[node.lineno - 1], node.col_offset) + 1,
        "end_line": node.end_lineno,
        "end_column": _characters(lines[node.end_lineno - 1], node.end_col_offset) + 1,
    }


def _characters(line: str, column: int) -> int:
    return len(line.encode()[:column].decode(errors="replace"))


def parameter_named(node: ast.FunctionDef | ast.AsyncFunctionDef, name: str) -> ast.arg | None:
    arguments = node.args
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    every += [a for a in (arguments.vararg, arguments.kwarg) if a]
    return next((a for a in every if a.arg == name), None)
