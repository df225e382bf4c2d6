"""Child processes that compare programs: a crash or a hang ends one child and names its program."""

import dataclasses
import json
import pathlib
import select
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
BATCH = 60  # programs per child: compiled code is never freed
SECONDS = 60


@dataclasses.dataclass
class Answer:
    """The verdict on one program as the child reported it, or how the child ended."""

    status: str  # equal, rejected, skipped, mismatch, crash, timeout
    detail: str = ""
    lines: tuple[int, ...] = ()
    deviations: int = 0
    errors: int = 0
    counts: dict[str, int] = dataclasses.field(default_factory=dict)

    @property
    def failed(self) -> bool:
        return self.status in ("mismatch", "crash", "timeout")


class Worker:
    def __init__(
        self, seconds: float = SECONDS, mutant: str = "", races: bool = False, device: str = "",
        options: dict | None = None,
    ):  # fmt: skip
        self.seconds = seconds
        self._words = [mutant] * bool(mutant) + ["--races"] * races
        self._words += ["--device", device] * bool(device)
        self._words += ["--options", json.dumps(options)] if options else []
        self._child: subprocess.Popen | None = None
        self._done = 0

    def compare(self, path: pathlib.Path) -> Answer:
        if self._child is None or self._done >= BATCH:
            self._start()
        child = self._child
        self._done += 1
        try:
            child.stdin.write(f"{path}\n")
            child.stdin.flush()
            ready, _, _ = select.select([child.stdout], [], [], self.seconds)
            if not ready:
                self.close()
                return Answer("timeout", f"no answer within {self.seconds:.0f} s")
            line = child.stdout.readline()
        except BrokenPipeError:
            line = ""
        if line:
            return Answer(
                **{k: tuple(v) if k == "lines" else v for k, v in json.loads(line).items()}
            )
        status = child.wait()
        tail = self._log_tail()
        self.close()
        return Answer("crash", f"the process ended with status {status}: {tail}")

    def _start(self) -> None:
        self.close()
        self._log = tempfile.TemporaryFile("w+")
        self._child = subprocess.Popen(
            [sys.executable, "-X", "faulthandler", str(HERE / "worker.py"), *self._words],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log, text=True,
        )  # fmt: skip
        self._done = 0

    def _log_tail(self) -> str:
        self._log.seek(0)
        return self._log.read()[-1500:]

    def close(self) -> None:
        if self._child is not None:
            self._child.kill()
            self._child.wait()
            self._child = None
