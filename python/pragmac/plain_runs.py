"""Runs of plain Python that compiled code is compared with: of all the data, or of as much as time
allows."""

from __future__ import annotations

import inspect
import math
import time
from typing import TYPE_CHECKING

from .call_arguments import hidden_values
from .deadline import within
from .fact_checks import FactChecks
from .instrument_facts import instrumented
from .outcomes import Calls, Outcome
from .slices import Slice, growing_slices

if TYPE_CHECKING:
    from .bindings import Bound


class PlainRun:
    """Plain Python with one slice of the arguments."""

    __slots__ = ("slice", "calls", "checks", "outcome", "seconds", "whole_seconds")

    def __init__(
        self, part: Slice, calls: Calls, checks: FactChecks, outcome: Outcome, seconds: float
    ) -> None:
        self.slice = part
        self.calls = calls
        self.checks = checks
        self.outcome = outcome
        self.seconds = seconds
        self.whole_seconds = seconds  # what all of the data would take; an estimate for a part


def run_plain(bound: Bound, part: Slice) -> PlainRun:
    files = {function.source.filename for function in bound.functions}
    calls = Calls(part.given, hidden_values(bound), files)
    checks = FactChecks()
    start = time.perf_counter()
    outcome = calls.call(instrumented(bound, checks))
    return PlainRun(part, calls, checks, outcome, time.perf_counter() - start)


def largest_run(bound: Bound, given: inspect.BoundArguments, limit: float) -> PlainRun:
    """Of slices from small to whole the last that plain Python gets through within `limit` seconds
    for all of them. An error on a part may be its own, of an index that only the whole has: such a
    slice is passed over."""
    end = time.perf_counter() + limit
    best: PlainRun | None = None
    failed: PlainRun | None = None
    growth = 2.0
    for part in growing_slices(given):
        left = end - time.perf_counter()
        if best and best.seconds * growth > left:
            break
        run = within(max(left, 0.0), lambda part=part: run_plain(bound, part))  # type: ignore[misc]
        if run is None:
            break
        if run.outcome.error is not None and not part.whole:
            failed = run
            continue
        if best and best.seconds > 0:
            growth = max(2.0, run.seconds / best.seconds)
        best = run
    if best is None:
        raise _nothing_ran(failed, limit)
    best.whole_seconds = best.seconds * growth ** -math.log2(best.slice.factor)
    return best


def _nothing_ran(failed: PlainRun | None, limit: float) -> Exception:
    if failed is None:
        return TimeoutError(
            f"plain Python does not get through the smallest slice of the arguments within "
            f"limit={limit:g} seconds: nothing was compared; give it more time or less to do"
        )
    return ValueError(
        f"no slice of the arguments is one to compare with: plain Python {failed.outcome.ending} "
        f"with {failed.slice.described()}; call compare with smaller arguments of your own"
    )
