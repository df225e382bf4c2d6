"""Notes of `explain` on what keeps a loop from being as fast as others: it is not shared out among
threads, not made of vectors, checks an index at every access, waits at barriers, copies arrays."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Any

from .diagnostics import Diagnostic

if TYPE_CHECKING:
    from .bindings import Bound
    from .options import Settings

_VECTOR_LINE = re.compile(r"(\d+):(\d+): scalar: (.*)")


def performance_notes(
    loops: list[dict[str, Any]],
    bound: Bound,
    types: tuple[Any, ...],
    settings: Settings,
    overlap: int,
) -> list[Diagnostic]:
    """In the order of the source. `loops` as in `to_dict`."""
    around = {tuple(loop["inside"]) for loop in loops if loop["inside"]}
    found = [note for loop in loops for note in _notes_of(loop, around)]
    if not settings.device:
        file = bound.functions[0].source.filename
        wide = {loop["line"] for loop in loops if loop["width"] and loop["file"] == file}
        found += _scalar_loops(bound, types, settings, overlap, wide)
    return sorted(found, key=lambda d: (d.file, d.line, d.column))


def _notes_of(loop: dict[str, Any], around: set[tuple[Any, ...]]) -> list[Diagnostic]:
    """`around`: places of loops that have others inside, whose checks are theirs too."""
    import linecache

    found: list[Diagnostic] = []

    def note(code: str, message: str, line: int = 0) -> None:
        line = line or loop["line"]
        text = linecache.getline(loop["file"], line)
        column = len(text) - len(text.lstrip()) + 1
        place = {"file": loop["file"], "line": line, "column": column}
        found.append(Diagnostic(code, message, severity="note", **place))

    if loop["in_order"] == "inside":
        file, line = loop["inside"]
        where = f"line {line}" if file == loop["file"] else f"{file}:{line}"
        note(
            "N102", f"this parallel loop runs in order: the one in {where} has all threads already"
        )
    elif loop["in_order"] == "test":
        note("N103", f"this parallel loop {loop['outcome']}")
    if "gathers" in loop["width_reason"]:
        note("N203", "neighbouring iterations of this loop read elements that are not neighbours, "
             "so it has no lanes")  # fmt: skip
    checks = loop["index_checks"] or {"each": 0}
    if checks["each"] and (loop["file"], loop["line"]) not in around:
        total = sum(checks.values())
        note(
            "N204", f"{checks['each']} of {total} indices of this loop are checked at every access"
        )
    for barrier in loop["lane_barriers"]:
        if barrier["fate"] in ("required", "unproved"):
            note("N301", f"the lanes wait for each other here: {barrier['words']}", barrier["line"])
    if loop["copies"]:
        note("N305", f"arrays of this loop are copied: {loop['copies']}")
    return found


def _scalar_loops(
    bound: Bound, types: tuple[Any, ...], settings: Settings, overlap: int, wide: set[int]
) -> list[Diagnostic]:
    """The function's loops without loops inside that LLVM's vectoriser left alone, and that lie in
    none whose iterations run side by side (`wide`: the lines of these)."""
    from .annotated_loops import function_node
    from .diagnostics import CompileError
    from .requests import compile_request, inspect_version

    try:
        text = inspect_version(compile_request(bound, types, settings, overlap), "vectors")
    except CompileError:
        return []  # the report has the errors
    source = bound.functions[0].source
    innermost = set(_innermost(function_node(source, bound.functions[0].name), wide))
    found = []
    for match in map(_VECTOR_LINE.fullmatch, text.splitlines()):
        if match and (int(match[1]), int(match[2])) in innermost:
            why = match[3].split(". Use #pragma")[0]  # of C
            why = why[0].lower() + why[1:]
            found.append(
                Diagnostic(
                    "N201", f"this loop is not made of vectors: {why}", severity="note",
                    file=source.filename, line=int(match[1]), column=int(match[2]),
                )
            )  # fmt: skip
    return found


def _innermost(node: ast.AST, wide: set[int]) -> list[tuple[int, int]]:
    """Lines and columns of the loops below `node` without loops inside, but for those in a loop of
    `wide`."""
    found = []
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, (ast.For, ast.While)):
            found += _innermost(child, wide)
        elif child.lineno not in wide:
            below = [n for n in ast.walk(child) if isinstance(n, (ast.For, ast.While))]
            here = (child.lineno, child.col_offset + 1)
            found += [here] if len(below) == 1 else _innermost(child, wide)
    return found
