"""The disk cache under bad luck: many processes that share it, are ended at any moment, and find
files changed, the disk full, or a directory that they may not use.

    python tests/cache/stress.py --processes 16 --keys 200 --seed 1

Every process calls every function of a generated file once, in an order of its own, and compares
what it returns, or the line of what it raises, with what plain arithmetic says. Prints a line per
part; the exit status is 1 when a value was wrong or an exception was not the function's own.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from pathlib import Path

import numpy as np

NOBODY = 65534
FIELDS = ("finished", "killed", "damages", "loaded", "compiled", "warned", "wrong", "failed")


def program(keys: int) -> str:
    """Functions f0, f1, …; every fifth one raises in its last line: it has a version more."""
    lines = ["import pragmac"]
    for k in range(keys):
        offset = " + 1" if k % 5 == 4 else ""
        lines += [
            "",
            "@pragmac.jit",
            f"def f{k}(x, y):",
            "    #pragma parallel for",
            "    for i in range(x.shape[0]):",
            f"        y[i{offset}] = x[i] * {k}.5 + i",
        ]
    return "\n".join(lines) + "\n"


def is_right(function, k: int) -> bool:
    x = np.arange(50.0)
    y = np.zeros(50)
    try:
        function(x, y)
    except IndexError as error:
        trace = error.__traceback__
        while trace.tb_next:
            trace = trace.tb_next
        return k % 5 == 4 and trace.tb_lineno == 6 * k + 7 and "`y`" in str(error)
    return k % 5 != 4 and (y == x * (k + 0.5) + np.arange(50)).all()


def work(folder: str, keys: int, seed: int) -> None:
    """A process: prints what it met as JSON."""
    sys.path.insert(0, folder)
    import functions
    from pragmac import requests

    met = dict.fromkeys(("loaded", "compiled", "warned", "wrong"), 0)
    compile_version = requests.compile_version

    def counted(request):
        met["compiled"] += 1
        return compile_version(request)

    requests.compile_version = counted
    order = list(range(keys))
    random.Random(seed).shuffle(order)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for k in order:
            met["wrong"] += not is_right(getattr(functions, f"f{k}"), k)
    met["loaded"] = keys + keys // 5 - met["compiled"]
    codes = [str(w.message)[:4] for w in caught]
    met["warned"] = len(codes)
    assert codes.count("P607") <= 1 and set(codes) <= {"P604", "P607"}, codes
    print(json.dumps(met))


class Part:
    """Processes on one cache directory."""

    def __init__(self, name: str, options: argparse.Namespace, cache: Path, **how) -> None:
        self.name = name
        self.options = options
        self.cache = cache
        self.how = how  # of subprocess.Popen
        self.random = random.Random(options.seed)
        self.counts = dict.fromkeys(FIELDS, 0)
        self.errors: list[str] = []

    def start(self) -> subprocess.Popen:
        seed = str(self.random.getrandbits(30))
        command = [sys.executable, __file__, "--work", self.options.folder,
                   "--keys", str(self.options.keys), "--seed", seed]  # fmt: skip
        environment = {**os.environ, "PRAGMAC_CACHE": "1", "PRAGMAC_NUM_THREADS": "1",
                       "PRAGMAC_CACHE_DIR": str(self.cache)}  # fmt: skip
        return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True, **self.how)  # fmt: skip

    def run(self, kills: float = 0, damages: bool = False) -> dict[str, int]:
        """`kills`: the share of processes that are ended at some moment and started again."""
        over = threading.Event()
        attacker = threading.Thread(target=self._damage, args=(over,))
        if damages:
            attacker.start()
        waiting, running = self.options.processes, []
        while waiting or running:
            while waiting and len(running) < self.options.processes:
                doomed = self.random.random() < kills
                ends = time.monotonic() + self.random.uniform(0.2, 3) if doomed else None
                running.append((self.start(), ends))
                waiting -= 1
            for process, ends in list(running):
                if ends is not None and time.monotonic() > ends:
                    process.send_signal(signal.SIGKILL)
                if process.poll() is not None:
                    running.remove((process, ends))
                    waiting += self._collect(process)
            time.sleep(0.02)
        over.set()
        if damages:
            attacker.join()
        return self.counts

    def _collect(self, process: subprocess.Popen) -> int:
        """Reads what the process met; 1 when another one is to take its place."""
        output, errors = process.communicate()
        if process.returncode == -signal.SIGKILL:
            self.counts["killed"] += 1
            return 1
        self.counts["finished"] += 1
        if process.returncode or errors:
            self.counts["failed"] += 1
            self.errors.append(errors[-2000:])
            return 0
        for name, value in json.loads(output).items():
            self.counts[name] += value
        return 0

    def _damage(self, over: threading.Event) -> None:
        """Now and then a file loses its end, has a bit turned, or is exchanged for another."""
        chance = random.Random(self.options.seed)
        while not over.wait(0.02):
            files = list((self.cache / "versions").glob("*"))
            if not files:
                continue
            file = chance.choice(files)
            try:
                content = bytearray(file.read_bytes())
                kind = chance.randrange(4)
                if kind == 0:
                    content = content[: chance.randrange(len(content))]
                elif kind == 1:
                    content = chance.choice(files).read_bytes()
                else:
                    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
                file.write_bytes(content)
                self.counts["damages"] += 1
            except (FileNotFoundError, ValueError):
                pass  # renamed or empty meanwhile


def mounted_tmpfs(folder: Path) -> bool:
    """Whether a file system of 64 KiB lies at the folder now."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=64k,mode=0700", "none", str(folder)]
    return subprocess.run(command, capture_output=True).returncode == 0


