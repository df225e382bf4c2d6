"""The part `peers` of the bench: programs by pragmac, NumPy, Numba and C, round by round."""

import datetime
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.cpu.c_functions import FLAGS
from bench.cpu.chosen import NAMES, QUICK
from bench.cpu.competitors import CLANG, OURS, PEERS
from bench.cpu.plots import draw
from bench.cpu.processes import PEERS_PYTHON, Process, probe, worker
from bench.cpu.programs import load, sizes
from bench.cpu.rounds import Contest
from bench.cpu.summary import Entry, entry, verdicts
from bench.cpu.table import LEGEND, markdown_table, text_table
from bench.gpu.table import print_missing
from kernels.progress import tracked

QUICK_PEERS = ("numpy", "numba", "numba-parallel", "gcc")


@dataclass(frozen=True)
class Plan:
    """What is measured, and how long."""

    names: tuple[str, ...] = NAMES
    sizes: tuple[str, ...] = ()  # every one that is chosen when empty
    peers: tuple[str, ...] = PEERS
    threads: int = len(os.sched_getaffinity(0))
    rounds: int = 15
    seconds: float = 20.0  # for the rounds of one program at one size

    def work(self) -> list[tuple[str, str]]:
        """Programs with their sizes; one that a program does not have is left out."""
        return [
            (name, size)
            for name in self.names
            for size in self.sizes or sizes(name)
            if size in load(name).sizes
        ]


def quick(plan: dict[str, Any]) -> dict[str, Any]:
    """What of a plan is smaller for `--quick`; what was asked for by name stays."""
    small = {"names": QUICK, "sizes": ("S",), "peers": QUICK_PEERS, "rounds": 7, "seconds": 2.0}
    return {**small, **plan}


def version(command: list[str]) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True).stdout.splitlines()[0]
    except (OSError, IndexError):
        return "not here"


def circumstances(plan: Plan) -> dict[str, Any]:
    """What the figures must be told with."""
    show = "import numba, numpy; print(f'Numba {numba.__version__}, NumPy {numpy.__version__}')"
    return {
        "date": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "threads": plan.threads,
        "math": "strict: C with -ffp-contract=off, Numba with fastmath=False, error_model='numpy'",
        "peers": version([str(PEERS_PYTHON), "-c", show]),
        "gcc": version(["gcc", "--version"]),
        "clang": version([CLANG, "--version"]),
        "flags": " ".join(FLAGS),
        "rounds": f"at most {plan.rounds}, {plan.seconds:g} s for a program at a size",
    }


def measure(plan: Plan, found: dict[str, Any], save: Callable[[], None]) -> list[Entry]:
    """The contests that `found` has not; a worker that died is started again for the next one."""
    processes: dict[str, Process] = {who: worker(who, plan.threads) for who in (OURS, *plan.peers)}
    machine = probe(plan.threads)
    entries = []
    # The results of NumPy are what the others are compared with, whether it is a peer or not.
    asks = {who: process.ask for who, process in processes.items()}
    if "numpy" not in processes:
        processes["numpy"] = worker("numpy", plan.threads)
        asks = {"numpy": processes["numpy"].ask, **asks}
    try:
        for name, size in tracked(plan.work(), "peers"):
            title = f"{name} {size}"
            if title not in found:
                print(f"{title} ...", file=sys.stderr, flush=True)
                contest = Contest(load(name), size, asks, machine.ask)
                busy = os.getloadavg()[0]
                found[title] = contest.run(plan.rounds, plan.seconds) | {"load": busy}
                save()
            entries.append(entry(name, size, found[title]))
    finally:
        for process in (*processes.values(), machine):
            process.close()
    return entries


def bench_peers(
    plan: Plan,
    folder: Path | None = None,
    report: dict[str, Any] | None = None,
    save: Callable[[], None] = lambda: None,
) -> dict[str, Any]:
    """Prints the table; with a folder also writes report.md and two pictures there.

    A report that an interrupted run has saved is gone on with; `save` is called when more is known.
    """
    report = {} if report is None else report
    report["circumstances"] = circumstances(plan)
    report.setdefault("programs", {})
    print("\nPeers: interleaved pairs of samples, losers first")
    for name, value in report["circumstances"].items():
        print(f"{name:8} {value}")
    entries = measure(plan, report["programs"], save)
    loads = [result["load"] for result in report["programs"].values()]
    report["circumstances"]["load"] = (
        f"{min(loads):.1f} to {max(loads):.1f}, one minute's, in front of each program"
        if loads else "nothing was measured"
    )  # fmt: skip
    report["verdicts"] = verdicts(entries)
    print("\n".join(["", *text_table(entries), "", LEGEND, "", *report["verdicts"]]))
    print_missing({title: result["who"] for title, result in report["programs"].items()})
    if failed := [e.title for e in entries if e.seconds is None]:
        report["error"] = f"no result of ours: {', '.join(failed)}"
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "report.md").write_text("\n".join(markdown(report, entries)) + "\n")
        for file in draw(entries, folder):
            print(f"wrote {file.name}")
    return report


def markdown(report: dict[str, Any], entries: list[Entry]) -> list[str]:
    facts = [f"- {name}: {value}" for name, value in report["circumstances"].items()]
    asked = [f"- {line.strip()}" for line in report["verdicts"]]
    return ["# CPU bench with peers", "", *facts, "", *asked, "", LEGEND, "",
            *markdown_table(entries)]  # fmt: skip
