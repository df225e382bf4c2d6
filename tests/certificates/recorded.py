"""Certificates against what the reference interpreter sees the iterations of a loop touch."""

from __future__ import annotations

import dataclasses
import sys
import warnings
from collections import Counter
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from certificates import ROOT
from relations import Certificate, read_certificate

sys.path.insert(0, str(ROOT / "tests/fuzz"))

from interpreted import parameters, request_of  # noqa: E402
from pragmac import _compiler  # noqa: E402

# Where a relation leaves more, values are looked for here; sizes are at most 5.
BOX = (-12, 30)
AFFINE = ("subscripts", "relations", "rows")

read = lru_cache(maxsize=None)(read_certificate)


@dataclasses.dataclass
class Compared:
    """What was compared, and what is wrong."""

    counts: Counter[str] = dataclasses.field(default_factory=Counter)
    wrong: list[str] = dataclasses.field(default_factory=list)


def record(jitted: Callable[..., Any], arguments: tuple) -> dict[str, Any]:
    """The call in the interpreter, with the certificates of its loops."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return _compiler.record(request_of(jitted, arguments), parameters(jitted, arguments))


def compare(jitted: Callable[..., Any], arguments: tuple, result: Compared) -> None:
    """One call in the interpreter."""
    outcome = record(jitted, arguments)
    if "error" not in outcome:
        result.counts["refused"] += 1
        codes = [d["code"] for d in outcome["diagnostics"] if d["severity"] == "error"]
        result.wrong += [f"not run: {code}" for code in codes if code.startswith("P9")]
        return
    result.wrong += [f"fault: {text}" for text in outcome["faults"]]
    for execution in outcome["executions"]:
        loop = outcome["loops"][execution["loop"]]
        one = _Execution(read(loop["proof"]), loop, execution, result)
        one.inside()
        if not outcome["error"]:  # an iteration that raises ends early
            one.nothing_more()
        one.claims()
    result.counts["calls"] += 1


class _Execution:
    """One run of one loop."""

    def __init__(
        self, certificate: Certificate, loop: dict[str, Any], run: dict[str, Any], out: Compared
    ) -> None:
        self.certificate = certificate
        self.arrays: dict[int, int] = loop["arrays"]
        self.given = {k: v for k, v in run["parameters"].items() if v is not None}
        self.unknown = len(run["parameters"]) != len(self.given)
        self.accesses = run["accesses"]
        self.line = loop["line"]
        self.out = out
        out.counts["executions"] += 1
        if not certificate.given.contains(self.given, (), (), BOX):
            self._fail("entered with other parameters than the certificate gives")

    def _fail(self, what: str) -> None:
        self.out.wrong.append(f"line {self.line}, {self.given}: {what}")

    def _candidates(self, numbers: list[int], array: int, kind: str) -> list[int]:
        """The accesses of the certificate that this one is, or (left out there) repeats."""
        own = [n for n in numbers if n in self.certificate.accesses]
        return own or [
            n
            for n, a in self.certificate.accesses.items()
            if self.arrays[n] == array and (a.writes or kind == "r")
        ]

    def inside(self) -> None:
        """Each recorded access is in the relation of its place."""
        for numbers, array, kind, iteration, element in self.accesses:
            known = [self.certificate.accesses[n] for n in self._candidates(numbers, array, kind)]
            relations = [a.relation for a in known if a.relation]
            if len(known) != len(relations) or not known:
                self.out.counts["without a relation"] += 1  # of an array that is only read
            elif any(r.contains(self.given, iteration, element, BOX) for r in relations):
                self.out.counts["accesses"] += 1
            else:
                self._fail(f"{known[0].words} touches {element} in iteration {iteration}")

    def nothing_more(self) -> None:
        """Relations that are not marked as larger hold nothing that does not happen."""
        seen: dict[int, set] = {}
        for numbers, _, _, iteration, element in self.accesses:
            for number in numbers:
                seen.setdefault(number, set()).add((iteration, element))
        for number, access in self.certificate.accesses.items():
            if access.inexact or access.relation is None or self.unknown:
                self.out.counts["marked as larger"] += 1
                continue
            more = access.relation.points(self.given, BOX) - seen.get(number, set())
            self.out.counts["exact"] += 1
            if more:
                self._fail(f"{access.words} does not touch {sorted(more)[0]}, as its relation says")

    def claims(self) -> None:
        """No two iterations meet through the pairs that are claimed to be apart."""
        touched: dict[int, dict[tuple, set]] = {}
        for numbers, _, _, iteration, element in self.accesses:
            for number in numbers[:1] if len(numbers) == 1 else []:
                iterations = touched.setdefault(number, {}).setdefault(element, set())
                iterations.add(iteration[0])
        for claim in self.certificate.claims:
            if claim.by not in AFFINE or self.unknown:
                continue
            if claim.unless and claim.unless.contains(self.given, (), (), BOX):
                self.out.counts["excluded by the test"] += 1
                continue
            for a, b in claim.pairs:
                self.out.counts["pairs"] += 1
                self._apart(a, b, touched.get(a, {}), touched.get(b, {}))

    def _apart(self, a: int, b: int, first: dict, second: dict) -> None:
        for element in first.keys() & second.keys():
            if len(first[element] | second[element]) > 1:
                words = [self.certificate.accesses[n].words for n in (a, b)]
                self._fail(f"{' and '.join(words)} meet in {element}")
                return
