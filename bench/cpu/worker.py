"""A process that runs programs for one competitor, once per request: `worker.py WHO`.

Requests and answers are JSON objects, one a line, by standard input and output:
{"load": name, "size": size} makes inputs, compiles and calls once; {"run": times, "warm": bool}
gives the times of that many calls on the same inputs; {"save": file} writes the last results.
An answer to a call comes when the process has gone quiet: threads of OpenMP spin for milliseconds
after a loop, which the next competitor would pay for.
"""

import copy
import gc
import json
import os
import sys
import time
import types
import warnings
import zlib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402

from bench.cpu.competitors import WITHOUT_PRAGMAC, make  # noqa: E402
from bench.cpu.programs import load  # noqa: E402
from bench.cpu.runnable import NotHere, Runnable  # noqa: E402

QUIET_SHARE = 0.2  # of 2 ms, in which the process used a processor
LONGEST_WAIT = 0.5  # seconds


def digest(arrays: tuple) -> str:
    """Tells results apart that differ in type, shape or any element."""
    sums = 0
    for array in map(np.ascontiguousarray, arrays):
        sums = zlib.crc32(f"{array.dtype} {array.shape}".encode(), sums)
        sums = zlib.crc32(array.reshape(-1).view(np.uint8), sums)
    return f"{sums:08x}"


def wait_until_quiet() -> None:
    until = time.perf_counter() + LONGEST_WAIT
    while time.perf_counter() < until:
        used = time.process_time()
        time.sleep(0.002)
        if time.process_time() - used < 0.002 * QUIET_SHARE:
            return


class Session:
    """One program at one size: its inputs, what calls it, its last results."""

    def __init__(self, who: str, name: str, size: str) -> None:
        self.program = load(name)
        self.arguments = self.program.arguments(size)
        self.live = copy.deepcopy(self.arguments)
        self.last: tuple = ()
        started = time.perf_counter()
        self.runnable: Runnable = make(who, self.program, self.live)
        self.made = time.perf_counter() - started

    def call(self) -> float:
        """Seconds of one call on the inputs as they were; copying them is not timed."""
        self.last = ()
        for position in self.program.outputs:
            self.live[position][...] = self.arguments[position]
        started = time.perf_counter()
        returned = self.runnable.call()
        seconds = time.perf_counter() - started
        written = (self.live[position] for position in self.program.outputs)
        self.last = (*map(np.asarray, self.runnable.results(returned)), *written)
        return seconds


class Worker:
    def __init__(self, who: str) -> None:
        self.who = who
        self.session: Session | None = None

    def load(self, name: str, size: str) -> dict:
        self.session = None
        gc.collect()
        try:
            self.session = Session(self.who, name, size)
            inputs = digest(tuple(map(np.asarray, self.session.arguments)))
            first = self.session.call()  # Numba compiles here
        except NotHere as why:
            return {"missing": str(why)}
        wait_until_quiet()
        return {"inputs": inputs, "first": first, "made": self.session.made}

    def run(self, times: int, warm: bool) -> dict:
        assert self.session is not None
        if warm:  # wakes threads and fills caches
            self.session.call()
        seconds = [self.session.call() for _ in range(times)]
        answer = {"times": seconds, "digest": digest(self.session.last)}
        wait_until_quiet()
        return answer

    def save(self, file: str) -> dict:
        assert self.session is not None
        np.savez(file, *self.session.last)
        return {"saved": file}

    def answer(self, request: dict[str, Any]) -> dict:
        try:
            if "load" in request:
                return self.load(request["load"], request["size"])
            if "run" in request:
                return self.run(request["run"], request["warm"])
            return self.save(request["save"])
        except Exception as error:
            return {"error": f"{type(error).__name__}: {error}".splitlines()[0][:300]}


def stub_of_pragmac() -> types.ModuleType:
    """What the programs' files need of it where it is not installed, or must not run."""
    stub = types.ModuleType("pragmac")
    stub.jit = lambda function: function  # type: ignore[attr-defined]
    return stub


def main() -> None:
    warnings.simplefilter("ignore")
    gc.disable()
    who = sys.argv[1]
    if who in WITHOUT_PRAGMAC:
        sys.modules["pragmac"] = stub_of_pragmac()
    answers = os.fdopen(os.dup(1), "w")  # what libraries print must not get between answers
    os.dup2(2, 1)
    worker = Worker(who)
    for line in sys.stdin:
        print(json.dumps(worker.answer(json.loads(line))), file=answers, flush=True)


if __name__ == "__main__":
    main()
