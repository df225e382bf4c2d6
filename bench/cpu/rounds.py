"""One program at one size by all competitors: checked results, and rounds of pairs of samples.

A pair is one sample of ours and one of a peer's right after it (or before it, in every second
round), so that both meet the machine at the same speed. A sample is the median of a few calls.
"""

import math
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from bench.cpu.competitors import OURS
from kernels.kernel import Kernel, largest_difference

LOADING = 600.0  # seconds for inputs, compilation and the first call
SAMPLE = 5e-3  # seconds that the calls of a sample should take together
MOST_CALLS = 5
SHORT = 50e-3  # a call below this is preceded by one that is not timed
ALONE = 0.1  # a call above this is long enough for one sample of ours to serve a whole round
NUMPY_LIMIT = 1.0  # seconds; a reference that loops in Python is not timed
LEAST_ROUNDS = 6  # the fewest whose least and largest ratio cover the median with 95 %
STEADY = 0.05  # by which the probes before and after a round may differ
LEAST_TOLERANCE = 1e-12  # of a peer, which may sum in another order

Ask = Callable[[dict[str, Any], float], dict[str, Any]]


@dataclass
class Competitor:
    """One process, what it said about this program, its samples."""

    who: str
    ask: Ask
    row: dict[str, Any]
    seconds: float = 0.0  # of a call, as first seen
    verified: set[str] = field(default_factory=set)  # digests of results that were compared

    @property
    def runs(self) -> bool:
        return bool(self.row.get("equal"))

    def sample(self, check: Callable[["Competitor", str], None]) -> float | None:
        """Seconds of a call; None when the process fails or its results are wrong."""
        calls = max(1, min(MOST_CALLS, math.ceil(SAMPLE / max(self.seconds, 1e-9))))
        limit = 60.0 + 20.0 * calls * self.seconds
        answer = self.ask({"run": calls, "warm": self.seconds < SHORT}, limit)
        if "times" not in answer:
            self.row.update(equal=False, error=answer.get("error", "no times"))
            return None
        if answer["digest"] not in self.verified:
            check(self, answer["digest"])
            if not self.runs:
                return None
        return statistics.median(answer["times"])


class Contest:
    """All competitors on one program at one size."""

    def __init__(self, program: Kernel, size: str, asks: dict[str, Ask], probe: Ask) -> None:
        self.program, self.size, self.probe = program, size, probe
        self.competitors = {who: Competitor(who, ask, {}) for who, ask in asks.items()}
        self.folder = tempfile.TemporaryDirectory()
        self.expected: tuple = ()
        self.inputs = ""

    def run(self, rounds: int, seconds: float) -> dict[str, Any]:
        """At most `rounds` rounds, fewer when `seconds` are used; at least LEAST_ROUNDS."""
        self.load_all()
        probes: list[dict] = []
        unsteady = 0
        peers = [c for who, c in self.competitors.items() if who != OURS and self.is_timed(c)]
        until = time.perf_counter() + seconds
        if self.competitors[OURS].runs:
            before = self.probe({"all": True}, 60.0)
            for number in range(rounds):
                if number >= LEAST_ROUNDS and time.perf_counter() > until:
                    break
                steps = peers if number % 2 == 0 else peers[::-1]
                pairs = self.round(steps, ours_first=number % 2 == 0)
                after = self.probe({"all": True}, 60.0)
                steady = probes_agree(before, after)
                unsteady += not steady
                for who, pair in pairs:
                    self.competitors[who].row.setdefault("pairs", []).append([*pair, steady])
                probes.append(after)
                before = after
        rows = {who: c.row for who, c in self.competitors.items()}
        return {"who": rows, "probes": probes, "unsteady_rounds": unsteady}

    def is_timed(self, competitor: Competitor) -> bool:
        if competitor.who == "numpy" and competitor.seconds > NUMPY_LIMIT:
            competitor.row["untimed"] = f"a call takes {competitor.seconds:.1f} s"
            return False
        return competitor.runs

    def load_all(self) -> None:
        """NumPy first: its results are what the others are compared with."""
        for who in sorted(self.competitors, key=lambda who: who != "numpy"):
            competitor = self.competitors[who]
            answer = competitor.ask({"load": self.program.name, "size": self.size}, LOADING)
            if "first" not in answer:
                competitor.row.update(answer)
                continue
            competitor.row.update(first_call=answer["first"], making=answer["made"])
            self.inputs = self.inputs or answer["inputs"]
            if answer["inputs"] != self.inputs:
                competitor.row["error"] = "other inputs than the others have"
                continue
            if who == "numpy" and answer["first"] > NUMPY_LIMIT:
                competitor.seconds = answer["first"]
                self.check(competitor, "")
                continue
            once = competitor.ask({"run": 1, "warm": False}, LOADING)
            if "times" not in once:
                competitor.row["error"] = once.get("error", "no times")
                continue
            competitor.seconds = once["times"][0]
            self.check(competitor, once["digest"])

    def check(self, competitor: Competitor, digest: str) -> None:
        """Compares results that were not seen before with NumPy's."""
        file = Path(self.folder.name) / "results.npz"
        answer = competitor.ask({"save": str(file)}, 120.0)
        if "saved" not in answer:
            competitor.row.update(equal=False, error=answer.get("error", "no results"))
            return
        with np.load(file) as arrays:
            found = tuple(arrays[name] for name in arrays.files)
        if competitor.who == "numpy" and not self.expected:
            self.expected = found
        difference = largest_difference(found, self.expected)
        allowed = max(self.program.tolerance, LEAST_TOLERANCE)
        row = competitor.row
        row["difference"] = max(row.get("difference", 0.0), float(difference))
        row["equal"] = difference <= allowed
        if row["equal"]:
            competitor.verified.add(digest)

    def round(
        self, peers: list[Competitor], ours_first: bool
    ) -> list[tuple[str, tuple[float, float]]]:
        """(peer, (our seconds, its seconds)) of everyone who gave both."""
        ours = self.competitors[OURS]
        shared = ours.sample(self.check) if ours.seconds > ALONE else None
        found = []
        for peer in peers:
            if not (peer.runs and ours.runs):
                continue
            if shared is not None:
                mine, its = shared, peer.sample(self.check)
            elif ours_first:
                mine, its = ours.sample(self.check), peer.sample(self.check)
            else:
                its, mine = peer.sample(self.check), ours.sample(self.check)
            if mine is not None and its is not None:
                found.append((peer.who, (mine, its)))
        return found


def probes_agree(before: dict, after: dict) -> bool:
    """Whether the machine had one speed in between; where a probe failed, nobody knows."""
    if "fma" not in before or "fma" not in after:
        return True
    return abs(after["fma"] / before["fma"] - 1.0) <= STEADY
