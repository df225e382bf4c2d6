"""`./dev lanes`: every loop of the bench's programs that stayed scalar, why, and what lanes cost.

A loop is one that is innermost in the generated code; the same place is listed once, with the best
that became of its copies. Where LLVM's vectoriser could have given a loop lanes but found them not
worth it, the program is compiled once more with all loops forced to 2, 4 and 8 lanes, and both are
called in turn. Ends with 1 where a forced program is the faster one, its whole interval.
"""

import argparse
import linecache
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import pragmac  # noqa: E402

import kernels  # noqa: E402
from bench.cpu.chosen import LOOPS  # noqa: E402
from bench.cpu.intervals import Interval, median_interval  # noqa: E402
from bench.cpu.programs import load  # noqa: E402
from kernels.kernel import Kernel  # noqa: E402

WIDTHS = (2, 4, 8)
ROUNDS = 15
SHORTEST = 20e-3  # seconds of calls in a sample
FASTER = 1.03  # what a forced program must reach in its whole interval: codes lie elsewhere too

Loops = dict[str, str]  # "line:column" of the file: what became of the loop


def loops_of(function: pragmac.jit, arguments: tuple) -> Loops:
    lines = function.inspect("vectors", *arguments).splitlines()
    return dict(line.split(": ", 1) for line in lines)


def stayed_scalar(what: str) -> bool:
    return what.startswith("scalar")


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


def gain(program: Kernel, chosen: pragmac.jit, forced: pragmac.jit, size: str) -> Interval:
    """How many times as fast the forced program is."""
    arguments = program.arguments(size)
    for function in (chosen, forced):
        seconds_of(program, function, arguments, 1)  # compiles
    calls = max(1, round(SHORTEST / max(seconds_of(program, chosen, arguments, 1), 1e-6)))
    ratios = []
    for number in range(ROUNDS):
        order = (chosen, forced) if number % 2 == 0 else (forced, chosen)
        times = {f: seconds_of(program, f, arguments, calls) for f in order}
        ratios.append(times[chosen] / times[forced])
    return median_interval(ratios)


def report(name: str, size: str) -> tuple[int, int, int]:
    """Prints a program's scalar loops; how many loops, scalar ones, and widths that win it has."""
    program = load(name)
    arguments = program.arguments("XS")
    chosen = pragmac.jit(program.plain)
    loops = loops_of(chosen, arguments)
    scalar = {place: what for place, what in loops.items() if stayed_scalar(what)}
    if not scalar:
        return len(loops), 0, 0
    print(f"\n{name}", flush=True)
    file = program.plain.__code__.co_filename
    for place, what in scalar.items():
        line = linecache.getline(file, int(place.split(":")[0])).strip()
        print(f"  line {place:8} {line}\n                {what.removeprefix('scalar: ')}")
    winning = 0
    for width in WIDTHS:
        forced = pragmac.jit(options={"width": width})(program.plain)
        with_lanes = loops_of(forced, arguments)
        won = [p for p in scalar if not stayed_scalar(with_lanes.get(p, "scalar"))]
        if not won:
            continue
        interval = gain(program, chosen, forced, size)
        faster = interval.low > FASTER
        winning += faster
        places = ", ".join(won)
        print(f"  {width} lanes at {places}: {interval} times as fast{', FASTER' * faster}")
    return len(loops), len(scalar), winning


def main() -> int:
    parser = argparse.ArgumentParser(description="Loops that stayed scalar, and why.")
    parser.add_argument("--kernel", action="append", metavar="K", help="only this program")
    parser.add_argument("--size", default="S", choices=("XS", "S", "M"))
    options = parser.parse_args()
    names = options.kernel or sorted((*kernels.NAMES, *LOOPS))
    counts = [report(name, options.size) for name in names]
    loops, scalar, winning = map(sum, zip(*counts, strict=True))
    print(f"\n{scalar} of {loops} loops stayed scalar; {winning} forced programs are faster")
    return 1 if winning else 0


if __name__ == "__main__":
    sys.exit(main())
