"""Every kernel on the CUDA device of this machine beside CPython: `./dev test --gpu [KERNEL...]`.

At four block sizes, then under compute-sanitizer where it is installed. Ends with 1 when a result
differs, the sanitizer finds something or there is no device.
"""

import argparse
import re
import subprocess
import sys

import check
import executors
from pragmac.machine import cuda_devices

SECONDS_OF_LOOPS = 120


def titles(blocks: tuple[int, ...], tools: tuple[str, ...]) -> tuple[str, ...]:
    return ("kernel", *(f"block {block}" if block else "default" for block in blocks), *tools)


def checked(names: list[str], blocks: tuple[int, ...], tools: tuple[str, ...]) -> list[tuple]:
    """A row per kernel: what it came to at each block size and under each tool."""
    columns = [executors.run("cuda", names, {}, block) for block in blocks]
    columns += [executors.run_under_sanitizer(tool, names) for tool in tools]
    return [(name, *(column[name] for column in columns)) for name in names]


def loops_of_tests() -> str:
    """The loops of tests/run that other devices run as well: "equal" or what went wrong."""
    command = [sys.executable, str(executors.ROOT / "tests/gpu/run_loops.py"), "cuda"]
    try:
        done = subprocess.run(command, text=True, capture_output=True, timeout=SECONDS_OF_LOOPS)
    except subprocess.TimeoutExpired:
        return "time limit"
    said = [line for line in done.stderr.splitlines() if re.match(r"[\w.]+Error\b", line)]
    return "equal" if done.returncode == 0 else (said or [f"it ended with {done.returncode}"])[0]


def missing_device() -> str:
    """Why this machine cannot run kernels, "" where it can."""
    found, why = cuda_devices()
    return "" if found else f"no CUDA device: {why}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("kernels", nargs="*", help="names of kernels; all without any")
    parser.add_argument("--quick", action="store_true", help="the default block size alone")
    options = parser.parse_args()
    names = check.known_names(parser, options.kernels)
    if why := missing_device():
        print(why, file=sys.stderr)
        return 1
    print(*cuda_devices()[0], sep="\n")
    blocks = (0,) if options.quick else check.BLOCKS
    tools = executors.SANITIZERS if executors.compute_sanitizer() else ()
    rows = checked(names, blocks, tools)
    check.print_aligned([titles(blocks, tools), *rows])
    for tool in () if tools else executors.SANITIZERS:
        print(f"{tool}: not checked, compute-sanitizer is not installed here")
    loops = loops_of_tests()
    print(f"loops of tests/run: {loops}")
    wrong = sum(set(row[1:]) != {"equal"} for row in rows)
    print(f"{len(rows) - wrong} kernels passed, {wrong} failed")
    return 1 if wrong or loops != "equal" else 0


if __name__ == "__main__":
    sys.exit(main())
