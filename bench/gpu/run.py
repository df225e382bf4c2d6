"""Our kernels on the CUDA device, beside a copy and other libraries: `./dev bench --gpu`.

Ends with 1 when a result of ours is wrong, a measurement fails or there is no device.
"""

import argparse
import datetime
import json
import platform
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT), str(HERE)]

from peers import PEERS  # noqa: E402
from problems import Problem, problems  # noqa: E402
from table import print_device, print_missing, print_problems  # noqa: E402

from kernels.kernel import largest_difference  # noqa: E402

SECONDS = 900  # for one measurement, its inputs and its reference included


def measure(*arguments: str) -> dict:
    """One measurement in a new process; an object with `error` if it failed."""
    command = [sys.executable, str(HERE / "measure.py"), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        return {"error": f"time limit of {SECONDS} s"}
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if not lines:
        return {"error": f"exit status {done.returncode}: {done.stderr.strip()[-300:]}"}
    return json.loads(lines[-1])


def results(folder: str, who: str) -> tuple:
    with np.load(Path(folder) / f"{who}.npz") as arrays:
        return tuple(arrays[name] for name in arrays.files)


def measure_problem(problem: Problem, scale: str, peers: list[str]) -> dict:
    """By who: times, the largest difference from NumPy's results, or why there are none."""
    with tempfile.TemporaryDirectory() as folder:
        plain = measure("work", "numpy", problem.name, scale, folder)
        if "error" in plain:
            return {"pragmac": plain}
        expected = results(folder, "numpy")
        found = {}
        for who in ("pragmac", *peers):
            row = measure("work", who, problem.name, scale, folder)
            if "times" in row:
                row["difference"] = float(largest_difference(results(folder, who), expected))
                row["equal"] = row["difference"] <= problem.tolerance
                (Path(folder) / f"{who}.npz").unlink()
            found[who] = row
        return found


def missing_device() -> str:
    """Why there is nothing to measure, "" where there is a device."""
    from pragmac.machine import cuda_devices

    found, why = cuda_devices()
    return "" if found else f"no CUDA device: {why}"


def machine() -> dict:
    import pragmac

    return {
        "date": datetime.datetime.now().astimezone().isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "pragmac": getattr(pragmac, "__version__", "?"),
        "options": "target=cuda; math=strict, bounds=safe, races=check",
    }


def wrong(report: dict) -> bool:
    ours = [found["pragmac"] for found in report["problems"].values()]
    return "error" in report["device"] or any("error" in x or not x.get("equal") for x in ours)


def main() -> int:
    known = [problem.name for problem in problems()]
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--problem", action="append", choices=known, help="all when none is named")
    parser.add_argument("--peer", action="append", choices=list(PEERS), help="likewise")
    parser.add_argument("--scale", type=float, default=1.0, help="of the number of elements")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every sample there")
    options = parser.parse_args()
    if why := missing_device():
        print(why, file=sys.stderr)
        return 1
    report: dict = {"machine": machine(), "scale": options.scale, "problems": {}}
    report["device"] = measure("device", str(options.scale))
    print_device(report)
    chosen = [p for p in problems() if p.name in (options.problem or known)]
    for problem in chosen:
        print(f"{problem.name} ...", file=sys.stderr, flush=True)
        found = measure_problem(problem, str(options.scale), options.peer or list(PEERS))
        report["problems"][problem.name] = found
    copy = statistics.median(report["device"].get("copy", [0.0]))
    print_problems(chosen, report["problems"], copy)
    print_missing(report["problems"])
    if options.json:
        options.json.write_text(json.dumps(report, indent=1) + "\n")
    return 1 if wrong(report) else 0


if __name__ == "__main__":
    sys.exit(main())
