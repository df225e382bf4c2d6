"""`f.explain`: what becomes of every annotated loop of a function, and why.

The compiler's reports on the loops are put beside their directives, and what calls on copies of the
arguments move and how long they take.
"""

from __future__ import annotations

import ast
import os
import re
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _native
from .annotated_loops import AnnotatedLoop, annotated_loops, function_node
from .argument_types import types_in_words
from .call_arguments import (
    argument_values,
    bound_arguments,
    kind_of_overlap,
    overlapping_arguments,
)
from .diagnostics import CompileError, Diagnostic
from .lane_rows import describe_lanes, lane_rows
from .machine_rates import known_rates
from .mappings import add_mappings, mapping_rows, without_device
from .measuring import LoopWork, measured_loops
from .performance_notes import performance_notes
from .placement import device_of
from .report import Report, Rows
from .roofline import describe_work, picture, work_rows
from .shared_memory import overlap
from .stored_names import callee_of

if TYPE_CHECKING:
    from .bindings import Bound
    from .function import Compiler
    from .requests import Version

_INDEX_TEST = re.compile(r"`(\w+)` (?:holds no index twice|is sorted( and not negative)?)")
_SEPARATE = re.compile(r"`(\w+)` and `(\w+)` share no memory")
_INSPECTION = re.compile(r"no two iterations meet in `(\w+)`")
Place = tuple[str, int]


def explain(compiler: Compiler, args: tuple[Any, ...], keywords: dict[str, Any]) -> Report:
    try:
        bound, types = compiler.jitted._signature(*args, **keywords)
        given = bound_arguments(compiler.function, args, keywords)
        values = argument_values(bound, given)
        shared = overlapping_arguments(bound, values)
        version = without_device(compiler, bound, types, kind_of_overlap(shared))
    except CompileError as error:  # refused before anything was compiled
        return _report(compiler, [], error.diagnostics, {})
    sources = _Loops(bound)
    loops = sources.described(version, values)
    add_mappings(loops, version, compiler.settings.device, values)
    if shared and compiler.settings.races == "require_proof" and version.capsule is not None:
        _raise_where_iterations_meet(loops)
    facts = {"arguments": types_in_words(bound, types), "overlapping": shared}
    on_host = not compiler.settings.device and not any(map(device_of, types))
    works: dict[Place, LoopWork] = {}
    if version.capsule is not None and on_host and version.loops:
        works, facts["not_measured"] = measured_loops(compiler, bound, given)
    rates = known_rates() if works else None
    for loop in loops:
        work = works.get((loop["file"], loop["line"]))
        loop["work"] = describe_work(work, rates, compiler.settings.math)
    notes: list[Diagnostic] = []
    if version.capsule is not None:
        overlapping = kind_of_overlap(shared)
        notes = performance_notes(loops, bound, types, compiler.settings, overlapping)
    found = [*version.diagnostics, *_failed_tests(version), *notes]
    return _report(compiler, loops, found, facts)


def _raise_where_iterations_meet(loops: list[dict[str, Any]]) -> None:
    """Loops that arguments that share memory would else keep in order."""
    for loop in loops:
        reason = loop["reason"]
        if reason and loop["verdict"] in ("guarded", "unknown") and not loop["inside"]:
            loop["outcome"] = f"raises RaceError where iterations meet: {reason}"


def _failed_tests(version: Version) -> list[Diagnostic]:
    """Of calls so far."""
    reached = _native.notes(version.capsule) if version.capsule is not None else []
    return [
        Diagnostic(
            code="N303",
            severity="note",
            file=file,
            line=line,
            message="in a call so far the test in front of this loop has failed, and it ran in "
            f"order: it runs in parallel when {guard}",
        )
        for file, line, guard, _ in reached
    ]


# ---- loops ---------------------------------------------------------------------------------------


