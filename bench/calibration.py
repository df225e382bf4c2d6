"""Three fixed pieces of work whose times say how fast the machine was during a measurement."""

import time
import timeit

import numpy as np


def fastest(call, runs: int) -> float:
    """The shortest of `runs` calls, in seconds."""
    times = []
    for _ in range(runs):
        started = time.perf_counter()
        call()
        times.append(time.perf_counter() - started)
    return min(times)


def empty(a, b, c):
    """What a call costs that does nothing."""


def empty_call_ns(runs: int = 20, calls: int = 5000) -> float:
    """An empty Python function of three arguments."""
    timer = timeit.Timer("empty(1, 2, 3)", globals={"empty": empty})
    return min(timer.repeat(runs, calls)) / calls * 1e9


def count() -> int:
    total = 0
    for i in range(20_000):
        total += i & 7
    return total


def python_loop_ms(runs: int = 10) -> float:
    """20,000 iterations of integer work in the interpreter."""
    return fastest(count, runs) * 1e3


def multiply_add_gflops(runs: int = 10) -> float:
    """A 256 x 256 matrix product in float64 by NumPy's library, which is multiply-adds alone."""
    n = 256
    a = np.ones((n, n))
    result = np.empty((n, n))
    np.matmul(a, a, out=result)
    return 2 * n**3 / fastest(lambda: np.matmul(a, a, out=result), runs) / 1e9


def calibrate() -> dict[str, float]:
    """All three; about 30 ms."""
    return {
        "empty_call_ns": empty_call_ns(),
        "python_loop_ms": python_loop_ms(),
        "multiply_add_gflops": multiply_add_gflops(),
    }
