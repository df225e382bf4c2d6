"""`f.compare`: runs plain Python and the compiled function on copies and compares what they did."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Any

import numpy as np

from .annotated_loops import annotated_loops, function_node
from .argument_types import types_in_words
from .call_arguments import bound_arguments, hidden_values
from .diagnostics import CompileError, MismatchError
from .differences import Compared, Tolerance, compare_values
from .inexact_operations import inexact_operations
from .outcomes import Outcome, results
from .placement import device_of
from .plain_runs import PlainRun, largest_run, run_plain
from .report import Report, Rows
from .shared_memory import Array, overlap
from .slices import Slice
from .stored_names import stored_names

if TYPE_CHECKING:
    from .bindings import Bound
    from .function import Compiler

_NAME = re.compile(r"`(\w+)`")
_HINTS: dict[type[Exception], str] = {
    OverflowError: "Python ints have 64 bits here (D2), and floats stored into integers must fit"
    " (D4): docs/semantics.md",
    ValueError: "negative integer powers (D7) and NaN stored into integers (D4) are errors here:"
    " docs/semantics.md",
}
# Rounding changes more than last bits where something is decided by it.
_MODE_HINT = (
    "where math={!r} turns a comparison of floats over, or later steps enlarge a rounding error,"
    ' this is no fault: the same with math="strict" tells, and `rtol` allows more'
)


def compare(
    compiler: Compiler,
    args: tuple[Any, ...],
    keywords: dict[str, Any],
    rtol: float | None,
    limit: float | None,
) -> Report:
    if rtol is not None and not 0 <= rtol < 1:
        raise ValueError(f"`rtol` is a relative tolerance from 0 to 1, not {rtol!r}")
    if limit is not None and not limit > 0:
        raise ValueError(f"`limit` is a time in seconds, not {limit!r}")
    bound, types = compiler.jitted._signature(*args, **keywords)
    if any(device_of(described) for described in types):
        raise TypeError(
            "compare runs plain Python too: pass NumPy arrays; with a `target` the compiled side "
            "copies them to the device"
        )
    version = compiler.version(bound, types, 0)
    if version.capsule is None:
        raise CompileError(version.diagnostics)
    given = bound_arguments(compiler.function, args, keywords)
    plain = (
        run_plain(bound, Slice(given, {}, 1.0))
        if limit is None
        else largest_run(bound, given, limit)
    )
    given = plain.slice.given
    if not plain.slice.whole:
        bound, types = compiler.jitted._signature(*given.args, **given.kwargs)
        version = compiler.version(bound, types, 0)
    actual = plain.calls.call(compiler.jitted)
    mode = compiler.settings.math
    causes = inexact_operations(bound, types, version.loops)
    causes += [f"math={mode!r}"] if mode != "strict" else []
    tolerance = Tolerance(rtol, bool(causes), mode)
    if mode != "strict":
        tolerance.see([*given.arguments.values(), *hidden_values(bound).values()])
        tolerance.see([*plain.outcome.arrays.values()])
        tolerance.see([*dict(results(plain.outcome.result)).values()])
    comparison = _Comparison(bound, version.loops, tolerance, plain.calls.originals)
    try:
        comparison.compare(plain.outcome, actual)
    except MismatchError as error:
        hints = [] if plain.slice.whole else [f"seen with {plain.slice.described()}"]
        hints += [] if mode == "strict" else [_MODE_HINT.format(mode)]
        if not hints:
            raise
        raise MismatchError("; ".join([str(error), *hints])) from None
    return _report(compiler, types_in_words(bound, types), comparison, plain, causes)


class _Comparison:
    def __init__(
        self,
        bound: Bound,
        loops: list[dict[str, Any]],
        tolerance: Tolerance,
        originals: dict[str, Array],
    ) -> None:
        self._bound = bound
        self._loops = loops
        self._tolerance = tolerance
        self._originals = originals
        self.compared: list[Compared] = []
        self.notes: list[str] = []
        self.error: str | None = None  # what both sides raised

    def compare(self, expected: Outcome, actual: Outcome) -> None:
        if _deviates(expected, actual):
            self.notes.append("Python's integer does not fit 64 bits: OverflowError (D2)")
            return
        self._compare_endings(expected, actual)
        if expected.error is None:
            self._compare_results(expected, actual)
        unspecified = self._unspecified(expected)
        for label, array in expected.arrays.items():
            if label in unspecified:
                self.notes.append(f"{label} is not compared: its parallel loop has raised (D10)")
            elif array.dtype.kind in "biufc":
                self._compare_values(label, array, actual.arrays[label])

    def _compare_endings(self, expected: Outcome, actual: Outcome) -> None:
        if expected.error is not actual.error or not self._same_place(expected, actual):
            hint = _HINTS.get(actual.error, "") if actual.error else ""
            raise MismatchError(
                f"plain Python {expected.ending}, the compiled function {actual.ending}"
                + (f"; {hint}" if hint else "")
            )
        if expected.error is not None:
            self.error = f"both {expected.ending.replace('raises', 'raise', 1)}"

    def _same_place(self, expected: Outcome, actual: Outcome) -> bool:
        places = [side.places[-1] if side.places else ("", 0) for side in (expected, actual)]
        if expected.error is UnboundLocalError:
            # CPython 3.11 reads two locals in one instruction, which has the line of the first.
            places = [(file, self._statement_at(file, line)) for file, line in places]
        return places[0] == places[1]

    def _statement_at(self, file: str, line: int) -> int:
        """The first line of the simple statement; lines of others stay."""
        for function in self._bound.functions:
            if function.source.filename != file:
                continue
            for node in ast.walk(function_node(function.source, function.name)):
                simple = isinstance(node, ast.stmt) and not hasattr(node, "body")
                if simple and node.lineno <= line <= (node.end_lineno or line):  # type: ignore[attr-defined]
                    return int(node.lineno)  # type: ignore[attr-defined]
        return line

    def _compare_results(self, expected: Outcome, actual: Outcome) -> None:
        theirs, ours = results(expected.result), results(actual.result)
        if [label for label, _ in theirs] != [label for label, _ in ours]:
            plain, compiled = _form(expected.result), _form(actual.result)
            raise MismatchError(f"result: {plain} in Python, {compiled} compiled")
        for (label, a), (_, b) in zip(theirs, ours, strict=True):
            self._compare_values(label, self._of_kind(label, a, b), b)
        for label in sorted({*expected.returned, *actual.returned}):
            sources = [side.returned.get(label) for side in (expected, actual)]
            if sources[0] != sources[1]:
                names = [f"`{name}` itself" if name else "another array" for name in sources]
                raise MismatchError(f"{label}: {names[0]} in Python, {names[1]} compiled")

    def _compare_values(self, label: str, expected: Any, actual: Any) -> None:
        try:
            self.compared.append(compare_values(label, expected, actual, self._tolerance))
        except MismatchError as error:
            lines = self._written_by(label)
            if not lines:
                raise
            listed = " and ".join(filter(None, [", ".join(lines[:-1]), lines[-1]]))
            loops = f"loop{'s' if len(lines) > 1 else ''} in line{'s' if len(lines) > 1 else ''}"
            raise MismatchError(f"{error}; written by the {loops} {listed}") from None

    def _written_by(self, label: str) -> list[str]:
        """Lines of the loops of the jitted function that store to the array: those with directives,
        and the outermost of those around and beside them that have none."""
        named = _NAME.search(label)
        function = self._bound.functions[0]
        node = function_node(function.source, function.name)
        marked = {loop.node for loop in annotated_loops(node, function.source.text)}

        def writers(part: ast.AST) -> list[ast.AST]:
            found: list[ast.AST] = []
            for child in ast.iter_child_nodes(part):
                loop = isinstance(child, (ast.For, ast.While))
                inside = [] if child in marked else writers(child)
                if loop and not inside:
                    stores = named and named[1] in stored_names(self._bound, function, child)
                    inside = [child] if stores else []
                found += inside
            return found

        return [str(loop.lineno) for loop in writers(node)]  # type: ignore[attr-defined]

    def _of_kind(self, label: str, expected: Any, actual: Any) -> Any:
        """The value in the kind it has when compiled, where only the path that was taken has kept
        it a Python number (D1, D3, D6)."""
        numbers = {int: (np.integer, np.inexact, float), float: (np.inexact,), bool: (np.bool_,)}
        kinds = numbers.get(type(expected), ())
        if type(expected) is type(actual) or not isinstance(actual, kinds):
            return expected
        kind = type(actual)
        try:
            converted = kind(expected)
        except OverflowError:
            return expected
        kinds_in_words = f"a {type(expected).__name__} in Python, a {kind.__name__} compiled"
        self.notes.append(f"{label} is {kinds_in_words} (D1, D3, D6)")
        return converted

    def _unspecified(self, outcome: Outcome) -> set[str]:
        """Arrays that a parallel loop wrote in which an iteration raised (D10)."""
        stored = self._stored_by_failed_loop(outcome)
        if stored is None:
            return set(outcome.arrays)
        return {
            label
            for label, a in self._originals.items()
            if any(n in stored and overlap(a, b) for n, b in self._named().items())
        }

    def _named(self) -> dict[str, Array]:
        """Arguments and globals by their names in the function."""
        named = {label: _NAME.search(label) for label in self._originals if "view" not in label}
        return {match[1]: self._originals[label] for label, match in named.items() if match}

    def _stored_by_failed_loop(self, outcome: Outcome) -> set[str] | None:
        """Names in the jitted function; None = any, as a called function's loop has failed."""
        parallel = {(loop["file"], loop["line"]) for loop in self._loops
                    if loop["parallel"] and loop["directive"] == "parallel"}  # fmt: skip
        for index, function in enumerate(self._bound.functions):
            file, node = function.source.filename, function_node(function.source, function.name)
            for loop in annotated_loops(node, function.source.text):
                lines = range(loop.line, (loop.node.end_lineno or loop.line) + 1)
                inside = any(f == file and line in lines for f, line in outcome.places)
                if (file, loop.line) in parallel and inside:
                    return None if index else stored_names(self._bound, function, loop.node)
        return set()


