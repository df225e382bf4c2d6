"""A process that says on request what the machine can do right now: `probe.py THREADS`.

This class of machine has two speeds that change within seconds, so that every round of measurements
has probes of its own beside it.
"""

import ctypes
import json
import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

from bench.cpu.c_functions import FLAGS, compiled  # noqa: E402
from bench.cpu.competitors import BUILT  # noqa: E402
from bench.cpu.worker import wait_until_quiet  # noqa: E402

STEPS = 200_000  # of the chains: about 1.5 ms
COPIED = 1 << 23  # numbers, 64 MB: beyond the caches


class Probe:
    def __init__(self, threads: int) -> None:
        self.threads = threads
        self.libraries = {
            name: ctypes.CDLL(str(compiled(HERE / "probe.c", "gcc", BUILT / "c", flags)))
            for name, flags in (("fma", (*FLAGS, "-ffp-contract=fast")), ("add_mul", FLAGS))
        }
        for library in self.libraries.values():
            library.chains.restype = library.copy.restype = ctypes.c_double
        self.source, self.target = np.ones(COPIED), np.ones(COPIED)

    def rate(self, name: str) -> float:
        """GFLOP/s of two runs in a row: the first wakes the threads."""
        chains = self.libraries[name].chains
        return max(chains(self.threads, ctypes.c_int64(STEPS)) for _ in range(2)) / 1e9

    def copy_rate(self) -> float:
        addresses = (ctypes.c_void_p(x.ctypes.data) for x in (self.target, self.source))
        copy = self.libraries["add_mul"].copy
        return copy(self.threads, *addresses, ctypes.c_int64(COPIED)) / 1e9

    def answer(self, request: dict) -> dict:
        found = {"fma": self.rate("fma")}
        if request.get("all"):
            found |= {"add_mul": self.rate("add_mul"), "copy": self.copy_rate()}
        wait_until_quiet()
        return found


def main() -> None:
    probe = Probe(int(sys.argv[1]))
    for line in sys.stdin:
        print(json.dumps(probe.answer(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
