"""The loops of a function that carry directives, with the directives as they are written."""

from __future__ import annotations

import ast
import re

from .annotated_functions import first_line
from .function_text import split_lines
from .parsing import parse
from .source import Source
from .tree import comment_places, next_code

_LOOP = re.compile(r"#\s*pragma\s+((?:parallel|simd|sequential)\b.*)")
_ASSUME = re.compile(r"\bassume\s*\(\s*(\w+)\s*:\s*([^)]*)\)")
_COLLAPSE = re.compile(r"\bcollapse\s*\(\s*(\d+)\s*\)")
_THREADS = re.compile(r"\bnum_threads\s*\(\s*(\d+)\s*\)")


class AnnotatedLoop:
    """A `for` and its directives, each as one line without `#pragma`."""

    __slots__ = ("node", "directives")

    def __init__(self, node: ast.For) -> None:
        self.node = node
        self.directives: list[str] = []

    @property
    def line(self) -> int:
        return self.node.lineno

    @property
    def text(self) -> str:
        return "; ".join(self.directives)

    @property
    def facts(self) -> list[tuple[str, tuple[str, ...]]]:
        """What `assume` clauses vouch for: ("unique", ("idx",)), ("disjoint", ("a", "c"))."""
        found: list[tuple[str, tuple[str, ...]]] = []
        for fact, listed in _ASSUME.findall(self.text):
            names = tuple(name.strip() for name in listed.split(","))
            found += [(fact, names)] if fact == "disjoint" else [(fact, (name,)) for name in names]
        return found

    @property
    def threads(self) -> int | None:
        match = _THREADS.search(self.text)
        return int(match[1]) if match else None

    @property
    def alone(self) -> bool:
        """One worker runs the loop because its directive says so."""
        return bool(re.search(r"^sequential\b|\bsingle\b", self.text))

    def collapsed(self) -> list[ast.For]:
        """The loop and those that its `collapse` clause joins with it, outermost first."""
        match = _COLLAPSE.search(self.text)
        nest = [self.node]
        while match and len(nest) < int(match[1]):
            inner = next((s for s in nest[-1].body if isinstance(s, ast.For)), None)
            if inner is None:
                break
            nest.append(inner)
        return nest


def function_node(source: Source, name: str) -> ast.FunctionDef:
    """The definition in the text of its file; lines are those of the file."""
    for node in ast.walk(parse(source.text)):
        found = isinstance(node, ast.FunctionDef) and node.name == name
        if found and first_line(node) == source.first_line:  # type: ignore[arg-type]
            return node  # type: ignore[return-value]
    raise LookupError(f"`{name}` is not at {source.filename}:{source.first_line}")


def annotated_loops(node: ast.FunctionDef, text: str) -> list[AnnotatedLoop]:
    """In the order of the source. The function has been compiled: its directives are right."""
    loops = [AnnotatedLoop(n) for n in ast.walk(node) if isinstance(n, ast.For)]
    lines = split_lines(text)
    places = [(n, c) for n, c in comment_places(lines, 0) if n + 1 >= first_line(node)]
    for number, (line, column) in enumerate(places):
        match = _LOOP.match(lines[line], column)
        if not match:
            continue
        loop = _loop_at(loops, lines, line + 1, column)
        if loop is not None:
            loop.directives.append(_continued(match[1], lines, places[number + 1 :]))
    return sorted((loop for loop in loops if loop.directives), key=lambda loop: loop.line)


def _loop_at(
    loops: list[AnnotatedLoop], lines: list[str], line: int, column: int
) -> AnnotatedLoop | None:
    own_line = not lines[line - 1][:column].strip()
    below = next_code(lines, line)[0]
    for loop in loops:
        first, last = loop.line, loop.node.iter.end_lineno or loop.line
        if first == below if own_line else first <= line <= last:
            return loop
    return None


def _continued(text: str, lines: list[str], following: list[tuple[int, int]]) -> str:
    """The directive over its continuation lines, which are comments too."""
    for line, column in following:
        if not text.rstrip().endswith("\\"):
            break
        text = text.rstrip()[:-1].rstrip() + " " + lines[line][column:].lstrip("#").strip()
    return text.strip()