def _form(result: Any) -> str:
    return f"a tuple of {len(result)}" if isinstance(result, tuple) else "one value"


def _deviates(expected: Outcome, actual: Outcome) -> bool:
    def beyond(value: Any) -> bool:
        return type(value) is int and not -(2**63) <= value < 2**63

    overflow = actual.error is OverflowError and expected.error is None
    return overflow and any(beyond(value) for _, value in results(expected.result))


# ---- the report ----------------------------------------------------------------------------------


def _report(
    compiler: Compiler,
    arguments: str,
    comparison: _Comparison,
    plain: PlainRun,
    causes: list[str],
) -> Report:
    largest = max((c.largest for c in comparison.compared), default=0.0)
    notes = [*comparison.notes, *plain.checks.notes()]
    part = plain.slice
    data: dict[str, Any] = {
        "function": compiler.function.__name__,
        "arguments": arguments,
        "slice": {name: list(sizes) for name, sizes in part.changes.items()} or None,
        "seconds": plain.seconds,
        "error": comparison.error,
        "compared": [c.to_dict() for c in comparison.compared],
        "largest_difference": largest,
        "inexact": causes,
        "facts": plain.checks.to_dicts(),
        "notes": notes,
    }
    rows: Rows = [("arguments", arguments or "none")]
    if not part.whole:
        took = f"{plain.seconds:.2g} s, all of it about {plain.whole_seconds:.2g} s"
        rows += [("slice", part.described()), ("plain Python", took)]
    rows += [("raised", comparison.error)] if comparison.error else []
    rows += [("inexact", ", ".join(causes))] if causes else []
    rows += [("largest difference", f"{largest:.3g} (relative)" if largest else "none")]
    sections = [("compared", rows + [_compared_row(c) for c in comparison.compared])]
    held = [(f"line {f['line']}", f"{f['fact']}: {', '.join(f['names'])} {f['result']}")
            for f in data["facts"]]  # fmt: skip
    sections += [("assumed facts", held)] if held else []
    sections += [("notes", [("", note) for note in notes])] if notes else []
    title = f"{data['function']}: plain Python and the compiled function agree"
    return Report(title, sections, data)


def _compared_row(c: Compared) -> tuple[str, str]:
    if not c.rtol:
        bits = "the same bits" if c.elements != 1 or c.described[-1] == ")" else "the same"
        return c.what, f"{c.described}, {bits}"
    place = f" at element {list(c.at)}" if c.at else ""
    distance = f"largest relative difference {c.largest:.3g}{place}" if c.largest else "equal"
    return c.what, f"{c.described}, {distance} (allowed: {c.rtol:g})"
