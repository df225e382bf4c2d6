"""Medians of ratios with intervals that assume no distribution, and geometric means."""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Interval:
    """A median and the order statistics around it that cover the true one with `coverage`."""

    median: float
    low: float
    high: float
    coverage: float
    count: int

    def __str__(self) -> str:
        return f"{self.median:.2f} [{self.low:.2f}, {self.high:.2f}]"


def coverage(count: int, rank: int) -> float:
    """Of the interval from the rank-th smallest of `count` values to the rank-th largest.

    It misses the median when fewer than `rank` values lie on one side of it (a sign test).
    """
    tail = sum(math.comb(count, k) for k in range(rank)) / 2**count
    return 1.0 - 2.0 * tail


def median_interval(values: Sequence[float], wanted: float = 0.95) -> Interval:
    """The narrowest one that covers at least `wanted`; from least to largest where none does."""
    ordered = sorted(values)
    count = len(ordered)
    rank = 1
    while 2 * (rank + 1) <= count and coverage(count, rank + 1) >= wanted:
        rank += 1
    return Interval(
        statistics.median(ordered),
        ordered[rank - 1],
        ordered[count - rank],
        coverage(count, rank),
        count,
    )


def geometric_mean(values: Sequence[float]) -> float:
    return math.exp(statistics.fmean(map(math.log, values)))
