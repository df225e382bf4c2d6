"""One call of a program in the reference interpreter: no races, and one answer in every order.

The machine-level IR runs with its parallel loops in loop order, reversed and shuffled, each time on
fresh arguments. A race between iterations that the compiler lets run at the same time, a fault, or
an answer that depends on the order is a mismatch.
"""

from __future__ import annotations

import inspect
from collections import Counter

import numpy as np
from pragmac import _compiler
from pragmac.call_arguments import argument_values, kind_of_overlap, overlapping_arguments
from pragmac.requests import compile_request

REFUSED = "refused"
ORDERS = (("forward", 0), ("reversed", 0), ("shuffled", 1), ("shuffled", 2))


def request_of(jitted, given: tuple) -> dict:
    """What the compiler is asked for by the call."""
    bound, types = jitted._signature(*given)
    values = _values(jitted, bound, given)
    overlap = kind_of_overlap(overlapping_arguments(bound, values))
    return compile_request(bound, types, jitted._compiler.settings, overlap)


def _values(jitted, bound, given: tuple) -> dict[str, object]:
    arguments = inspect.signature(jitted.py_func).bind(*given)
    arguments.apply_defaults()
    return argument_values(bound, arguments)


def _numpy(dtype: str) -> np.dtype:
    return np.dtype(dtype if dtype == "bool" else f"{dtype[0]}{int(dtype[1:]) // 8}")


def parameters(jitted, given: tuple) -> list[np.ndarray]:
    """The values of all parameters as arrays, hidden ones last."""
    bound, types = jitted._signature(*given)
    values = _values(jitted, bound, given)
    found = []
    for name, (dtype, _, rank, *_) in zip(bound.argument_names(), types, strict=True):
        value = values[name]
        if rank >= 0:
            # A global is nobody's copy yet.
            found.append(value if any(value is g for g in given) else value.copy())
        else:
            found.append(np.array(value, dtype=_numpy(dtype)))
    return found


def _ends(outcome: dict, arrays: list[np.ndarray]) -> tuple:
    if outcome["error"]:
        return (outcome["error"],)  # D10: what the loop wrote is unspecified
    return ("", outcome["results"], [a.tobytes() for a in arrays])


def order_dependence(jitted, fresh, seen=lambda outcome, arrays: None) -> str:
    """What is wrong with the call on `fresh()`, or nothing; REFUSED where it does not compile.
    `seen` gets the outcome in loop order."""
    calls = [fresh() for _ in ORDERS]
    request = request_of(jitted, calls[0])
    runs = [(parameters(jitted, given), *order) for given, order in zip(calls, ORDERS, strict=True)]
    outcome = _compiler.interpret(request, runs)
    if not outcome["runs"]:
        errors = [d for d in outcome["diagnostics"] if d["severity"] == "error"]
        ours = [d["message"] for d in errors if d["code"].startswith("P9")]
        if ours or not errors:
            return "no outcome: " + " ".join(ours)
        seen(outcome, runs[0][0])
        return REFUSED
    seen(outcome, runs[0][0])
    expected = _ends(outcome["runs"][0], runs[0][0])
    for run, (arrays, order, seed) in zip(outcome["runs"], runs, strict=True):
        what = f"{order} {seed}: "
        if run["races"]:
            return what + "race: " + run["races"][0]
        if run["faults"]:
            return what + "fault: " + run["faults"][0]
        ends = _ends(run, arrays)
        if ends != expected:
            return what + f"another answer than in loop order: {ends[0]} for {expected[0]}"
    return ""


def _counts(outcome: dict) -> dict[str, int]:
    """What the compiler made of the loops with directives."""
    found: Counter = Counter()
    for loop in outcome["loops"]:
        found["loops"] += 1
        found[loop["verdict"]] += 1
        found["in parallel"] += loop["parallel"]
        if "meet in" in (loop["guard"] or ""):
            found["inspected"] += 1
        if loop["barrier"].startswith("no barrier"):
            found["barriers dropped"] += 1
        elif loop["barrier"]:
            found["barriers kept"] += 1
    return dict(found)


def _disagreement(module, text: str, path: str, case, outcome: dict, arrays: list) -> str:
    """How the interpreter in loop order differs from CPython, in the error and the arguments."""
    from compare import Outcome, _copied, call, compare_outcomes
    from deviations import with_deviations

    expected = call(module.f.py_func, _copied(case), path)
    wrong = ""
    for function in (None, with_deviations):
        if function:
            expected = call(function(text, path, vars(module)), _copied(case), path)
        # The line of an error is compared by the compiled call.
        actual = Outcome(expected.result, outcome["runs"][0]["error"], expected.line)
        actual.arguments = tuple(arrays[: len(case)])
        found = compare_outcomes(expected, actual, module, text)
        if not found:
            return ""
        wrong = wrong or found
    return wrong


def compare_orders(path: str, device: str = "", options: dict | None = None):
    """The verdict on a program's cases; with a device, on what its kernels are interpreted as; with
    `options`, on what keys of `jit(options=…)` make of it."""
    import pragmac
    from compare import TooLong, Verdict, _copied, load, traced
    from racy import conflict_seen

    with open(path) as file:
        text = file.read()
    module = load(path)
    verdict = Verdict("equal")
    function = module.f
    chosen = {"device": device} if device else options
    if chosen:
        function = pragmac.jit(options=chosen)(module.f.py_func)
    for number, case in enumerate(module.CASES):
        given = case()
        outcomes = []
        found = order_dependence(
            function,
            lambda given=given: _copied(given),
            lambda o, a, to=outcomes: to.append((o, a)),
        )
        if found == REFUSED:
            errors = [d for d in outcomes[0][0]["diagnostics"] if d["severity"] == "error"]
            codes = " ".join(sorted({d["code"] for d in errors}))
            verdict = Verdict("rejected", f"{codes} | {errors[0]['message']}")
            if codes in ("P301", "P302"):
                calls = [_copied(case()) for case in module.CASES]
                shown = conflict_seen(module.f.py_func, outcomes[0][0]["loops"], calls)
                verdict.counts = {"refused as racy": 1, "conflicts seen in CPython": int(shown)}
            return verdict
        if not found:
            try:
                verdict.lines |= traced(module.f.py_func, _copied(given), path)[1]
            except TooLong:
                return Verdict("skipped", "the plain run is too long")
            found = _disagreement(module, text, path, given, *outcomes[0])
        if found:
            return Verdict("mismatch", f"case {number}: {found}")
        verdict.errors += bool(outcomes[0][0]["runs"][0]["error"])
        verdict.counts = verdict.counts or _counts(outcomes[0][0])
    return verdict
