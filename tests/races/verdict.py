"""The compiler's verdict on a judged loop, from `pragmac.check` and from calls."""

from __future__ import annotations

import dataclasses
import time
import warnings
from typing import Any

import numpy as np
import pragmac
from find_directives import find_directives
from loop_case import LARGE, LoopCase
from replay import integers, replays

CALL_SIZES = (0, 1, 2, 5, 16, 33, 130)


@dataclasses.dataclass
class Verdict:
    """free, guarded, racy, unknown, or rejected when the function is refused for other reasons."""

    word: str
    reason: str
    witness: dict[str, Any] | None  # keys: iterations, array, element, and perhaps given
    seconds: float  # of the proof where the compiler says, else of the whole check


def verdict_on(case: LoopCase) -> Verdict:
    """What `check` says; where its guesses of types fail, what a call with real arguments says."""
    verdict = check_verdict(case)
    if verdict.word != "rejected":
        return verdict
    setting = next(case.settings((LARGE,)))
    return call_verdict(case, case.arguments(setting))


def check_verdict(case: LoopCase) -> Verdict:
    """What `pragmac.check` says of the judged loop."""
    start = time.perf_counter()
    result = pragmac.check(case.function)
    seconds = time.perf_counter() - start
    loop = next((x for x in result.loops if x.line == _judged_lines(case)[0]), None)
    seconds = getattr(loop, "seconds", seconds)
    refused = _refusal(case, result.diagnostics, seconds)
    if loop is None:
        return refused or Verdict("rejected", "check does not mention the loop", None, seconds)
    witness = loop.witness if isinstance(loop.witness, dict) else None
    missing = loop.missing or ""
    if refused and refused.word == "racy":
        return Verdict("racy", refused.reason, witness, seconds)
    # A loop whose arrays are free but which runs in order for another reason is not called free.
    word = "unknown" if loop.verdict == "free" and missing else loop.verdict
    return Verdict(word, missing, witness, seconds)


def call_verdict(case: LoopCase, arguments: tuple[object, ...]) -> Verdict:
    """What a call with these arguments says: an error, a RaceWarning, or nothing (free)."""
    start = time.perf_counter()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            pragmac.jit(case.function)(*arguments)
        except pragmac.CompileError as error:
            seconds = time.perf_counter() - start
            refused = _refusal(case, error.diagnostics, seconds)
            return refused or Verdict("rejected", str(error).splitlines()[0], None, seconds)
    seconds = time.perf_counter() - start
    line = _judged_lines(case)[0]
    for warning in caught:
        if issubclass(warning.category, pragmac.RaceWarning) and warning.lineno == line:
            return Verdict("unknown", str(warning.message), None, seconds)
    return Verdict("free", "", None, seconds)


def _judged_lines(case: LoopCase) -> tuple[int, int]:
    loop = find_directives(case.function).loops[case.judged - 1][0]
    return loop.lineno, loop.end_lineno or loop.lineno


def _refusal(case: LoopCase, diagnostics: list[Any], seconds: float) -> Verdict | None:
    """The verdict of errors: P3xx of the judged loop is racy, of other loops it says nothing."""
    errors = [d for d in diagnostics if d.severity == "error"]
    for error in errors:
        if error.code.startswith("P3") and _concerns(error, *_judged_lines(case)):
            witness = getattr(error, "witness", None)
            found = witness if isinstance(witness, dict) else None
            return Verdict("racy", f"{error.code}: {error.message}", found, seconds)
    if errors:
        return Verdict("rejected", f"{errors[0].code}: {errors[0].message}", None, seconds)
    return None


def _concerns(error: Any, first: int, last: int) -> bool:
    """Errors name the loop in a note; without one, the place of the error decides."""
    noted = [note["line"] for note in error.notes if note.get("line")]
    return first in noted if noted else first <= error.line <= last


def witness_fault(case: LoopCase, witness: dict[str, Any]) -> str:
    """What is wrong with the witness, or nothing: a recorded run must show it."""
    iterations = [integers(value) for value in witness["iterations"]]
    shown = f"{witness['array']}{witness.get('element') or ''} by iterations {iterations}"
    if len(iterations) != 2 or iterations[0] == iterations[1]:
        return f"{shown}: not two iterations"
    return "" if replays(case, witness) else f"{shown}: no run shows it"


def call_difference(case: LoopCase) -> str:
    """The first combination whose compiled call differs from CPython's, or nothing."""
    try:
        compiled = pragmac.jit(case.function)
        for setting in case.settings(CALL_SIZES):
            if setting.n > 33 and any(setting.variants.values()):
                continue
            plain, ours = case.arguments(setting), case.arguments(setting)
            expected, got = _outcome(case.function, plain), _outcome(compiled, ours)
            if expected != got and not (expected[0] == got[0] == "error"):
                return f"{setting.words()}: {expected} became {got}"
            if expected[0] == "value" and (wrong := _different_arrays(case, plain, ours)):
                return f"{setting.words()}: {wrong}"
    except pragmac.CompileError:
        return ""
    return ""


def _outcome(function: Any, arguments: tuple[object, ...]) -> tuple[str, object]:
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return "value", function(*arguments)
        except pragmac.CompileError:
            raise
        except Exception as error:
            return "error", type(error).__name__


def _different_arrays(case: LoopCase, plain: tuple[object, ...], ours: tuple[object, ...]) -> str:
    for name, expected, got in zip(case.makers, plain, ours, strict=True):
        if isinstance(expected, np.ndarray) and expected.tobytes() != got.tobytes():
            where = tuple(int(i) for i in np.argwhere(expected != got)[0])
            return f"{name}{list(where)} = {expected[where]} became {got[where]}"
    return ""
