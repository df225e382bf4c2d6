"""Collects what each iteration of a loop reads and writes, and finds two that conflict.

An element is known by its address, so two views of one array meet. Events of an iteration on an
element: ("read",), ("write", key) and ("update", operation); key names a loop-invariant value.
"""

from __future__ import annotations

import contextlib
import dataclasses
import operator
from collections.abc import Iterator

import numpy as np

Event = tuple[str, str | None]
READ: Event = ("read", None)


@dataclasses.dataclass
class Conflict:
    """Two iterations that cannot change places."""

    name: str  # the array as written at the first access, or the scalar
    element: tuple[int, ...]  # empty for a scalar
    first: tuple[int, ...]  # values of the loop's variables
    second: tuple[int, ...]
    distance: int  # iterations between the two

    def words(self) -> str:
        place = f"{self.name}[{', '.join(map(str, self.element))}]" if self.element else self.name
        first, second = (", ".join(map(str, values)) for values in (self.first, self.second))
        return f"iterations {first} and {second} meet in {place}"


@dataclasses.dataclass
class Execution:
    """One run of the judged loop, from its start to its end."""

    values: list[tuple[int, ...]] = dataclasses.field(default_factory=list)
    cells: dict[int, dict[int, set[Event]]] = dataclasses.field(default_factory=dict)
    places: dict[tuple[str, tuple[int, ...]], int] = dataclasses.field(default_factory=dict)
    scalar_reads: dict[str, set[int]] = dataclasses.field(default_factory=dict)
    scalar_writes: dict[str, set[int]] = dataclasses.field(default_factory=dict)
    failures: int = 0  # iterations that ended with an exception

    def conflict(self, nearest: bool = False) -> Conflict | None:
        """Two conflicting iterations, the first found or the nearest ones."""
        names = {address: place for place, address in reversed(self.places.items())}
        best: Conflict | None = None
        for address, iterations in self.cells.items():
            if agree(iterations):
                continue
            for x, y in _pairs(iterations):
                if clash(iterations[x], iterations[y]):
                    best = self._nearer(best, *names[address], x, y)
                    if not nearest:
                        return best
        for name, writers in self.scalar_writes.items():
            readers = self.scalar_reads.get(name, set())
            for x, y in ((x, y) for x in writers for y in readers if x != y):
                best = self._nearer(best, name, (), min(x, y), max(x, y))
        return best

    def _nearer(
        self, best: Conflict | None, name: str, element: tuple[int, ...], x: int, y: int
    ) -> Conflict:
        if best and best.distance <= y - x:
            return best
        return Conflict(name, element, self.values[x], self.values[y], y - x)

    def shows_element(self, address: int, pair: list[int]) -> bool:
        """Whether both iterations touched the element and one of them wrote it."""
        touched = self.cells.get(address, {})
        events = [touched.get(number, set()) for number in pair]
        return all(events) and any(e != {READ} for e in events)

    def shows_scalar(self, name: str, pair: list[int]) -> bool:
        writers = self.scalar_writes.get(name, set())
        readers = self.scalar_reads.get(name, set())
        return any(x in writers and y in readers for x, y in (pair, pair[::-1]))


def agree(iterations: dict[int, set[Event]]) -> bool:
    """Cheap cases without conflict: only reads, one atomic operation, one invariant value."""
    events = set().union(*iterations.values())
    if len(iterations) == 1 or events == {READ}:
        return True
    only = next(iter(events))
    return len(events) == 1 and (only[0] == "update" or only[1] is not None)


def clash(a: set[Event], b: set[Event]) -> bool:
    """Conflict of two iterations on an element on which not all events agree."""
    if a == {READ} and b == {READ}:
        return False
    both = a | b
    return len(both) > 1 or next(iter(both))[0] == "write"


def _pairs(iterations: dict[int, set[Event]]) -> Iterator[tuple[int, int]]:
    """Pairs in which one iteration may write."""
    numbers = sorted(iterations)
    writers = {number for number in numbers if iterations[number] != {READ}}
    for k, x in enumerate(numbers):
        for y in numbers[k + 1 :]:
            if x in writers or y in writers:
                yield x, y


def address_of(array: np.ndarray, element: tuple[int, ...]) -> int | None:
    """Where an element lies; None when there is no such element."""
    inside = len(element) == array.ndim and all(
        0 <= i < extent for i, extent in zip(element, array.shape, strict=True)
    )
    start = int(array.__array_interface__["data"][0])
    return start + sum(map(operator.mul, element, array.strides)) if inside else None


class Recorder:
    """What the rewritten function calls; holds the executions of the judged loop."""

    def __init__(self) -> None:
        self.executions: list[Execution] = []
        self._running: Execution | None = None
        self._assigned: set[str] = set()  # scalars that this iteration has assigned
        self._arrays: list[np.ndarray] = []  # kept alive, so that no address is used again

    @contextlib.contextmanager
    def execution(self) -> Iterator[None]:
        self._running = Execution()
        self.executions.append(self._running)
        yield
        self._running = None

    def iteration(self, *values: int) -> None:
        assert self._running
        self._running.values.append(tuple(int(v) for v in values))
        self._assigned = set()

    def failed(self) -> None:
        assert self._running
        self._running.failures += 1

    # ---- elements --------------------------------------------------------------------------

    def peek(self, name: str, array: np.ndarray, index: object) -> object:
        return array[index]

    def read(self, name: str, array: np.ndarray, index: object) -> object:
        value = array[index]
        if not isinstance(value, np.ndarray):  # a view reads nothing
            self._note(name, array, index, READ)
        return value

    def write(
        self, value: object, name: str, array: np.ndarray, index: object, key: str | None
    ) -> None:
        array[index] = value
        self._note(name, array, index, ("write", key))

    def update(
        self, value: object, name: str, array: np.ndarray, index: object, operation: str
    ) -> None:
        array[index] = value
        self._note(name, array, index, ("update", operation))

    def _note(self, name: str, array: object, index: object, event: Event) -> None:
        if self._running is None or not isinstance(array, np.ndarray):
            return
        indices = index if isinstance(index, tuple) else (index,)
        element = tuple(int(i) % e for i, e in zip(indices, array.shape, strict=True))
        address = address_of(array, element)
        assert address is not None
        if not self._arrays or self._arrays[-1] is not array:
            self._arrays.append(array)
        run = self._running
        run.places.setdefault((name, element), address)
        run.cells.setdefault(address, {}).setdefault(len(run.values) - 1, set()).add(event)

    # ---- scalars ---------------------------------------------------------------------------

    def read_scalar(self, name: str, value: object) -> object:
        if self._running and name not in self._assigned:
            self._running.scalar_reads.setdefault(name, set()).add(len(self._running.values) - 1)
        return value

    def write_scalar(self, name: str) -> None:
        self._assigned.add(name)
        if self._running:
            self._running.scalar_writes.setdefault(name, set()).add(len(self._running.values) - 1)
