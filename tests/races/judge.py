"""Judges loops: the label of the recorded runs beside the compiler's verdict, and the criteria."""

from __future__ import annotations

import dataclasses

from loop_case import LoopCase, load_category
from record import Label, record
from verdict import Verdict, call_difference, verdict_on, witness_fault

LEAST_PRECISION = 0.95  # of `racy`
MOST_UNKNOWN = 0.10  # of a category


@dataclasses.dataclass
class Judged:
    """A loop with its label and its verdict."""

    case: LoopCase
    label: Label
    verdict: Verdict

    @property
    def name(self) -> str:
        return f"{self.case.category}.{self.case.name}"

    @property
    def word(self) -> str:
        """The verdict; `free` rests on the test at entry where only overlapping calls conflict."""
        guarded = self.verdict.word == "free" and self.label.conflict and self.label.by_overlap
        return "guarded" if guarded else self.verdict.word

    @property
    def wrongly_free(self) -> bool:
        """Called free although a run has a conflict, which the lanes of a simd loop can meet."""
        conflict = self.label.conflict and not self.label.beyond_the_lanes
        return self.word == "free" and bool(conflict)

    @property
    def wrongly_racy(self) -> bool:
        return self.verdict.word == "racy" and self.label.word != "racy"


def judge(case: LoopCase) -> Judged:
    return Judged(case, record(case), verdict_on(case))


def judge_all(names: list[str]) -> list[Judged]:
    return [judge(case) for name in names for case in load_category(name)]


def hard_failures(judged: list[Judged]) -> list[str]:
    """Wrong proofs: racy loops called free, witnesses that no run shows."""
    found = []
    for j in judged:
        if j.wrongly_free and j.label.word == "racy":
            found.append(f"racy called free: {_with_conflict(j)}")
        if j.verdict.witness and (fault := witness_fault(j.case, j.verdict.witness)):
            found.append(f"wrong witness: {j.name}: {fault}")
    return found


def _with_conflict(judged: Judged) -> str:
    conflict = judged.label.conflict
    return f"{judged.name}: {conflict.words() if conflict else ''}, {judged.label.setting}"


def soft_failures(judged: list[Judged]) -> list[str]:
    """`free` without its guard, `racy` too seldom right, too many unknown."""
    found = [
        f"free only for some parameters or data: {_with_conflict(j)}"
        for j in judged
        if j.wrongly_free and j.label.word == "depends"
    ]
    called = [j for j in judged if j.verdict.word == "racy"]
    wrong = [j.name for j in called if j.wrongly_racy]
    if called and 1 - len(wrong) / len(called) < LEAST_PRECISION:
        found.append(f"racy is wrong for {len(wrong)} of {len(called)}: {', '.join(wrong)}")
    for name in sorted({j.case.category for j in judged}):
        rows = [j for j in judged if j.case.category == name]
        unknown = sum(j.word == "unknown" for j in rows)
        if unknown > MOST_UNKNOWN * len(rows):
            found.append(f"{name}: {unknown} of {len(rows)} unknown")
    return found


def different_calls(judged: list[Judged]) -> list[str]:
    differences = ((j, call_difference(j.case)) for j in judged)
    return [f"differs from CPython: {j.name}: {what}" for j, what in differences if what]
