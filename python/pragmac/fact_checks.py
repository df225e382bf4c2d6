"""Checks what `assume` clauses say while plain Python runs the loops that carry them.

The instrumented function tells which loop is entered, which iteration begins, and which elements of
the named arrays it touches. The first time that two of them contradict a fact, MismatchError names
the fact, the loop's line and both iterations or positions.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import TracebackType
from typing import Any

import numpy as np

from .diagnostics import MismatchError
from .shared_memory import Array, addresses, overlap

Element = tuple[int, ...]


class Fact:
    """One name list of an `assume` clause."""

    __slots__ = ("kind", "names", "indexes", "checked")

    def __init__(self, kind: str, names: tuple[str, ...], indexes: bool) -> None:
        self.kind = kind
        self.names = names
        self.indexes = indexes  # the loop shows which array the values index
        self.checked = 0  # positions, stores or entries that were looked at


class AnnotatedFacts:
    """The facts that stand above one loop."""

    __slots__ = ("file", "line", "variables", "facts", "entries")

    def __init__(self, file: str, line: int, variables: list[str], facts: list[Fact]) -> None:
        self.file = file
        self.line = line
        self.variables = variables
        self.facts = facts
        self.entries = 0


class FactChecks:
    """What an instrumented function calls; loops are known by number."""

    def __init__(self) -> None:
        self.loops: list[AnnotatedFacts] = []
        self.unreached: list[str] = []  # functions whose loops no check can look into
        self.functions: set[Any] = set()  # plain Python ones, whose accesses can be watched
        self._running: dict[int, Execution] = {}

    def loop(self, number: int, arrays: dict[str, Any]) -> Execution:
        """`with checks.loop(…):` around the loop; `arrays` are those that its facts name."""
        plain = {name: self.plain(array) for name, array in arrays.items()}
        return Execution(self.loops[number], plain, self._running, number)

    def iteration(self, number: int, *values: Any) -> None:
        self._running[number].begin(values)

    def watch(self, numbers: tuple[int, ...], name: str, value: Any) -> Any:
        """What stands for an array that is about to be subscripted."""
        array = self.plain(value)
        return _observed(value, [(name, self._running[n], array) for n in numbers])

    def recognise(self, numbers: tuple[int, ...], value: Any) -> Any:
        """The same for what may be an array, or a part of one, that the facts know by another
        name."""
        array = self.plain(value)
        running = [self._running[n] for n in numbers]
        found = [
            (*known, execution) for execution in running for known in execution.names_of(array)
        ]
        return _observed(value, [(name, execution, base) for name, base, execution in found])

    def passed(self, value: Any, watched: Any, function: Any) -> Any:
        """Which of the two is handed to a function."""
        return watched if function in self.functions else value

    def plain(self, value: Any) -> Any:
        """The result of a function that may give back what it was handed."""
        if isinstance(value, tuple):
            return tuple(self.plain(item) for item in value)
        return value._array if isinstance(value, Watched) else value

    def elements(self, numbers: tuple[int, ...], name: str, array: Any) -> Iterator[Any]:
        """What iterating over a one-dimensional array gives."""
        for position in range(len(array)):
            yield self.watch(numbers, name, array)[position]

    def index(
        self, numbers: tuple[int, ...], origin: Any, value: Any, array: Any, axis: int
    ) -> Any:
        """The value, which came from the array `origin` and is an index of `array` now."""
        whole, array = isinstance(value, (int, np.integer)), self.plain(array)
        if whole and isinstance(array, np.ndarray) and axis < array.ndim:
            for execution in (self._running[n] for n in numbers):
                for name, _ in execution.names_of(self.plain(origin)):
                    execution.used(name, int(value), array.shape[axis])
        return value

    # ---- afterwards ------------------------------------------------------------------------

    def to_dicts(self) -> list[dict[str, Any]]:
        return [
            {"file": loop.file, "line": loop.line, "fact": fact.kind, "names": list(fact.names),
             "checked": fact.checked, "result": _result(loop, fact)}
            for loop in self.loops for fact in loop.facts
        ]  # fmt: skip

    def notes(self) -> list[str]:
        return [
            f"`{name}` runs as it is: it is called through a package" for name in self.unreached
        ] + [
            f"{words} of the loop in line {loop.line} is not verified: nothing that it is about "
            "was seen in the loop"
            for loop in self.loops
            for fact in loop.facts
            for words in [f"assume({fact.kind}: {', '.join(fact.names)})"]
            if loop.entries and not fact.checked
        ]


def _result(loop: AnnotatedFacts, fact: Fact) -> str:
    if not loop.entries:
        return "was not needed: the loop was not reached"
    if not fact.checked:
        return "was not verified"
    unit = {"disjoint": "entry", "samevalue": "store"}.get(fact.kind, "access")
    plural = {"entry": "entries", "store": "stores", "access": "accesses"}[unit]
    return f"held in {fact.checked} {unit if fact.checked == 1 else plural}"


class Execution:
    """One run of a loop, from its start to its end."""

    def __init__(
        self, loop: AnnotatedFacts, arrays: dict[str, Any], running: dict[int, Any], number: int
    ) -> None:
        self._loop = loop
        self._arrays = arrays
        self._running = running
        self._number = number
        self._iteration = -1
        self._labels: list[str] = []  # of all iterations
        # Per index array: where each value was last read, and which position holds each element.
        self._positions: dict[str, dict[int, Element]] = {}
        self._holders: dict[tuple[str, int, int], tuple[Element, int]] = {}
        self._values: dict[str, dict[Element, tuple[Any, int]]] = {}  # of sorted arrays
        self._touched: dict[tuple[str, Element], list[int]] = {}  # up to two iterations
        self._changed: dict[tuple[str, Element], tuple[int, str]] = {}

    def __enter__(self) -> None:
        self._running[self._number] = self
        self._loop.entries += 1
        for fact in self._facts("disjoint"):
            fact.checked += 1
            a, b = (self._arrays[name] for name in fact.names)
            if isinstance(a, np.ndarray) and isinstance(b, np.ndarray) and overlap(a, b):
                self._refute(fact, _shared_positions(fact.names, a, b))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        del self._running[self._number]
        if not isinstance(error, MismatchError):
            for fact in self._facts("sorted"):
                self._check_order(fact)

    def begin(self, values: tuple[Any, ...]) -> None:
        self._iteration += 1
        named = zip(self._loop.variables, values, strict=True)
        self._labels.append(", ".join(f"{name}={value}" for name, value in named))

    def names_of(self, array: Any) -> list[tuple[str, Array]]:
        """What the facts, except disjoint ones, call the array or the one that it is a part of."""
        known = {n for fact in self._loop.facts if fact.kind != "disjoint" for n in fact.names}
        named = [(name, self._arrays.get(name)) for name in sorted(known)]
        return [(name, base) for name, base in named
                if isinstance(base, np.ndarray) and _is_part(array, base)]  # fmt: skip

    # ---- events ----------------------------------------------------------------------------

    def loaded(self, name: str, element: Element, value: Any) -> None:
        index = int(value) if isinstance(value, np.integer) else None
        if index is not None:
            self._positions.setdefault(name, {})[index] = element
        for fact in self._facts("sorted", name):
            fact.checked += 1
            self._values.setdefault(name, {})[element] = (value, self._iteration)
        for fact in self._facts("unique", name):
            if not fact.indexes and index is not None:
                self._hold(fact, name, index, element, 0)
        for fact in self._facts("samevalue", name):
            self._touch(fact, name, element)

    def used(self, name: str, value: int, extent: int) -> None:
        element = value + extent if value < 0 else value
        position = self._positions.get(name, {}).get(value)
        for fact in self._facts("inrange", name):
            fact.checked += 1
            if not -extent <= value < extent:
                at = f" at position {_place(position)}" if position is not None else ""
                where = f"iteration {self._label()} indexes {extent} elements with {value}"
                self._refute(fact, f"{where}, which `{name}` holds{at}")
        for fact in self._facts("unique", name):
            if position is not None:
                self._hold(fact, name, element, position, extent)

    def stored(self, name: str, element: Element, old: Any, new: Any) -> None:
        for fact in self._facts("samevalue", name):
            fact.checked += 1
            if not _same_bits(old, new):
                change = f"stores {new!s} where {old!s} was"
                self._changed.setdefault((name, element), (self._iteration, change))
            self._touch(fact, name, element)

    # ---- facts -----------------------------------------------------------------------------

    def _facts(self, kind: str, name: str | None = None) -> list[Fact]:
        found = [fact for fact in self._loop.facts if fact.kind == kind]
        return found if name is None else [fact for fact in found if name in fact.names]

    def _hold(self, fact: Fact, name: str, element: int, position: Element, extent: int) -> None:
        fact.checked += 1
        known = self._holders.setdefault((name, extent, element), (position, self._iteration))
        if known[0] != position:
            self._refute(
                fact,
                f"positions {_place(known[0])} and {_place(position)} of `{name}`, of iterations "
                f"{self._label(known[1])} and {self._label()}, both mean element {element}",
            )

    def _touch(self, fact: Fact, name: str, element: Element) -> None:
        iterations = self._touched.setdefault((name, element), [])
        if self._iteration not in iterations and len(iterations) < 2:
            iterations.append(self._iteration)
        changed = self._changed.get((name, element))
        others = [i for i in iterations if changed and i != changed[0]]
        if changed and others:
            self._refute(
                fact,
                f"iteration {self._label(changed[0])} {changed[1]} in `{name}[{_place(element)}]`, "
                f"which iteration {self._label(others[0])} touches too",
            )

    def _check_order(self, fact: Fact) -> None:
        for name in fact.names:
            read = sorted(self._values.get(name, {}).items())
            for (p, (x, i)), (q, (y, j)) in zip(read, read[1:], strict=False):
                if y < x:
                    self._refute(
                        fact,
                        f"`{name}` holds {x!s} at position {_place(p)} and {y!s} at position "
                        f"{_place(q)}, read by iterations {self._label(i)} and {self._label(j)}",
                    )

    def _label(self, iteration: int | None = None) -> str:
        number = self._iteration if iteration is None else iteration
        return self._labels[number] if number >= 0 else "0"

    def _refute(self, fact: Fact, what: str) -> None:
        raise MismatchError(
            f"assume({fact.kind}: {', '.join(fact.names)}) of the loop in line {self._loop.line} "
            f"of {self._loop.file} does not hold: {what}"
        )


# A name, the loop that knows the array by it, and the array.
Observer = tuple[str, Execution, Array]


class Watched:
    """An array, or a part of one, whose single elements are read and written in the sight of
    running loops. Everything else is the array's own."""

    __slots__ = ("_array", "_observers")

    def __init__(self, array: Array, observers: list[Observer]) -> None:
        self._array = array
        self._observers = observers

    def __getitem__(self, index: Any) -> Any:
        value = self._array[index]
        element = _element(self._array, index)
        if element is not None:
            for name, execution, at in self._places(element):
                execution.loaded(name, at, value)
        elif isinstance(value, np.ndarray) and value.base is not None:
            return Watched(value, self._observers)
        return value

    def __setitem__(self, index: Any, value: Any) -> None:
        element = _element(self._array, index)
        old = self._array[index] if element is not None else None
        self._array[index] = value
        if element is not None:
            for name, execution, at in self._places(element):
                execution.stored(name, at, old, self._array[index])

    def _places(self, element: Element) -> Iterator[tuple[str, Execution, Element]]:
        """The element as each loop counts it."""
        for name, execution, base in self._observers:
            at = element if base is self._array else _element_of(base, self._array, element)
            if at is not None:
                yield name, execution, at

    def __len__(self) -> int:
        return len(self._array)

    def __array__(self, *arguments: Any, **keywords: Any) -> Array:
        return np.asarray(self._array, *arguments, **keywords)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._array, name)


