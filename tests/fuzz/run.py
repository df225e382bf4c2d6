"""Random programs against CPython with NumPy: `./dev fuzz --programs N --seed S`.

Prints the seed, every failing program with the line that reruns it, why programs were rejected, and
how much of the table in coverage.py was compared. Ends with 1 when a program failed.
"""

import argparse
import concurrent.futures
import dataclasses
import os
import pathlib
import queue
import random
import re
import sys
import tempfile
import time
from collections import Counter

import coverage
from generate import Generated, generate
from shrink import shrink
from workers import Answer, Worker

ROOT = pathlib.Path(__file__).resolve().parents[2]
MOST_FAILURES = 25


@dataclasses.dataclass
class Totals:
    """What a campaign has found so far."""

    statuses: Counter = dataclasses.field(default_factory=Counter)
    codes: Counter = dataclasses.field(default_factory=Counter)
    examples: dict[str, str] = dataclasses.field(default_factory=dict)  # per code, one program
    not_on_device: Counter = dataclasses.field(default_factory=Counter)  # P614's reasons
    hits: Counter = dataclasses.field(default_factory=Counter)
    deviations: int = 0
    errors: int = 0
    counts: Counter = dataclasses.field(default_factory=Counter)  # of loops

    def add(self, number: int, program: Generated, answer: Answer) -> None:
        self.statuses[answer.status] += 1
        if answer.status == "rejected":
            code = answer.detail.split(" | ")[0]
            self.codes[code] += 1
            self.examples.setdefault(code, f"program {number}: {answer.detail.split(' | ')[-1]}")
            if "P614" in code:
                self.not_on_device[without_names(answer.detail.split(" | ")[-1])] += 1
        if answer.status == "equal":
            lines = set(answer.lines)
            self.hits.update({cell for line, cell in program.places if line in lines})
            self.deviations += answer.deviations
            self.errors += answer.errors
        self.counts.update(answer.counts)


def without_names(message: str) -> str:
    """A message in which the program's own names are gone, so that equal reasons count as one."""
    return re.sub(r"`[a-z]+\d+\w*`", "`…`", message)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--programs", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=None, help="default: drawn, and printed")
    parser.add_argument("--first", type=int, default=0, help="number of the first program")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--keep", type=pathlib.Path, default=ROOT / "build/fuzz", metavar="DIR")
    parser.add_argument("--shrink", type=float, default=20, metavar="SECONDS", help="per failure")
    parser.add_argument("--file", type=pathlib.Path, nargs="*", help="only compare these programs")
    parser.add_argument("--print", type=int, metavar="NUMBER", help="print one program and end")
    parser.add_argument("--require", type=float, default=0, metavar="PERCENT",
                        help="fail below this coverage")  # fmt: skip
    parser.add_argument("--races", action="store_true",
                        help="interpret parallel loops in many orders, for races")  # fmt: skip
    parser.add_argument("--device", default="", metavar="NAME",
                        help="run parallel loops as kernels there: emulated, resident, opencl, "
                        "opencl-device (the other flavour of SPIR-V)")  # fmt: skip
    parser.add_argument("--width", type=int, default=0, metavar="N",
                        help="lanes of all loops on the CPU that can have any")  # fmt: skip
    parser.add_argument("--copies", default="", choices=("all", "original", "mixed"),
                        help="of loops that exist twice; original, mixed: none or half of the "
                        "tests in front of faster copies succeed")  # fmt: skip
    parser.add_argument("--annotate", action="store_true",
                        help="with the directives that `pragmac annotate --guarded` finds, in the "
                        "place of the program's own")  # fmt: skip
    return parser.parse_args()


def new_worker(options: argparse.Namespace, **limits: float) -> Worker:
    forced = {"width": options.width} if options.width else {}
    if options.copies:
        forced["copies"] = options.copies
    return Worker(races=options.races, device=options.device, options=forced, **limits)


def compare_files(paths: list[pathlib.Path], options: argparse.Namespace) -> int:
    worker, failed = new_worker(options), 0
    for path in paths:
        answer = worker.compare(path.resolve())
        print(f"{path}: {answer.status} {answer.detail}")
        failed += answer.failed
    worker.close()
    return 1 if failed else 0


def report_failure(path: pathlib.Path, answer: Answer, options: argparse.Namespace) -> None:
    worker = new_worker(options, seconds=10)
    small = shrink(path, answer, worker, options.shrink) if options.shrink else path.read_text()
    worker.close()
    options.keep.mkdir(parents=True, exist_ok=True)
    kept = options.keep / f"seed{options.seed}_{path.name}"
    kept.write_text(small)
    (options.keep / f"seed{options.seed}_{path.stem}_full.py").write_text(path.read_text())
    how = "--races " * options.races + (f"--device {options.device} " if options.device else "")
    how += f"--width {options.width} " if options.width else ""
    how += f"--copies {options.copies} " if options.copies else ""
    print(f"FAILED {path.stem}: {answer.status}: {answer.detail}\n"
          f"  rerun: ./dev fuzz {how}--file {kept}", flush=True)  # fmt: skip


