"""Small programs that `pragmac doctor` compiles and runs: one that shows that anything works, and
those that say how much this machine computes and moves."""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from .function import jit


@jit
def add_one(values: Any) -> None:
    # pragma parallel for
    for i in range(values.shape[0]):
        values[i] = values[i] + 1.0


# ---- what the machine allows ---------------------------------------------------------------------


def _copy(a: Any, b: Any, turns: int) -> None:
    # pragma parallel for
    for thread in range(a.shape[0]):
        for _turn in range(turns):  # there and back, or all turns but the last could go
            for i in range(a.shape[1]):
                b[thread, i] = a[thread, i]
            for i in range(a.shape[1]):
                a[thread, i] = b[thread, i] + 1.0


def _chains(x: Any, steps: int) -> None:
    # pragma parallel for
    for thread in range(x.shape[0]):
        for i in range(x.shape[2]):
            a, b, c = x[thread, 0, i], x[thread, 1, i], x[thread, 2, i]
            d, e, f = x[thread, 3, i], x[thread, 4, i], x[thread, 5, i]
            g, h, p = x[thread, 6, i], x[thread, 7, i], x[thread, 8, i]
            q, r, s = x[thread, 9, i], x[thread, 10, i], x[thread, 11, i]
            for _step in range(steps):
                a = a * 0.999 + 0.001
                b = b * 0.999 + 0.001
                c = c * 0.999 + 0.001
                d = d * 0.999 + 0.001
                e = e * 0.999 + 0.001
                f = f * 0.999 + 0.001
                g = g * 0.999 + 0.001
                h = h * 0.999 + 0.001
                p = p * 0.999 + 0.001
                q = q * 0.999 + 0.001
                r = r * 0.999 + 0.001
                s = s * 0.999 + 0.001
            x[thread, 0, i] = a + b + c + d + e + f + g + h + p + q + r + s


_LANES, _STEPS = 16, 40_000  # about 2 ms
_MOVED = 200_000_000  # bytes per thread of a measurement: 10 ms and more
# Bytes per thread of the two arrays of a copy: in the first and the second level of the caches, in
# the last one, partly beyond it and beyond.
FOOTPRINTS = (24 << 10, 384 << 10, 3 << 20, 16 << 20, 64 << 20)


def _fastest(call: Any, runs: int) -> float:
    times = []
    for _ in range(runs):
        started = time.perf_counter()
        call()
        times.append(time.perf_counter() - started)
    return min(times[1:])  # the first compiles


def copy_rate(threads: int, footprint: int) -> float:
    """Bytes read and written per second by all threads, each with arrays of its own."""
    numbers = footprint // 16
    turns = max(_MOVED // (2 * footprint), 1)
    a, b = np.ones((threads, numbers)), np.ones((threads, numbers))
    seconds = _fastest(lambda: _compiled_copy(a, b, turns), 6)
    return threads * turns * numbers * 32 / seconds


def operation_rate(threads: int, math: str) -> float:
    """Floating-point operations on float64 per second by all threads."""
    x = np.ones((threads, 12, _LANES))
    compiled = _compiled_chains[math]
    seconds = _fastest(lambda: compiled(x, _STEPS), 11)
    return threads * _LANES * _STEPS * 24 / seconds


_compiled_copy = jit(_copy)
_compiled_chains = {"strict": jit(_chains), "contract": jit(math="contract")(_chains)}
