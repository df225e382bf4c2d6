"""A worker process from outside: started, asked, and what it says when it dies."""

import json
import os
import select
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
WORKER = ROOT / "bench/cpu/worker.py"
PROBE = ROOT / "bench/cpu/probe.py"
PEERS_PYTHON = ROOT / ".venv-peers/bin/python"  # NumPy, Numba, SciPy
THREAD_VARIABLES = (
    "PRAGMAC_NUM_THREADS",
    "OMP_NUM_THREADS",
    "NUMBA_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
)


class Process:
    """Answers requests, a JSON object each; a failure is an object with `error` or `missing`."""

    def __init__(self, command: list[str], threads: int) -> None:
        self.command = command
        self.threads = threads
        self.child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        count = str(self.threads)
        processors = sorted(os.sched_getaffinity(0))[: self.threads]
        self.messages = tempfile.TemporaryFile()
        self.child = subprocess.Popen(
            self.command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.messages,
            env={**os.environ, **dict.fromkeys(THREAD_VARIABLES, count)},
        )
        # Every competitor has the same processors, as many as threads.
        os.sched_setaffinity(self.child.pid, processors)

    def ask(self, request: dict[str, Any], limit: float) -> dict[str, Any]:
        """Starts the process if there is none; ends it when no answer comes in `limit` seconds."""
        if self.child is None:
            try:
                self.start()
            except OSError as error:
                return {"missing": f"{Path(self.command[0]).name} of it: {error.strerror}"}
        assert self.child is not None and self.child.stdin is not None
        try:
            self.child.stdin.write(json.dumps(request).encode() + b"\n")
            self.child.stdin.flush()
        except BrokenPipeError:
            return {"error": self.last_words()}
        line = self.line_within(limit)
        if line is None:
            self.close()
            return {"error": f"no answer within {limit:g} s"}
        if not line:
            return {"error": self.last_words()}
        return json.loads(line)

    def line_within(self, limit: float) -> bytes | None:
        """One answer; empty when the process has ended, None when it takes too long."""
        assert self.child is not None and self.child.stdout is not None
        ready, _, _ = select.select([self.child.stdout], [], [], limit)
        return self.child.stdout.readline() if ready else None

    def last_words(self) -> str:
        """How the process ended; the next request starts another."""
        assert self.child is not None
        self.child.stdin.close()
        status = self.child.wait()
        self.messages.seek(0)
        said = self.messages.read().decode(errors="replace").strip().splitlines()
        self.child = None
        return f"worker ended with status {status}" + (f": {said[-1][:200]}" if said else "")

    def close(self) -> None:
        if self.child is not None:
            self.child.kill()
            self.child.wait()
            self.child = None


def worker(who: str, threads: int) -> Process:
    python = str(PEERS_PYTHON) if who.startswith("numba") else sys.executable
    return Process([python, str(WORKER), who], threads)


def probe(threads: int) -> Process:
    return Process([sys.executable, str(PROBE), str(threads)], threads)
