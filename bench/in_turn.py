"""Two compiled forms of one program, called in turn in one process on equal inputs."""

import time

import pragmac

from bench.cpu.intervals import Interval, median_interval
from kernels.kernel import Kernel

ROUNDS = 15
SHORTEST = 20e-3  # seconds of calls in a sample


def seconds_of(program: Kernel, function: pragmac.jit, arguments: tuple, calls: int) -> float:
    """Of one call; inputs that a call writes are made anew, and that is not timed."""
    total = 0.0
    for _ in range(calls):
        fresh = tuple(
            a.copy() if position in program.outputs else a for position, a in enumerate(arguments)
        )
        started = time.perf_counter()
        function(*fresh)
        total += time.perf_counter() - started
    return total / calls


def times_as_fast(
    program: Kernel, other: pragmac.jit, than: pragmac.jit, size: str, rounds: int = ROUNDS
) -> Interval:
    """How many times as fast as `than` the form `other` of the program is; a ratio per round."""
    arguments = program.arguments(size)
    for function in (than, other):
        seconds_of(program, function, arguments, 1)  # compiles
    calls = max(1, round(SHORTEST / max(seconds_of(program, than, arguments, 1), 1e-6)))
    ratios = []
    for number in range(rounds):
        order = (than, other) if number % 2 == 0 else (other, than)
        times = {f: seconds_of(program, f, arguments, calls) for f in order}
        ratios.append(times[than] / times[other])
    return median_interval(ratios)
