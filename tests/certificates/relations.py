"""Relations of certificates, read from their text and enumerated by brute force."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from functools import cached_property

Box = tuple[int, int]
Values = dict[str, int]


@dataclasses.dataclass(frozen=True)
class Constraint:
    """sum of factor * variable + constant = 0, or >= 0."""

    factors: dict[str, int]
    constant: int
    equality: bool

    def bounds(self, name: str, values: Values) -> tuple[int | None, int | None] | None:
        """What it leaves for `name` where all others have values; None where one has not."""
        rest, factor = self.constant, 0
        for other, f in self.factors.items():
            if other == name:
                factor = f
            elif other in values:
                rest += f * values[other]
            else:
                return None
        if factor == 0:
            return (None, None) if (rest == 0 if self.equality else rest >= 0) else (1, 0)
        low = high = None
        if self.equality:
            quotient, remainder = divmod(-rest, factor)
            low, high = (quotient, quotient) if remainder == 0 else (1, 0)
        elif factor > 0:
            low = -(rest // factor)  # factor * x >= -rest
        else:
            high = rest // -factor
        return low, high


@dataclasses.dataclass(frozen=True)
class Conjunction:
    names: tuple[str, ...]  # inputs and outputs, then locals
    constraints: tuple[Constraint, ...]

    def holds_for_some(self, values: Values, names: tuple[str, ...], box: Box) -> bool:
        return next(self.solutions(values, names, box), None) is not None

    def solutions(self, values: Values, names: tuple[str, ...], box: Box) -> Iterator[Values]:
        """Values of the names, in the box where the constraints leave more, that satisfy all."""
        if not names:
            bounds = (c.bounds("", values) for c in self.constraints)
            if all(b is None or b == (None, None) for b in bounds):
                yield dict(values)
            return
        name, *others = names
        low, high = box
        for constraint in self.constraints:
            found = constraint.bounds(name, values)
            if found is not None:
                low = low if found[0] is None else max(low, found[0])
                high = high if found[1] is None else min(high, found[1])
        for value in range(low, high + 1):
            yield from self.solutions({**values, name: value}, tuple(others), box)


@dataclasses.dataclass(frozen=True)
class Relation:
    """Iteration -> element, for given parameters."""

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    parameters: tuple[str, ...]
    parts: tuple[Conjunction, ...]

    def contains(self, given: Values, iteration: tuple, element: tuple, box: Box) -> bool:
        """Parameters without a value may have any."""
        if len(iteration) != len(self.inputs) or len(element) != len(self.outputs):
            return False
        names = self.inputs + self.outputs
        values = {**given, **dict(zip(names, iteration + element, strict=True))}
        return any(
            part.holds_for_some(values, self._unknown(part, values), box) for part in self.parts
        )

    def points(self, given: Values, box: Box) -> set[tuple[tuple, tuple]]:
        """Every pair of the relation in the box."""
        found = set()
        for part in self.parts:
            names = self.inputs + self.outputs + self._unknown(part, given, *self.outputs)
            for values in part.solutions(given, names, box):
                pair = (self.inputs, self.outputs)
                found.add(tuple(tuple(values[name] for name in side) for side in pair))
        return found

    def _unknown(self, part: Conjunction, values: Values, *known: str) -> tuple[str, ...]:
        free = [name for name in self.parameters if name not in values]
        return (*free, *part.names)


# ---- reading -------------------------------------------------------------------------------------

_TERM = re.compile(r"([+-])? ?(?:(\d+)\*)?(\w+)")


def _constraint(text: str) -> Constraint:
    total, _, kind = re.fullmatch(r"(.+?) ((>?)=) 0", text).groups()  # type: ignore[union-attr]
    factors: dict[str, int] = {}
    constant = 0
    for sign, factor, name in _TERM.findall(total):
        size = -1 if sign == "-" else 1
        if name.isdigit():
            constant += size * int(name)
        else:
            factors[name] = factors.get(name, 0) + size * int(factor or 1)
    return Constraint(factors, constant, not kind)


def _conjunction(text: str) -> Conjunction:
    locals_: tuple[str, ...] = ()
    if exists := re.fullmatch(r"exists \((.*?) : (.*)\)", text):
        locals_, text = tuple(exists[1].split(", ")), exists[2]
    parts = [] if text == "true" else text.split(" and ")
    return Conjunction(locals_, tuple(_constraint(part) for part in parts))


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split(", ")) if text else ()


def read_relation(text: str) -> Relation:
    whole = re.fullmatch(r"\[(.*?)\] -> \{ (?:\[(.*?)\] -> \[(.*?)\] )?: (.*) \}", text)
    assert whole, text
    parameters, inputs, outputs, parts = whole.groups()
    united = () if parts == "false" else tuple(_conjunction(p) for p in parts.split(" or "))
    return Relation(_names(inputs or ""), _names(outputs or ""), _names(parameters), united)


@dataclasses.dataclass
class Access:
    writes: bool
    words: str
    relation: Relation | None
    inexact: str  # why it may hold more than happens; else empty


@dataclasses.dataclass
class Claim:
    by: str
    pairs: list[tuple[int, int]]
    unless: Relation | None


@dataclasses.dataclass
class Certificate:
    given: Relation
    accesses: dict[int, Access]
    claims: list[Claim]

    @cached_property
    def parameters(self) -> set[str]:
        relations = [self.given, *(a.relation for a in self.accesses.values() if a.relation)]
        return {name for relation in relations for name in relation.parameters}


_ACCESS = re.compile(
    r"access (\d+)( reads)?( writes)? (`.*?`): (unknown|\[.*?\})(?: or fewer, as (.*))?"
)
_CLAIM = re.compile(r"(all )?apart ([\d ]+) by (\w+)(?: unless (\[.*?\}))?: .*")


def read_certificate(text: str) -> Certificate:
    given, accesses, claims = read_relation("[] -> { : true }"), {}, []
    for line in text.splitlines():
        if line.startswith("given "):
            given = read_relation(line.removeprefix("given "))
        elif found := _ACCESS.fullmatch(line):
            number, _, writes, words, relation, inexact = found.groups()
            known = None if relation == "unknown" else read_relation(relation)
            accesses[int(number)] = Access(bool(writes), words, known, inexact or "")
        elif found := _CLAIM.fullmatch(line):
            every, numbers, by, unless = found.groups()
            listed = [int(n) for n in numbers.split()]
            pairs = (
                [(a, b) for i, a in enumerate(listed) for b in listed[i:]]
                if every
                else [(listed[0], listed[-1])]
            )
            pairs = [(a, b) for a, b in pairs if accesses[a].writes or accesses[b].writes]
            claims.append(Claim(by, pairs, read_relation(unless) if unless else None))
        else:
            assert line.startswith(("loop over ", "parameter ", "scalar ")), line
    return Certificate(given, accesses, claims)
