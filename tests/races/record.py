"""Labels a loop by instrumented runs in CPython: racy, free, or dependent on data or parameters.

Racy: every combination of parameters and data has a conflict from extent 16 on. Free: no
combination has one at any extent. The rules of what conflicts are those of SEMANTICS 2 and 5.
"""

from __future__ import annotations

import dataclasses
import warnings

import numpy as np
from find_directives import find_directives, simd_width
from loop_case import LARGE, LoopCase, arguments_overlap
from recorder import Conflict, Execution, Recorder
from rewrite import RECORDER, rewrite


@dataclasses.dataclass
class Label:
    """What the runs of a loop showed."""

    word: str  # racy, free or depends
    conflict: Conflict | None  # at the smallest extent that has one
    setting: str  # where that was
    runs: int
    conflicting: int  # runs with a conflict
    failures: int  # iterations that raised
    by_overlap: bool  # every conflicting run had overlapping arguments
    nearest: int | None  # the least distance of a conflict, in iterations
    lanes: int | None  # of a `simd` loop: iterations at the same time

    @property
    def beyond_the_lanes(self) -> bool:
        """Every conflict of a `simd` loop lies further apart than its lanes."""
        return bool(self.lanes and self.nearest and self.nearest >= self.lanes)


class Runs:
    """Recorded executions of a case's judged loop; the function is rewritten once."""

    def __init__(self, case: LoopCase) -> None:
        self.case = case
        self.recorded: list[Execution] = []  # of the last call, as far as it came
        self._function, self._space = rewrite(case.function, case.judged)

    def executions(self, arguments: tuple[object, ...]) -> list[Execution]:
        recorder = self._space[RECORDER] = Recorder()
        self.recorded = recorder.executions
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self._function(*arguments)
        return self.recorded


def record(case: LoopCase) -> Label:
    """The label of a loop."""
    runs, lanes = Runs(case), _lanes(case)
    label = Label("", None, "", 0, 0, 0, True, None, lanes)
    always = True  # at every large extent so far
    for setting in case.settings():
        arguments = case.arguments(setting)
        overlap = arguments_overlap(arguments)
        executions = runs.executions(arguments)
        found = [c for e in executions if (c := e.conflict(nearest=lanes is not None))]
        label.runs += 1
        label.conflicting += bool(found)
        label.failures += sum(e.failures for e in executions)
        always &= bool(found) or setting.n < LARGE
        if not found:
            continue
        label.by_overlap &= overlap
        label.nearest = min([c.distance for c in found] + [label.nearest or found[0].distance])
        if not label.conflict:
            label.conflict, label.setting = found[0], setting.words()
    label.word = "free" if not label.conflicting else "racy" if always else "depends"
    return label


def _lanes(case: LoopCase) -> int | None:
    return simd_width(find_directives(case.function).loops[case.judged - 1][1])
