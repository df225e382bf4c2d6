"""The race corpus: labels against the compiler's verdicts. `tests/races/run.py [--category NAME]`.

Ends with 1 when the compiler calls a racy loop free, when a witness does not replay, with `--call`
when a compiled call differs from CPython, and with `--require` when a softer criterion fails.
"""

from __future__ import annotations

import argparse
import pathlib
import statistics
import sys
from collections import Counter

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from judge import (  # noqa: E402
    Judged,
    different_calls,
    hard_failures,
    judge_all,
    soft_failures,
)
from loop_case import categories  # noqa: E402

LABELS = ("racy", "free", "depends")
VERDICTS = ("free", "guarded", "racy", "unknown", "rejected")


# ---- what is printed ----------------------------------------------------------------------------


def print_table(judged: list[Judged]) -> None:
    print(f"{'category':16}{'loops':>6}" + "".join(f"{w:>9}" for w in (*LABELS, "|", *VERDICTS)))
    names = sorted({j.case.category for j in judged})
    for name in [*names, *(["all"] if len(names) > 1 else [])]:
        rows = [j for j in judged if name in (j.case.category, "all")]
        labels = Counter(j.label.word for j in rows)
        verdicts = Counter(j.word for j in rows)
        counts = [*(labels[w] for w in LABELS), "|", *(verdicts[w] for w in VERDICTS)]
        print(f"{name:16}{len(rows):6}" + "".join(f"{c:>9}" for c in counts))


def print_by_label(judged: list[Judged]) -> None:
    for label in LABELS:
        verdicts = Counter(j.word for j in judged if j.label.word == label)
        found = ", ".join(f"{verdicts[w]} {w}" for w in VERDICTS if verdicts[w])
        print(f"label {label}: {found or 'no loops'}")


def print_list(judged: list[Judged]) -> None:
    for j in judged:
        print(f"{j.name:48} {j.label.word:8} {j.word:8} {j.verdict.reason}")
        if j.label.conflict:
            runs = f"{j.label.conflicting} of {j.label.runs} runs"
            print(f"{'':8}{j.label.conflict.words()}, {j.label.setting}; {runs}")


def print_times(judged: list[Judged]) -> None:
    times = sorted(j.verdict.seconds * 1e3 for j in judged)
    if len(times) > 1:
        last = statistics.quantiles(times, n=20)[-1]
        print(f"time per loop: median {statistics.median(times):.1f} ms, 95 % within {last:.1f} ms")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--category", choices=categories(), help="only this one")
    parser.add_argument("--list", action="store_true", help="each loop: label, verdict, reason")
    parser.add_argument("--call", action="store_true", help="compare compiled calls with CPython")
    parser.add_argument("--require", action="store_true", help="the softer criteria must hold too")
    return parser.parse_args()


def main() -> int:
    options = arguments()
    judged = judge_all([options.category] if options.category else categories())
    if options.list:
        print_list(judged)
    print_table(judged)
    print_by_label(judged)
    called = sum(j.verdict.word == "racy" for j in judged)
    wrong = sum(j.wrongly_racy for j in judged)
    print(f"called racy: {called}, of which not always racy: {wrong}")
    witnesses = sum(j.verdict.witness is not None for j in judged)
    print(f"witnesses replayed: {witnesses}")
    print_times(judged)
    failures = hard_failures(judged) + (different_calls(judged) if options.call else [])
    for failure in failures:
        print(f"FAILED {failure}")
    softer = soft_failures(judged)
    for failure in softer:
        print(f"{'FAILED' if options.require else 'not reached:'} {failure}")
    return 1 if failures or (options.require and softer) else 0


if __name__ == "__main__":
    sys.exit(main())
