"""The directives of a file, and the comments that resemble one: the compiler itself picks them."""

from __future__ import annotations

import re

from .diagnostics import Diagnostic
from .function_text import split_lines
from .options import Settings
from .tree import comment_places, comment_tree, next_code

_LOOP = re.compile(r"#\s*pragma\s+(parallel|simd|sequential)\b")


class Directive:
    """A comment that is a directive or a near miss; lines and columns count from 1."""

    __slots__ = ("line", "column", "end_column", "loop", "own_line", "next_line", "mistake")

    def __init__(self, lines: list[str], line: int, column: int) -> None:
        code = lines[line - 1]
        loop = _LOOP.match(code, column - 1)
        self.line = line
        self.column = column
        self.end_column = len(code.rstrip()) + 1
        self.loop = loop[1] if loop else ""  # the loop directive it is, if it is one
        self.own_line = not code[: column - 1].strip()
        self.next_line = next_code(lines, line)[0]  # of the next code behind it, 0 = none
        self.mistake: Diagnostic | None = None  # what is wrong with it wherever it stands


def directives_of(text: str, filename: str) -> list[Directive]:
    """Beside a function without statements every directive is an error, which gives it away: P110
    when nothing but its place is wrong."""
    from . import _compiler
    from .requests import diagnostics_of, request

    lines = split_lines(text)
    columns = {line + 1: column + 1 for line, column in comment_places(lines, 0)}
    if not columns:
        return []
    function = {"tree": 0, "name": "_", "first_line": 1, "names": {}, "defaults": {}}
    sources = {filename: text}
    outcome = _compiler.compile(
        request(comment_tree(text, filename), [function], [], sources, Settings({}))
    )
    found: dict[int, Directive] = {}
    for d in diagnostics_of(outcome):
        if d.code.startswith("P1"):
            directive = found.setdefault(d.line, Directive(lines, d.line, columns[d.line]))
            if d.code != "P110" and directive.mistake is None:
                directive.mistake = d
    return list(found.values())
