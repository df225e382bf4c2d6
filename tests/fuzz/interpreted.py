"""One call of a program in the reference interpreter: no races, and one answer in every order.

The machine-level IR runs with its parallel loops in loop order, reversed and shuffled, each time on
fresh arguments. A race between iterations that the compiler lets run at the same time, a fault, or
an answer that depends on the order is a mismatch.
"""

from __future__ import annotations

import inspect

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
    from pragmac.argument_types import argument_names

    bound, types = jitted._signature(*given)
    values = _values(jitted, bound, given)
    found = []
    for name, (dtype, _, rank, *_) in zip(argument_names(bound), types, strict=True):
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


def order_dependence(jitted, fresh) -> str:
    """What is wrong with the call on `fresh()`, or nothing; REFUSED where it does not compile."""
    expected = None
    for order, seed in ORDERS:
        given = fresh()
        request = request_of(jitted, given)
        arrays = parameters(jitted, given)
        outcome = _compiler.interpret(request, arrays, order, seed)
        if "error" not in outcome:
            errors = [d for d in outcome["diagnostics"] if d["severity"] == "error"]
            ours = [d["message"] for d in errors if d["code"].startswith("P9")]
            if ours or not errors:
                return "no outcome: " + " ".join(ours)
            return REFUSED
        what = f"{order} {seed}: "
        if outcome["races"]:
            return what + "race: " + outcome["races"][0]
        if outcome["faults"]:
            return what + "fault: " + outcome["faults"][0]
        ends = _ends(outcome, arrays)
        expected = expected or ends
        if ends != expected:
            return what + f"another answer than in loop order: {ends[0]} for {expected[0]}"
    return ""


def compare_orders(path: str):
    """The verdict on a program's cases."""
    from compare import Verdict, _copied, load

    module = load(path)
    for number, case in enumerate(module.CASES):
        given = case()
        found = order_dependence(module.f, lambda given=given: _copied(given))
        if found == REFUSED:
            return Verdict("rejected", "not compiled")
        if found:
            return Verdict("mismatch", f"case {number}: {found}")
    return Verdict("equal")
