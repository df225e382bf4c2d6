"""How long the race analysis takes for each annotated loop of tests/races and of the kernels."""

import dataclasses
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def programs() -> Iterator[tuple[str, Callable, tuple]]:
    """Every function of the corpus with arguments for it."""
    sys.path[:0] = [str(ROOT), str(ROOT / "tests/races")]
    import loop_case

    import kernels

    for category in loop_case.categories():
        for case in loop_case.load_category(category):
            setting = next(case.settings((loop_case.LARGE,)))
            yield f"{category}.{case.name}", case.function, case.arguments(setting)
    for kernel in kernels.load_all():
        yield f"kernels.{kernel.name}", kernel.plain, kernel.arguments("XS")


@dataclasses.dataclass
class ProofTime:
    """One loop: seconds of the proof, and of writing its certificate down."""

    loop: str
    verdict: str
    isl: bool  # the cheap exact tests did not decide
    proof: float
    certificate: float


def proof_times() -> list[ProofTime]:
    import pragmac

    found = []
    for name, function, arguments in programs():
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            report = pragmac.jit(function).explain(*arguments)
        for loop in report.to_dict()["loops"]:
            if loop["proof_seconds"] is None:  # alone in its directive, or not reached
                continue
            line = f"{name}:{loop['line']}"
            times = (loop["proof_seconds"], loop["certificate_seconds"])
            found.append(ProofTime(line, loop["verdict"], loop["isl"], *times))
    return found
