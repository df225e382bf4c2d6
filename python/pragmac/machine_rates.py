"""How much this machine computes and moves: measured by `pragmac doctor --probe`, kept in a file
beside the cache of compiled versions, and compared with by `explain`."""

from __future__ import annotations

import json
import os
from typing import Any

from .environment import cache_directory
from .machine import processor_name, thread_count


class Rates:
    """`copies`: pairs of the bytes per thread that a copy touches and the bytes that all threads
    read and write per second. `operations`: floating-point operations on float64 per second, as
    products and sums ("strict") and as multiply-adds ("contract")."""

    __slots__ = ("processor", "threads", "copies", "operations")

    def __init__(
        self,
        processor: str,
        threads: int,
        copies: list[tuple[int, float]],
        operations: dict[str, float],
    ) -> None:
        self.processor = processor
        self.threads = threads
        self.copies = copies
        self.operations = operations

    def to_dict(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}

    def bytes_per_second(self, footprint: int) -> float:
        """Of loops whose threads together touch so many bytes: the rate of the smallest measured
        copy that is as large."""
        each = footprint / self.threads
        return next((rate for size, rate in self.copies if size >= each), self.copies[-1][1])

    def operations_per_second(self, math: str, bits: int) -> float:
        """Numbers of 32 bits are computed twice as fast: vectors hold twice as many."""
        fused = self.operations["strict" if math == "strict" else "contract"]
        return fused * (2 if bits == 32 else 1)


def measured_rates() -> Rates:
    """Takes about two seconds."""
    from . import probe

    threads = thread_count()
    return Rates(
        processor_name(),
        threads,
        [(size, probe.copy_rate(threads, size)) for size in probe.FOOTPRINTS],
        {math: probe.operation_rate(threads, math) for math in ("strict", "contract")},
    )


def rates_file() -> str:
    return os.path.join(cache_directory(), "machine.json")


def keep(rates: Rates) -> None:
    """Raises OSError where the file cannot be written."""
    path = rates_file()
    os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
    new = f"{path}.{os.getpid()}"
    with open(new, "w", encoding="utf-8") as file:
        json.dump(rates.to_dict(), file)
    os.replace(new, path)


def known_rates() -> Rates | None:
    """Of this processor with this many threads; None where they were not measured."""
    try:
        with open(rates_file(), encoding="utf-8") as file:
            found = json.load(file)
        rates = Rates(
            str(found["processor"]),
            int(found["threads"]),
            [(int(size), float(rate)) for size, rate in found["copies"]],
            {name: float(found["operations"][name]) for name in ("strict", "contract")},
        )
    except (OSError, ValueError, TypeError, KeyError, OverflowError):
        return None
    sound = rates.copies and min(r for _, r in rates.copies) > 0
    sound = sound and min(rates.operations.values()) > 0 and rates.threads > 0
    here = (rates.processor, rates.threads) == (processor_name(), thread_count())
    return rates if sound and here else None
