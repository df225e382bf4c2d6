"""From samples to ratios: per program and size, the better of each family of peers."""

import statistics
from dataclasses import dataclass
from typing import Any

from bench.cpu.chosen import ASKED, ASKED_OF_ONE, ASKED_SHARES, LEAST_SECONDS
from bench.cpu.competitors import NUMBA, OURS, C
from bench.cpu.intervals import Interval, geometric_mean, median_interval
from bench.cpu.programs import load
from bench.cpu.rounds import LEAST_ROUNDS
from bench.cpu.work_counts import COUNTS

FAMILIES = {"Numba": NUMBA, "C": C, "NumPy": ("numpy",)}


@dataclass(frozen=True)
class Against:
    """One peer: its median time, and its time over ours."""

    who: str
    seconds: float
    ratio: Interval


@dataclass(frozen=True)
class Entry:
    """One program at one size."""

    name: str
    size: str
    seconds: float | None  # median of ours; None where ours failed or is wrong
    why: str  # it has none
    best: dict[str, Against]  # family: its fastest member with right results
    rates: dict[str, float]  # ours: "flops" and "bytes" per second
    probes: dict[str, list[float]]  # of its rounds: per second too
    unsteady: int  # rounds during which the machine's speed changed

    @property
    def title(self) -> str:
        return f"{self.name} {self.size}"

    @property
    def counts(self) -> bool:
        return self.seconds is None or self.seconds >= LEAST_SECONDS

    @property
    def standing(self) -> float:
        """The ratio to the strongest peer; the lowest are the losers."""
        if self.seconds is None:
            return 0.0
        asked = [self.best[family] for family in ASKED if family in self.best]
        return min((peer.ratio.median for peer in asked), default=float("inf"))

    def share(self, of: str) -> float | None:
        """Of the median probe beside it: operations of "fma" or "add_mul", bytes of "copy"."""
        rate = self.rates.get("bytes" if of == "copy" else "flops")
        if rate is None or not self.probes.get(of):
            return None
        return rate / statistics.median(self.probes[of])


def used_pairs(pairs: list[list]) -> list[tuple[float, float]]:
    """Those of steady rounds where there are enough of these, else all."""
    steady = [(ours, its) for ours, its, calm in pairs if calm]
    return steady if len(steady) >= LEAST_ROUNDS else [(ours, its) for ours, its, _ in pairs]


def against(who: str, row: dict[str, Any]) -> Against | None:
    if not row.get("equal") or not row.get("pairs"):
        return None
    pairs = used_pairs(row["pairs"])
    ratio = median_interval([its / ours for ours, its in pairs])
    return Against(who, statistics.median(its for _, its in pairs), ratio)


def why_not(ours: dict[str, Any]) -> str:
    if ours.get("equal") is False and "difference" in ours:
        return f"WRONG: differs from NumPy by {ours['difference']:.1e}"
    return ours.get("error") or ours.get("missing") or "no peer to compare with"


def entry(name: str, size: str, found: dict[str, Any]) -> Entry:
    """What one contest came to."""
    rows = found["who"]
    ours = [mine for row in rows.values() for mine, _ in used_pairs(row.get("pairs", []))]
    right = rows[OURS].get("equal") and ours
    seconds = statistics.median(ours) if right else None
    best = {}
    for family, members in FAMILIES.items():
        peers = [peer for who in members if (peer := against(who, rows.get(who, {})))]
        if peers and right:
            best[family] = min(peers, key=lambda peer: peer.ratio.median)
    rates = {}
    if seconds and name in COUNTS:
        operations, moved = COUNTS[name](load(name).sizes[size])
        rates = {"flops": operations / seconds, "bytes": moved / seconds}
    probes: dict[str, list[float]] = {}
    for probe in found["probes"]:
        for kind, value in probe.items():
            if isinstance(value, float):
                probes.setdefault(kind, []).append(value * 1e9)
    why = "" if right else why_not(rows[OURS])
    return Entry(name, size, seconds, why, best, rates, probes, found["unsteady_rounds"])


def losers_first(entries: list[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda e: e.standing)


def verdicts(entries: list[Entry]) -> list[str]:
    """Every thing that is asked, whether it is met, and what stands in the way."""
    lines = []
    counted = [e for e in entries if e.counts]
    failed = [e.title for e in counted if e.seconds is None]
    if failed:
        lines.append(f"no result of ours: {', '.join(failed)}")
    for family, (mean, bound) in ASKED.items():
        ratios = {e.title: e.best[family].ratio for e in counted if family in e.best}
        if not ratios:
            continue
        found = geometric_mean([ratio.median for ratio in ratios.values()])
        lines.append(
            f"over the better {family}: geometric mean {found:.2f} of {len(ratios)}; "
            f"asked {mean:g}: {met(found >= mean)}"
        )
        below = [title for title, ratio in ratios.items() if ratio.high < bound]
        lines.append(
            f"  interval entirely below {bound:g}: {len(below)}; asked none: {met(not below)}"
            + (f" ({', '.join(sorted(below))})" if below else "")
        )
    for e in counted:
        if e.name in ASKED_OF_ONE and "Numba" in e.best:
            ratio, asked = e.best["Numba"].ratio, ASKED_OF_ONE[e.name]
            done = met(ratio.median >= asked)
            lines.append(f"{e.title} over Numba: {ratio}; asked {asked:g}: {done}")
    for e in counted:
        if (e.name, e.size) in ASKED_SHARES:
            probe, asked = ASKED_SHARES[e.name, e.size]
            if (share := e.share(probe)) is not None:
                lines.append(
                    f"{e.title}: {share:.0%} of {probe}; asked {asked:.0%}: {met(share >= asked)}"
                )
    return lines


def met(yes: bool) -> str:
    return "met" if yes else "MISSED"
