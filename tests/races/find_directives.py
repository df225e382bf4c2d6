"""Finds the directives of a function in its source, and what they stand above."""

from __future__ import annotations

import ast
import dataclasses
import inspect
import io
import re
import textwrap
import tokenize
from types import FunctionType

_PRAGMA = re.compile(r"#\s*pragma\s+(.*)")
_REDUCTION = re.compile(r"reduction\(\s*(\S+)\s*:\s*([^)]*)\)")


@dataclasses.dataclass
class Directed:
    """A function's tree, with the line numbers of its file, and the directives' places."""

    tree: ast.FunctionDef
    loops: list[tuple[ast.For, str]]  # annotated loops in order, with the directive's text
    atomic: set[int]  # lines of statements under `#pragma atomic`


def find_directives(function: FunctionType) -> Directed:
    lines, first = inspect.getsourcelines(function)
    source = textwrap.dedent("".join(lines))
    tree = ast.parse(source).body[0]
    assert isinstance(tree, ast.FunctionDef)
    ast.increment_lineno(tree, first - 1)
    statements = sorted(
        (n for n in ast.walk(tree) if isinstance(n, ast.stmt)), key=lambda n: n.lineno
    )
    directed = Directed(tree, [], set())
    for line, text in _comments(source):
        below = next(s for s in statements if s.lineno > line + first - 1)
        if text.startswith("atomic"):
            directed.atomic.add(below.lineno)
        elif isinstance(below, ast.For):
            directed.loops.append((below, text))
        else:
            raise ValueError(f"{function.__name__}: `{text}` stands above no loop")
    return directed


def _comments(source: str) -> list[tuple[int, str]]:
    found = []
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        match = _PRAGMA.match(token.string) if token.type == tokenize.COMMENT else None
        if match:
            found.append((token.start[0], match[1].strip()))
    return found


def collapsed_loops(directive: str) -> int:
    match = re.search(r"collapse\((\d+)\)", directive)
    return int(match[1]) if match else 1


def reduced_arrays(directive: str) -> set[str]:
    """Names of the directive's `reduction` clauses."""
    lists = [names for _, names in _REDUCTION.findall(directive)]
    return {name.strip() for names in lists for name in names.split(",")}


def simd_width(directive: str) -> int | None:
    """Iterations that lanes may run at the same time; None when `simd` is not the directive."""
    match = re.match(r"simd(?:\((\d+)\))?", directive)
    return int(match[1] or 64) if match else None
