"""One measurement on the CUDA device in a process of its own: prints a JSON object.

`measure.py device SCALE`, or `measure.py work WHO PROBLEM SCALE FOLDER`, which also leaves the
results of the first call in FOLDER/WHO.npz.
"""

import json
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from driver import Driver, copy_rate, host_seconds, in_batches, raw_launch_seconds  # noqa: E402
from work import NotMeasured, Work  # noqa: E402

COPY_BYTES = 1 << 30


def touch(x):
    # pragma parallel for
    for i in range(x.shape[0]):
        x[i] = 1.0


def measure_device(scale: str) -> dict:
    """The device, its copy, and the host's price of a launch: raw and through a jitted function."""
    import pragmac
    from pragmac import _native

    driver = Driver()
    stream = _native.device_stream("cuda", 0)
    x = pragmac.empty(32, device="cuda")
    function = pragmac.jit(target="cuda")(touch)
    function(x)
    found = {"facts": driver.facts()}
    found["copy"] = copy_rate(driver, stream, max(4096, int(COPY_BYTES * float(scale))))
    found["raw"] = raw_launch_seconds(driver, stream)
    finish = lambda: pragmac.synchronize("cuda")  # noqa: E731
    found["call"] = host_seconds(lambda: function(x), finish)
    return found


def measure_work(who: str, name: str, scale: str, folder: str) -> dict:
    from peers import WORKERS
    from problems import named

    problem = named(name)
    arguments = problem.inputs(float(scale))
    least = problem.least_bytes(*arguments) if problem.least_bytes else 0
    try:
        work = WORKERS[who](problem, arguments)
        results = work.results(work.call())
    except NotMeasured as why:
        return {"missing": str(why)}
    np.savez(Path(folder) / f"{who}.npz", *map(np.asarray, results))
    if who == "numpy":
        return {"bytes": least}
    work.call()
    work.finish()
    return {"times": in_batches(timer(work)), "bytes": least, "by_host": work.stream is None}


def timer(work: Work) -> Callable[[int], float]:
    """Seconds per call of so many calls: between events on its stream, else on the host."""
    if work.stream is not None:
        driver = Driver()
        return lambda count: driver.seconds_of(work.call, count, work.stream)

    def by_host(count: int) -> float:
        started = time.perf_counter()
        for _ in range(count):
            work.call()
        work.finish()
        return (time.perf_counter() - started) / count

    return by_host


def main() -> None:
    warnings.simplefilter("ignore")
    kind, *rest = sys.argv[1:]
    try:
        result = {"device": measure_device, "work": measure_work}[kind](*rest)
    except Exception as error:
        result = {"error": f"{type(error).__name__}: {error}".splitlines()[0]}
    print(json.dumps(result))


if __name__ == "__main__":
    main()