class _Loops:
    """The annotated loops of all functions below the jitted one, by file and line."""

    def __init__(self, bound: Bound) -> None:
        self._bound = bound
        self._found: dict[Place, AnnotatedLoop] = {}
        self._nodes: list[tuple[int, ast.FunctionDef]] = []
        for index, function in enumerate(bound.functions):
            node = function_node(function.source, function.name)
            self._nodes.append((index, node))
            for loop in annotated_loops(node, function.source.text):
                self._found[function.source.filename, loop.line] = loop

    def described(self, version: Version, values: dict[str, Any]) -> list[dict[str, Any]]:
        errors = [d for d in version.diagnostics if d.severity == "error"]
        reported: dict[Place, dict[str, Any]] = {(r["file"], r["line"]): r for r in version.loops}
        shared = self._inside_of_shared(version.loops)
        made = []
        for place in sorted({*reported, *self._found}):
            report, loop = reported.get(place), self._found.get(place)
            if report is None and (loop is None or not loop.alone):
                continue  # not reached by the compiler: the errors tell
            made.append(_describe(place, report, loop, shared.get(place), errors, values))
        return made

    def _inside_of_shared(self, reports: list[dict[str, Any]]) -> dict[Place, Place]:
        """Loops that lie in a loop whose iterations are shared out, calls included."""
        found: dict[Place, Place] = {}
        for report in reports:
            place = (report["file"], report["line"])
            loop = self._found.get(place)
            if report["parallel"] and report["directive"] == "parallel" and loop:
                index = self._function_of(loop)
                for inner in self._below(index, loop.node.body):
                    found.setdefault(inner, place)
        return found

    def _function_of(self, loop: AnnotatedLoop) -> int:
        return next(i for i, node in self._nodes if any(n is loop.node for n in ast.walk(node)))

    def _below(
        self, index: int, body: list[ast.stmt], entered: set[int] | None = None
    ) -> set[Place]:
        """Loops in `body` and in what it calls; `entered`: callees that were looked into, which
        recursive functions come back to."""
        entered = set() if entered is None else entered
        function = self._bound.functions[index]
        found: set[Place] = set()
        for node in (n for statement in body for n in ast.walk(statement)):
            if isinstance(node, ast.For):
                found.add((function.source.filename, node.lineno))
            elif isinstance(node, ast.Call):
                callee = callee_of(self._bound, function, node.func)
                inner = -1 if callee is None else self._bound.functions.index(callee)
                if inner >= 0 and inner not in entered:
                    entered.add(inner)
                    found |= self._below(inner, self._nodes[inner][1].body, entered)
        return found & set(self._found)


def _describe(
    place: Place,
    report: dict[str, Any] | None,
    loop: AnnotatedLoop | None,
    around: Place | None,
    errors: list[Diagnostic],
    values: dict[str, Any],
) -> dict[str, Any]:
    """One loop as `to_dict` shows it."""
    made: dict[str, Any] = {
        "file": place[0],
        "line": place[1],
        "directive": loop.text if loop else report["directive"] if report else "",
        "verdict": report["verdict"] if report else None,
        "inside": list(around) if around else None,
        "threads": loop.threads if loop else None,
        **{
            name: report[name] if report else None
            for name in ("guard", "trusted", "reason", "witness", "index_checks")
        },
    }
    simd = bool(report) and report["directive"] == "simd"  # type: ignore[index]
    alone = loop is not None and loop.alone
    runs = report is not None and report["parallel"] and not errors
    inside = around is not None and not simd
    meeting = _sharing(made["guard"], values)
    runs = runs and not meeting
    if meeting:
        made["reason"] = meeting
    made["parallel"] = runs and not simd and not inside
    made["in_order"] = "" if errors else _why_in_order(made, alone, simd, runs)
    made["outcome"] = _outcome(made, errors, simd)
    guarded = runs and not inside and made["guard"] and not made["trusted"]
    made["tests"] = _tests(made["guard"], loop, values) if guarded else []
    reductions = report["reductions"] if report else []
    plan = report["plan"] if report else ""
    made["reductions"] = [f"{r}, {plan}" for r in reductions] if made["parallel"] else []
    certificate = report["certificate"] if report else ""
    for name in ("barrier", "barrier_proof"):
        made[name] = report[name] if report and made["parallel"] else ""
    made.update(describe_lanes(report))
    made["index_bits"] = 32 if report and report["narrow_indices"] else 64
    made["certificate"] = [line for line in certificate.splitlines() if line]
    for name in ("proof", "proof_seconds", "certificate_seconds", "isl"):
        made[name] = report[name] if report else None
    return made


