"""Loops in a row with and without the barrier between them, call after call in turn.

The functions with the barrier are the same loops with a statement in between that never runs: it
keeps every barrier, and `explain` says so.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pragmac

SIZES = (1_000, 30_000, 1_000_000)
SECONDS = 1.0  # for one pair of functions at one size


@pragmac.jit
def two_apart(x, y, z, n):
    # pragma parallel for
    for i in range(n):
        y[i] = 2.0 * x[i]
    # pragma parallel for
    for i in range(n):
        z[i] = x[i] + 1.0


@pragmac.jit
def two_apart_barrier(x, y, z, n):
    # pragma parallel for
    for i in range(n):
        y[i] = 2.0 * x[i]
    if n < 0:
        y[0] = 0.0
    # pragma parallel for
    for i in range(n):
        z[i] = x[i] + 1.0


@pragmac.jit
def three_chained(x, y, z, n):
    # pragma parallel for
    for i in range(n):
        y[i] = 2.0 * x[i]
    # pragma parallel for
    for i in range(n):
        z[i] = y[i] + x[i]
    # pragma parallel for
    for i in range(n):
        y[i] = z[i] * y[i]


@pragmac.jit
def three_chained_barrier(x, y, z, n):
    # pragma parallel for
    for i in range(n):
        y[i] = 2.0 * x[i]
    if n < 0:
        y[0] = 0.0
    # pragma parallel for
    for i in range(n):
        z[i] = y[i] + x[i]
    if n < 0:
        y[0] = 0.0
    # pragma parallel for
    for i in range(n):
        y[i] = z[i] * y[i]


@pragmac.jit
def four_triangular(x, y, z, n):
    # pragma parallel for schedule(dynamic, 16)
    for i in range(n):
        for _ in range(i % 64):
            y[i] = y[i] * 0.5 + x[i]
    # pragma parallel for schedule(dynamic, 16)
    for i in range(n):
        for _ in range(63 - i % 64):
            y[i] = y[i] * 0.5 + x[i]
    # pragma parallel for schedule(dynamic, 16)
    for i in range(n):
        for _ in range(i % 64):
            z[i] = z[i] * 0.5 + y[i]
    # pragma parallel for schedule(dynamic, 16)
    for i in range(n):
        for _ in range(63 - i % 64):
            z[i] = z[i] * 0.5 + y[i]


@pragmac.jit
def four_triangular_barrier(x, y, z, n):
    # pragma parallel for schedule(dynamic, 16)
    for i in range(n):
        for _ in range(i % 64):
            y[i] = y[i] * 0.5 + x[i]
    if n < 0:
        y[0] = 0.0
    # pragma parallel for schedule(dynamic, 16)
    for i in range(n):
        for _ in range(63 - i % 64):
            y[i] = y[i] * 0.5 + x[i]
    if n < 0:
        y[0] = 0.0
    # pragma parallel for schedule(dynamic, 16)
    for i in range(n):
        for _ in range(i % 64):
            z[i] = z[i] * 0.5 + y[i]
    if n < 0:
        y[0] = 0.0
    # pragma parallel for schedule(dynamic, 16)
    for i in range(n):
        for _ in range(63 - i % 64):
            z[i] = z[i] * 0.5 + y[i]


PAIRS = {
    "2 loops, apart": (two_apart, two_apart_barrier),
    "3 loops, by chunk": (three_chained, three_chained_barrier),
    "4 uneven, by chunk": (four_triangular, four_triangular_barrier),
}


@dataclass
class Row:
    """Times in seconds of one pair of functions at one size, in the order they were taken."""

    name: str
    size: int
    without: list[float]
    with_barrier: list[float]


def barriers(f: Callable[..., None], *arguments: object) -> list[str]:
    return [loop["barrier"] for loop in f.explain(*arguments).to_dict()["loops"][1:]]


def in_turn(name: str, size: int) -> Row:
    f, g = PAIRS[name]
    x, y, z = np.random.default_rng(3).random((3, size))
    assert all(text.startswith("no barrier") for text in barriers(f, x, y, z, size))
    assert all(text.startswith("barrier kept") for text in barriers(g, x, y, z, size))
    row = Row(name, size, [], [])
    f(x, y, z, size)
    g(x, y, z, size)
    until = time.perf_counter() + SECONDS
    while time.perf_counter() < until or len(row.without) < 15:
        for function, times in ((f, row.without), (g, row.with_barrier)):
            started = time.perf_counter()
            function(x, y, z, size)
            times.append(time.perf_counter() - started)
    return row


def rows() -> list[Row]:
    return [in_turn(name, size) for name in PAIRS for size in SIZES]