# Where a directive that the program did not have lets sums be made in another order.
ALL_APPROXIMATE = """
EXPECT = {
    **EXPECT,
    "approximate_arguments": range(len(CASES[0]())),
    "approximate_results": range(100),
}
"""


def annotated(program: Generated, folder: str) -> Generated:
    """Without its directives, and with those that pragmac proposes."""
    from pragmac.annotating import annotate

    path = pathlib.Path(folder, "annotated.py")
    lines = program.text.splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not re.match(r"\s*#\s*pragma\b", line)))
    made = annotate(str(path), guarded=True)
    made.write()
    reordered = any("another order" in proposal.reason for proposal in made.proposals)
    return Generated(path.read_text() + (ALL_APPROXIMATE if reordered else ""), [])


def campaign(options: argparse.Namespace) -> Totals:
    totals, failures = Totals(), 0
    started = time.monotonic()
    idle: queue.SimpleQueue = queue.SimpleQueue()
    workers = [new_worker(options) for _ in range(options.jobs)]
    for worker in workers:
        idle.put(worker)

    def compare(path: pathlib.Path) -> Answer:
        worker = idle.get()
        try:
            return worker.compare(path)
        finally:
            idle.put(worker)

    with (
        tempfile.TemporaryDirectory(prefix="pragmac-fuzz-") as folder,
        concurrent.futures.ThreadPoolExecutor(options.jobs) as pool,
    ):
        waiting: dict[concurrent.futures.Future, tuple] = {}
        numbers = iter(range(options.first, options.first + options.programs))
        open_numbers = True
        while waiting or open_numbers:
            while open_numbers and len(waiting) < 4 * options.jobs:
                number = next(numbers, None)
                if number is None or failures >= MOST_FAILURES:
                    open_numbers = False
                    break
                program = generate(options.seed, number)
                if options.annotate:
                    program = annotated(program, folder)
                path = pathlib.Path(folder, f"program_{number}.py")
                path.write_text(program.text)
                waiting[pool.submit(compare, path)] = (number, program, path)
            finished, _ = concurrent.futures.wait(
                waiting, return_when=concurrent.futures.FIRST_COMPLETED
            )
            for future in finished:
                number, program, path = waiting.pop(future)
                answer = future.result()
                totals.add(number, program, answer)
                if answer.failed:
                    failures += 1
                    report_failure(path, answer, options)
                path.unlink(missing_ok=True)
                done = sum(totals.statuses.values())
                if done % 1000 == 0:
                    print(f"{done} programs, {failures} failed, "
                          f"{time.monotonic() - started:.0f} s", flush=True)  # fmt: skip
        for worker in workers:
            worker.close()
    return totals


def summary(totals: Totals, options: argparse.Namespace) -> None:
    done = sum(totals.statuses.values())
    shares = ", ".join(f"{n} {s}" for s, n in totals.statuses.most_common())
    print(f"seed {options.seed}: {done} programs: {shares}")
    print(f"calls that raised alike: {totals.errors}; equal under D1-D9 only: {totals.deviations}")
    rejected = totals.statuses["rejected"]
    print(f"rejected: {100 * rejected / max(done, 1):.1f} %")
    for code, count in totals.codes.most_common():
        print(f"  {code} {count} (first: {totals.examples[code]})")
    for reason, count in totals.not_on_device.most_common():
        print(f"    P614 {count}: {reason}")
    print(coverage.feature_report(totals.hits))
    if options.races or options.device:
        counts = ", ".join(f"{count} {what}" for what, count in sorted(totals.counts.items()))
        print(f"loops with directives, in the first call of each program: {counts}")
    else:
        print(coverage.report(totals.hits))


def main() -> int:
    options = arguments()
    if options.file is not None:
        return compare_files(options.file, options)
    if options.seed is None:
        options.seed = random.SystemRandom().randrange(2**31)
    if options.print is not None:
        print(generate(options.seed, options.print).text)
        return 0
    print(f"seed {options.seed}", flush=True)
    coverage.check_against_compiler()
    totals = campaign(options)
    summary(totals, options)
    failed = sum(totals.statuses[s] for s in ("mismatch", "crash", "timeout"))
    every = coverage.cells()
    share = 100 * sum(totals.hits[c] >= 5 for c in every) / len(every)
    if share < options.require:
        print(f"coverage is below {options.require} %")
    return 1 if failed or share < options.require else 0


if __name__ == "__main__":
    sys.exit(main())
