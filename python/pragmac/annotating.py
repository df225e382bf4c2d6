"""`pragmac annotate`: directives for loops whose iterations are shown to be independent.

A loop is tried as a `parallel for`: the compiler's verdict on it decides, as in `pragmac check`.
Outer loops come first, and what is inside of a marked one stays as it is. Files change by whole
lines in front of loops, and only when they are asked to be.
"""

from __future__ import annotations

import ast
import difflib
import os
import re
import tempfile
import tokenize
from collections.abc import Iterator
from typing import Any

from .annotated_functions import AnnotatedFunctions, FunctionNode, first_line
from .check_units import Unit, judge
from .diagnostics import CompileError
from .directives import Directive
from .jit_names import JitNames
from .options import Settings
from .parsing import parse
from .static_names import FileNames

DIRECTIVE = "#pragma parallel for"
_FEW = 16  # iterations of which threads would get too few each

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")


class Proposal:
    """A directive in front of the loop at `line`, and why it may stand there."""

    __slots__ = ("file", "line", "function", "directive", "verdict", "reason")

    def __init__(self, file: str, line: int, function: str, verdict: str, reason: str) -> None:
        self.file = file
        self.line = line  # of the loop, in the file as it is
        self.function = function
        self.directive = DIRECTIVE
        self.verdict = verdict
        self.reason = reason

    def to_dict(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


class Annotation:
    """What `annotate` found in a file: `.proposals`, and in `.left` the loops left alone as
    (line, reason)."""

    __slots__ = ("path", "proposals", "left", "_lines", "_encoding")

    def __init__(self, path: str) -> None:
        self.path = path
        self.proposals: list[Proposal] = []
        self.left: list[tuple[int, str]] = []
        self._lines, self._encoding = _read_lines(path)

    @property
    def text(self) -> str:
        """The file as Python's parser sees it."""
        return "".join(_unified(line) for line in self._lines)

    def lines_with(self, marked: list[int]) -> list[str]:
        """The file's lines with a directive in front of the loops that begin at these."""
        made = []
        for number, line in enumerate(self._lines, 1):
            if number in marked:
                indent = line[: len(line) - len(line.lstrip())]
                made.append(indent + DIRECTIVE + _ending(line))
            made.append(line)
        return made

    def diff(self) -> str:
        """As `diff -u` prints it; behind the numbers of a hunk stands why."""
        marked = sorted(p.line for p in self.proposals)
        if not marked:
            return ""
        before = [_unified(line) for line in self._lines]
        after = [_unified(line) for line in self.lines_with(marked)]
        reasons = {p.line + marked.index(p.line): p.reason for p in self.proposals}
        made = []
        name = self.path.lstrip("/")
        for line in difflib.unified_diff(before, after, f"a/{name}", f"b/{name}"):
            hunk = re.match(r"@@ -\S+ \+(\d+),(\d+) @@", line)
            if hunk:
                first, count = int(hunk[1]), int(hunk[2])
                inside = {n: r for n, r in reasons.items() if first <= n < first + count}
                texts = [f"line {n}: {r}" if len(inside) > 1 else r for n, r in inside.items()]
                line = f"{hunk[0]} {'; '.join(texts)}\n"
            made.append(line if line.endswith("\n") else line + "\n\\ No newline at end of file\n")
        return "".join(made)

    def write(self) -> None:
        """Puts the directives into the file; every other byte stays. The file is replaced as a
        whole, with its permissions, or not at all."""
        if not self.proposals:
            return
        text = "".join(self.lines_with([p.line for p in self.proposals]))
        target = os.path.realpath(self.path)
        handle, made = tempfile.mkstemp(dir=os.path.dirname(target), suffix=".py")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(text.encode(self._encoding))
            os.chmod(made, os.stat(target).st_mode & 0o7777)
            os.replace(made, target)
        except BaseException:
            os.unlink(made)
            raise


def annotate(path: str, *, guarded: bool = False) -> Annotation:
    """Loops of a file that could carry `#pragma parallel for`; SyntaxError where Python cannot read
    the file. Nothing of it is executed, and it is not changed.

    `guarded`: also those that a test in front of them must allow at every call."""
    made = Annotation(path)
    module = parse(made.text, path)
    annotated = AnnotatedFunctions(module, made.text, path)
    jit_names = JitNames(module)
    methods = {f for c in ast.walk(module) if isinstance(c, ast.ClassDef) for f in c.body}
    for node in ast.walk(module):
        if isinstance(node, FunctionNode):
            function = _Function(made, node, annotated.directives.get(node, []), guarded)
            function.run(_obstacle(node, jit_names, node in methods))
    made.proposals.sort(key=lambda p: p.line)
    made.left.sort()
    return made


class _Function:
    """One function whose loops are tried, from the outside in."""

    def __init__(
        self, made: Annotation, node: FunctionNode, directives: list[Directive], guarded: bool
    ) -> None:
        self.made = made
        self.node = node
        self.marked_before = {d.next_line if d.own_line else d.line for d in directives if d.loop}
        self.verdicts = ("free", "guarded") if guarded else ("free",)
        self.accepted: list[int] = []

    def run(self, obstacle: str) -> None:
        loops = list(_outermost(self.node))
        if obstacle or not loops:
            self.made.left += [(loop.lineno, obstacle) for loop in loops]
            return
        try:
            findings, _ = self._judged([])
        except CompileError as error:
            findings = error.diagnostics
        except RecursionError:
            return
        errors = [d for d in findings if d.severity == "error"]
        if errors:
            reason = f"`{self.node.name}` is not compiled: {errors[0].code}: {errors[0].message}"
            self.made.left += [(loop.lineno, reason) for loop in loops]
            return
        for loop in loops:
            self._try(loop)

    def _try(self, loop: ast.For) -> bool:
        """Whether the loop, or one inside of it, is marked now."""
        inside = list(_outermost(loop))
        if any(line in self.marked_before for line in _lines_of_loops(loop)):
            around = loop.lineno not in self.marked_before
            return around and any([self._try(inner) for inner in inside])
        few = _constant_trip(loop)
        if few is not None and few < _FEW:
            if any([self._try(inner) for inner in inside]):
                return True
            if not any(_constant_trip(inner) is None for inner in inside):
                self.made.left.append((loop.lineno, f"{few} iterations are too few"))
                return False
        reason = self._mark(loop)
        if not reason:
            return True
        self.made.left.append((loop.lineno, reason))
        return any([self._try(inner) for inner in inside])

    def _mark(self, loop: ast.For) -> str:
        """Marks the loop, or tells why not."""
        try:
            findings, items = self._judged([*self.accepted, loop.lineno])
        except CompileError as error:
            findings, items = error.diagnostics, []
        errors = [d for d in findings if d.severity == "error"]
        if errors:
            return f"{errors[0].code}: {errors[0].message}"
        line = loop.lineno + 1 + sum(other < loop.lineno for other in self.accepted)
        item = next((i for i in items if i["line"] == line), None)
        if item is None or item["verdict"] not in self.verdicts:
            guard = item["guard"] if item else ""
            test = f"only where a test finds that {guard}; --guarded marks it" if guard else ""
            return test or (item["reason"] if item else "") or "the types of the arguments decide"
        self.accepted.append(loop.lineno)
        self.made.proposals.append(
            Proposal(self.made.path, loop.lineno, self.node.name, item["verdict"], _why(item))
        )
        return ""

    def _judged(self, marked: list[int]) -> tuple[list[Any], list[dict[str, Any]]]:
        text = "".join(map(_unified, self.made.lines_with(marked)))
        module = parse(text, self.made.path)
        first = first_line(self.node)
        moved = first + sum(line < first for line in marked)
        node = next(
            n for n in ast.walk(module) if isinstance(n, FunctionNode) and first_line(n) == moved
        )
        directives = AnnotatedFunctions(module, text, self.made.path).directives.get(node, [])
        unit = Unit(self.made.path, text, node, FileNames(module), directives)
        settings = Settings({}).for_decorators(node)
        findings, items, _ = judge(unit, settings)
        return findings, items


def _obstacle(node: FunctionNode, names: JitNames, method: bool) -> str:
    """Why a call could not go to the compiled function, whatever its loops are."""
    static = False
    for decorator in node.decorator_list:
        if isinstance(decorator, ast.Name) and decorator.id == "staticmethod":
            static = True
        elif not names.is_jit(decorator):
            return f"`{ast.unparse(decorator)}` makes something else of `{node.name}`"
    if method and not static:
        return f"`{node.name}` is a method: its first argument is no number and no array"
    return ""


def _why(item: dict[str, Any]) -> str:
    parts = [line for line in item["certificate"].splitlines() if line]
    for name in item["reductions"]:
        order = ", combined in another order than plain Python's"
        parts.append(f"{name} over iterations" + order * name.endswith((": sum", ": product")))
    if item["guard"]:
        parts.insert(0, f"where a test finds that {item['guard']}")
    return "; ".join(parts) or "iterations share nothing that one of them writes"


def _outermost(node: ast.AST) -> Iterator[ast.For]:
    """The loops of a function or a loop that are in no other one of it."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.For):
            yield child
        elif not isinstance(child, (FunctionNode, ast.ClassDef, ast.Lambda)):
            yield from _outermost(child)


def _lines_of_loops(loop: ast.For) -> Iterator[int]:
    yield loop.lineno
    for inner in _outermost(loop):
        yield from _lines_of_loops(inner)


def _constant_trip(loop: ast.For) -> int | None:
    """Of a loop over a range of literals, or over a literal sequence."""
    over = loop.iter
    if isinstance(over, (ast.Tuple, ast.List)):
        return len(over.elts)
    if not (isinstance(over, ast.Call) and isinstance(over.func, ast.Name)):
        return None
    if over.func.id != "range" or over.keywords:
        return None
    try:
        return len(range(*[ast.literal_eval(a) for a in over.args]))
    except (ValueError, TypeError):
        return None


def _read_lines(path: str) -> tuple[list[str], str]:
    """With their own line ends; and the encoding that the file declares."""
    with open(path, "rb") as file:
        encoding = tokenize.detect_encoding(file.readline)[0]
        file.seek(0)
        data = file.read()
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise SyntaxError(str(error)) from None
    return [line for line in _LINE.findall(text) if line], encoding


def _unified(line: str) -> str:
    return line.rstrip("\r\n") + "\n" if line.endswith(("\r", "\n")) else line


def _ending(line: str) -> str:
    return line[len(line.rstrip("\r\n")) :] or "\n"