def _why_in_order(made: dict[str, Any], alone: bool, simd: bool, runs: bool) -> str:
    """ "asked", "inside" of a parallel loop, its "test" fails in this call, "unknown" whether
    iterations meet; empty where it does not run in order."""
    if alone:
        return "asked"
    if made["inside"] and not simd:
        return "inside"
    if runs:
        return ""
    return "test" if made["guard"] else "unknown"


def _outcome(made: dict[str, Any], errors: list[Diagnostic], simd: bool) -> str:
    """What becomes of the loop, in one clause."""
    if errors:
        return f"is not compiled: {', '.join(dict.fromkeys(d.code for d in errors))}"
    if made["in_order"] == "asked":
        return "runs in order, as its directive asks"
    if made["in_order"] == "inside":
        file, line = made["inside"]
        return f"runs in order: it lies inside of the parallel loop at {file}:{line}"
    if made["in_order"] == "test":
        return f"runs in order in this call: {made['reason']}"
    if made["in_order"] == "unknown":
        return f"runs in order because {made['reason']}"
    if made["trusted"]:
        return f'runs in parallel on trust (races="trust"): {made["trusted"]}'
    how = "may run in vector lanes" if simd else "runs in parallel"
    return f"{how} when {made['guard']}, else in order" if made["guard"] else how


def _sharing(guard: str | None, values: dict[str, Any]) -> str:
    """Two arrays of this call that the loop's test finds to share memory."""
    for names in _SEPARATE.findall(guard or ""):
        a, b = (values.get(name) for name in names)
        if isinstance(a, np.ndarray) and isinstance(b, np.ndarray) and overlap(a, b):
            return f"`{names[0]}` and `{names[1]}` share memory"
    return ""


def _tests(guard: str, loop: AnnotatedLoop | None, values: dict[str, Any]) -> list[dict[str, Any]]:
    """What the tests in front of the loop cost at each entry, per array that they look at."""
    assumed = {names[0] for fact, names in loop.facts if fact == "sorted"} if loop else set()
    tests: list[dict[str, Any]] = []
    for name, sign in _INDEX_TEST.findall(guard):
        array = values.get(name)
        length = len(array) if isinstance(array, np.ndarray) and array.ndim else None
        first_only = bool(sign) and name in assumed  # the order is taken on trust
        cost = "O(1)" if first_only else f"O(length of `{name}`)"
        tests.append({"array": name, "cost": cost, "length": length})
    for name in _INSPECTION.findall(guard):
        array = values.get(name)
        size = array.size if isinstance(array, np.ndarray) else None
        cost = f"O(index arithmetic of the loop + size of `{name}`)"
        tests.append({"array": name, "cost": cost, "length": size})
    return tests or [{"array": None, "cost": "O(1)", "length": None}]


# ---- the report ----------------------------------------------------------------------------------


