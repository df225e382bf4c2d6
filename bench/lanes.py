"""`./dev lanes`: every loop of the bench's programs that stayed scalar, why, and what lanes cost.

A loop is one that is innermost in the generated code; the same place is listed once, with the best
that became of its copies. Where LLVM's vectoriser could have given a loop lanes but found them not
worth it, the program is compiled once more with all loops forced to 2, 4 and 8 lanes, and both are
called in turn. Ends with 1 where a forced program is the faster one, its whole interval.
"""

import argparse
import linecache
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import pragmac  # noqa: E402

import kernels  # noqa: E402
from bench.cpu.chosen import LOOPS  # noqa: E402
from bench.cpu.programs import load  # noqa: E402
from bench.in_turn import times_as_fast  # noqa: E402

WIDTHS = (2, 4, 8)
FASTER = 1.03  # what a forced program must reach in its whole interval: codes lie elsewhere too

Loops = dict[str, str]  # "line:column" of the file: what became of the loop


def loops_of(function: pragmac.jit, arguments: tuple) -> Loops:
    lines = function.inspect("vectors", *arguments).splitlines()
    return dict(line.split(": ", 1) for line in lines)


def stayed_scalar(what: str) -> bool:
    return what.startswith("scalar")


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
        interval = times_as_fast(program, forced, chosen, size)
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
