"""The certificates of the corpus, and the checker that is built on MLIR's Presburger library."""

from __future__ import annotations

import pathlib
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pragmac

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(pragmac.__file__).absolute().parents[2]
CHECKER = BUILD / "tests/certificates/check-certificate"
MLIR = pathlib.Path("/usr/lib/llvm-22/lib/libMLIRPresburger.a")

sys.path[:0] = [str(ROOT), str(ROOT / "tests/races"), str(ROOT / "bench"), str(ROOT / "tests/run")]


def proofs_of(function: Callable[..., Any], *arguments: object) -> dict[int, str]:
    """The certificates of a function's annotated loops that were proved, by line."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        report = pragmac.jit(function).explain(*arguments)
    return {loop["line"]: loop["proof"] for loop in report.to_dict()["loops"] if loop["proof"]}


def corpus() -> Iterator[tuple[str, str]]:
    """Every certificate of tests/races and of the kernels, by name and line."""
    from proof_times import programs

    for name, function, arguments in programs():
        for line, proof in proofs_of(function, *arguments).items():
            yield f"{name}:{line}", proof


def findings(*texts: str) -> list[list[str]]:
    """What the checker says of each certificate, a line per pair of accesses."""
    done = subprocess.run(
        [CHECKER], input="---\n".join(texts), capture_output=True, text=True, timeout=300
    )
    assert done.returncode in (0, 1), done.stderr
    return [part.splitlines() for part in done.stdout.split("---\n")]
