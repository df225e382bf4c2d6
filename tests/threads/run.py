"""The same program on the same data gives the same bits: `./dev determinism [--runs N]`.

Runs `reductions_program.py` in fresh processes, whose addresses the system randomises, with 1, 2, 3
and 8 threads in turn. Ends with 1 when two runs print different hashes.
"""

import argparse
import concurrent.futures
import os
import pathlib
import subprocess
import sys
from collections import Counter

PROGRAM = pathlib.Path(__file__).with_name("reductions_program.py")
THREADS = (1, 2, 3, 8)


def run_once(number: int) -> str:
    """The hash that run `number` prints."""
    threads = str(THREADS[number % len(THREADS)])
    environment = {**os.environ, "PRAGMAC_NUM_THREADS": threads}
    done = subprocess.run(
        [sys.executable, str(PROGRAM)], env=environment, capture_output=True, text=True, timeout=300
    )
    if done.returncode != 0:
        raise SystemExit(f"run {number} failed:\n{done.stderr}")
    return done.stdout.strip()


def hashes(runs: int, jobs: int = 2) -> Counter:
    """How often each hash came out."""
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        return Counter(pool.map(run_once, range(runs)))


def randomises_addresses() -> bool:
    setting = pathlib.Path("/proc/sys/kernel/randomize_va_space")
    return setting.exists() and setting.read_text().strip() != "0"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=100)
    options = parser.parse_args()
    found = hashes(options.runs)
    addresses = "randomised" if randomises_addresses() else "NOT randomised"
    print(f"{options.runs} runs, threads {THREADS} in turn, addresses {addresses}: "
          f"{len(found)} different results")  # fmt: skip
    for value, count in found.most_common():
        print(f"  {count:4} x {value[:16]}")
    return 0 if len(found) == 1 else 1


if __name__ == "__main__":
    sys.exit(main())