def _observed(value: Any, observers: list[Observer]) -> Any:
    if isinstance(value, Watched):  # by the loop of a caller
        return Watched(value._array, [*value._observers, *observers])
    return Watched(value, observers) if observers and isinstance(value, np.ndarray) else value


def _is_part(array: Any, base: Array) -> bool:
    """Whether elements of the array may be elements of `base`."""
    if array is base:
        return True
    same = isinstance(array, np.ndarray) and array.dtype == base.dtype
    return same and bool(np.may_share_memory(array, base))


def _element_of(base: Array, part: Array, element: Element) -> Element | None:
    """The indices in `base` of an element of `part`; None where it is none of them."""
    offset = part.__array_interface__["data"][0] - base.__array_interface__["data"][0]
    offset += sum(i * stride for i, stride in zip(element, part.strides, strict=True))
    axes = list(enumerate(zip(base.shape, base.strides, strict=True)))
    offset -= sum(min(0, (n - 1) * stride) for _, (n, stride) in axes)
    found = [0] * base.ndim
    for axis, (extent, stride) in sorted(axes, key=lambda a: -abs(a[1][1])):
        if extent > 1 and stride:
            steps, offset = divmod(offset, abs(stride))
            found[axis] = steps if stride > 0 else extent - 1 - steps
    inside = all(0 <= i < n for i, n in zip(found, base.shape, strict=True))
    return tuple(found) if inside and offset == 0 else None