def small_files() -> None:
    """In a child: writing a file of more than two KiB fails, as on a full disk."""
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (2048, 2048))


def parts(options: argparse.Namespace, room: Path) -> list[tuple[Part, dict]]:
    """The parts that this user may play, each with its arguments of `run`."""
    found = [
        (Part("kills and damages", options, room / "busy"), {"kills": 0.5, "damages": True}),
        (Part("files cannot grow", options, room / "limited", preexec_fn=small_files), {}),
    ]
    if os.geteuid() != 0:
        (room / "closed").mkdir(mode=0o500)
        found.append((Part("read-only", options, room / "closed"), {}))
        print("not root: no full disk, no directory of another user")
        return found
    if mounted_tmpfs(room / "full"):
        found.append((Part("full disk", options, room / "full"), {}))
    else:
        print("no full disk: mount is not permitted")
    for name in ("closed", "foreign", "open"):
        (room / name).mkdir()
    os.chown(room / "closed", NOBODY, NOBODY)
    (room / "closed").chmod(0o500)
    (room / "foreign" / "versions").mkdir(mode=0o777)
    (room / "foreign" / "versions").chmod(0o777)
    (room / "open" / "versions").mkdir()
    (room / "open" / "versions").chmod(0o777)
    nobody = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
    found.append((Part("read-only", options, room / "closed", **nobody), {}))
    found.append((Part("another user's", options, room / "foreign", **nobody), {}))
    found.append((Part("others may write", options, room / "open"), {}))
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--processes", type=int, default=16)
    parser.add_argument("--keys", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--work", metavar="FOLDER", help="be one of the processes")
    options = parser.parse_args()
    if options.work:
        work(options.work, options.keys, options.seed)
        return 0
    status = 0
    with tempfile.TemporaryDirectory() as folder:
        room = Path(folder)
        room.chmod(0o755)
        (room / "functions.py").write_text(program(options.keys))
        options.folder = folder
        print(f"seed {options.seed}: {options.processes} processes x {options.keys} keys")
        print(f"{'':20}" + "".join(f"{name:>10}" for name in FIELDS))
        try:
            for part, how in parts(options, room):
                counts = part.run(**how)
                print(f"{part.name:20}" + "".join(f"{counts[n]:10}" for n in FIELDS), flush=True)
                for error in part.errors[:3]:
                    print(error)
                status |= bool(counts["wrong"] or counts["failed"])
        finally:
            subprocess.run(["umount", str(room / "full")], capture_output=True)
    return status


if __name__ == "__main__":
    sys.exit(main())