def _report(
    compiler: Compiler,
    loops: list[dict[str, Any]],
    diagnostics: list[Diagnostic],
    facts: dict[str, Any],
) -> Report:
    bound = compiler.bound
    versions = [
        {"arguments": types_in_words(bound, types), "overlap": bool(overlapping)}
        for types, overlapping in (compiler.versions() if bound else [])
        if bound is not None
    ]
    code = compiler.function.__code__
    data: dict[str, Any] = {
        "function": compiler.function.__name__,
        "file": code.co_filename,
        "line": code.co_firstlineno,
        "arguments": facts.get("arguments"),
        "overlapping": facts.get("overlapping", []),
        "not_measured": facts.get("not_measured", ""),
        "races": compiler.settings.races,
        "math": compiler.settings.math,
        "threads": _native.thread_count(),
        "threads_from": _threads_from(),
        "loops": loops,
        "versions": versions,
        "diagnostics": [d.to_dict() for d in diagnostics],
    }
    sections = [("function", _function_rows(data))]
    sections += [(_heading(loop), _loop_rows(loop)) for loop in loops]
    if diagnostics:
        found = "\n\n".join(d.rendered.rstrip() for d in diagnostics)
        sections.append(("diagnostics", [("", found)]))
    title = f"{data['function']} ({data['file']}:{data['line']})"
    return Report(title, sections, data, picture(loops))


def _threads_from() -> str:
    named = os.environ.get("PRAGMAC_NUM_THREADS")
    return "PRAGMAC_NUM_THREADS" if named else "the processors this process may use"


def _function_rows(data: dict[str, Any]) -> Rows:
    rows = [("races", data["races"]), ("math", data["math"])]
    rows.append(("threads", f"{data['threads']} ({data['threads_from']})"))
    if data["arguments"] is not None:
        rows.insert(0, ("arguments", data["arguments"] or "none"))
    if data["overlapping"]:
        first, *second = data["overlapping"]
        other = f"`{first}` and `{second[0]}` share memory" if second else f"`{first}` with itself"
        rows.append(("overlap", f"{other}: the version compiled for overlapping arguments"))
    if data["not_measured"]:
        rows.append(("measured", f"nothing: {data['not_measured']}"))
    for version in data["versions"]:
        overlap_note = ", arguments may overlap" if version["overlap"] else ""
        rows.append(("compiled", f"({version['arguments']}){overlap_note}"))
    if not data["versions"]:
        rows.append(("compiled", "nothing yet"))
    return rows


def _heading(loop: dict[str, Any]) -> str:
    return f"{loop['file']}:{loop['line']}: {loop['directive']}"


def _loop_rows(loop: dict[str, Any]) -> Rows:
    rows = [("verdict", loop["verdict"])] if loop["verdict"] else []
    rows.append(("outcome", loop["outcome"]))
    if loop["reason"] and loop["reason"] not in loop["outcome"]:
        rows.append(("reason", loop["reason"]))
    rows += [("reduction", text) for text in loop["reductions"]]
    rows += [("test", _test_text(test)) for test in loop["tests"]]
    if loop["parallel"] and loop["threads"]:
        rows.append(("threads", f"{loop['threads']} (num_threads)"))
    rows += mapping_rows(loop["mapping"])
    if loop["index_checks"]:
        rows.append(("bounds", _bounds_text(loop["index_checks"])))
    if loop["index_bits"] == 32:
        rows.append(("indices", "32 bits when the entry test holds, else the copy with 64 bits"))
    rows += lane_rows(loop)
    rows += work_rows(loop["work"])
    if loop["barrier"]:
        rows.append(("barrier", loop["barrier"].rstrip()))
    if loop["certificate"]:
        rows.append(("proof", "\n".join(dict.fromkeys(loop["certificate"]))))
    return rows


def _bounds_text(checks: dict[str, int]) -> str:
    total = sum(checks.values())
    if not total:
        return "no index is checked"
    parts = [f"{checks['proved']} of {total} index checks proved away"]
    if checks["tested"]:
        parts.append(f"{checks['tested']} tested once in front of the loop")
    if checks["each"]:
        parts.append(f"{checks['each']} at every access")
    return ", ".join(parts)


def _test_text(test: dict[str, Any]) -> str:
    here = "" if test["length"] is None else f", here {test['length']}"
    return f"{test['cost']}{here}, at every entry of the loop"