def _element(array: Array, index: Any) -> Element | None:
    """The indices of one element, none of them negative; None for a part of the array, and for what
    lies outside, where the access itself raises."""
    indices = index if isinstance(index, tuple) else (index,)
    whole = all(isinstance(i, (int, np.integer)) for i in indices)
    if not whole or len(indices) != array.ndim:
        return None
    wrapped = [int(i) + n if i < 0 else int(i) for i, n in zip(indices, array.shape, strict=True)]
    inside = all(0 <= i < n for i, n in zip(wrapped, array.shape, strict=True))
    return tuple(wrapped) if inside else None


def _same_bits(a: Any, b: Any) -> bool:
    return bool(a.tobytes() == b.tobytes() or (a != a and b != b))


def _place(position: Element) -> str:
    return ", ".join(map(str, position))


def _shared_positions(names: tuple[str, ...], a: Array, b: Array) -> str:
    """Two positions whose elements share memory."""
    starts, others = addresses(a).ravel(), addresses(b).ravel()
    order = np.argsort(others, kind="stable")
    # The first element of b that ends behind the start of each element of a.
    at = np.searchsorted(others[order], starts - b.itemsize, side="right")
    near = others[order][np.minimum(at, others.size - 1)]
    meets = (near > starts - b.itemsize) & (near < starts + a.itemsize)
    if not meets.any():
        return f"`{names[0]}` and `{names[1]}` share memory"
    first = int(np.argmax(meets))
    second = int(order[at[first]])
    elements = [
        f"`{name}[{_place(tuple(int(i) for i in np.unravel_index(flat, array.shape)))}]`"
        for name, flat, array in ((names[0], first, a), (names[1], second, b))
    ]
    return f"{elements[0]} and {elements[1]} share memory"
