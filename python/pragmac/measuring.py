"""What the loops of a call ask for and how long they take, for `explain`: measured in calls on
copies of the arguments, one that counts and some that are timed."""

from __future__ import annotations

import contextlib
import copy
import io
import re
import time
from typing import TYPE_CHECKING, Any

from . import _native
from .call_arguments import hidden_values
from .diagnostics import CompileError, RaceError
from .function import Compiler
from .outcomes import Calls

if TYPE_CHECKING:
    import inspect

    from .bindings import Bound

_LONGEST, _MOST_RUNS = 0.3, 5  # seconds of runs after the first; their number at most
# Seconds of a call, times threads, above which nothing is counted: that is in order and without
# vectors, and may take ten times as long.
_LONGEST_COUNTED = 2.0
_TOGETHER = "with the loop before"
_COUNT = re.compile(r"(reads|writes|size of) `(.*)`")
Place = tuple[str, int]


class LoopWork:
    """What one loop does in a call. `arrays` has bytes by name: "reads" and "writes" as the program
    asks for them, "size" of all elements. `operations` are floating-point ones by the width of
    their results in bits. `seconds` is None where it was timed `together` with the loop before,
    which has it among its `others`.
    "size" is the sum over all entries of the loop."""

    __slots__ = ("entries", "arrays", "operations", "seconds", "together", "others")

    def __init__(self) -> None:
        self.entries = 0
        self.arrays: dict[str, dict[str, int]] = {}
        self.operations = {64: 0, 32: 0}
        self.seconds: float | None = None
        self.together = False
        self.others: list[LoopWork] = []

    @property
    def moved(self) -> int:
        """Bytes that the program asks for."""
        return sum(a["reads"] + a["writes"] for a in self.arrays.values())

    @property
    def least(self) -> int:
        """Bytes when each element that is asked for moves once each time the loop is entered: an
        array whole, or as much of it as the program asks for."""
        return sum(
            min(a[way], a["size"]) for a in self.arrays.values() for way in ("reads", "writes")
        )

    @property
    def footprint(self) -> int:
        """Bytes of memory that the loop touches."""
        return sum(
            min(a["size"] // max(self.entries, 1), a["reads"] + a["writes"])
            for a in self.arrays.values()
        )

    def with_others(self) -> LoopWork:
        """All that was timed together."""
        made = LoopWork()
        made.seconds = self.seconds
        made.entries = self.entries
        for part in (self, *self.others):
            for bits, count in part.operations.items():
                made.operations[bits] += count
            for name, sizes in part.arrays.items():
                of_all = made.arrays.setdefault(name, {"reads": 0, "writes": 0, "size": 0})
                of_all["size"] = sizes["size"]
                for way in ("reads", "writes"):
                    of_all[way] += sizes[way]
        return made

    def note(self, what: str, amount: int) -> None:
        if what == "entries":
            self.entries += amount
        elif what.startswith("operations"):
            self.operations[int(what.split()[-1])] += amount
        elif found := _COUNT.fullmatch(what):
            array = self.arrays.setdefault(found[2], {"reads": 0, "writes": 0, "size": 0})
            array[found[1].removesuffix(" of")] += amount


class _Twin(Compiler):
    """Compiles a function once more, for versions that measure."""

    def __init__(self, compiler: Compiler, measure: str) -> None:
        settings = copy.copy(compiler.settings)
        settings.measure, settings.cache = measure, False
        if measure == "work":  # in order, where no proof can be had
            settings.races = "check"
        super().__init__(compiler.function, settings)
        self.jitted = _native.Jitted(compiler.function, self)

    def _warn_about(self, loops: list[dict[str, Any]], overlap: int) -> None:
        """The program's own calls do."""

    def notes(self) -> dict[tuple[Place, str], int]:
        found: dict[tuple[Place, str], int] = {}
        for version in self._versions.values():
            for file, line, what, amount in _native.notes(version.capsule):
                key = ((file, line), what)
                found[key] = found.get(key, 0) + amount
        return found


def measured_loops(
    compiler: Compiler, bound: Bound, given: inspect.BoundArguments
) -> tuple[dict[Place, LoopWork], str]:
    """By the place of the loop; and why there is none, if a call does not come to its end."""
    files = {function.source.filename for function in bound.functions}
    calls = Calls(given, hidden_values(bound), files, roots=False)
    try:
        times = _Times(calls, _Twin(compiler, "time"))
        if times.call * _native.thread_count() > _LONGEST_COUNTED:
            return {}, f"the call takes {times.call:.1f} s, too long to count what it moves"
        twin = _Twin(compiler, "work")
        _run(calls, twin)
    except _Stopped as stopped:
        return {}, f"the call {stopped}"
    except MemoryError:
        return {}, "there is no memory for copies of the arguments"
    except (CompileError, RaceError) as error:
        return {}, str(error).strip().splitlines()[0]
    found: dict[Place, LoopWork] = {}
    for (place, what), amount in twin.notes().items():
        work = found.setdefault(place, LoopWork())
        work.seconds = times.shortest.get(place)
        work.together = place in times.together
        work.note(what, amount)
    timed: LoopWork | None = None
    for _, work in sorted(found.items()):
        if work.together and timed:
            timed.others.append(work)
        elif work.seconds is not None:
            timed = work
    return found, ""


class _Stopped(Exception):
    """A call raised an error."""


def _run(calls: Calls, twin: _Twin) -> None:
    with contextlib.redirect_stdout(io.StringIO()):
        outcome = calls.call(twin.jitted)
    if outcome.error:
        raise _Stopped(outcome.ending)


class _Times:
    """`shortest` has the time of each loop, `together` those that are timed with the loop before,
    `call` the last call's time without what copies take. The first run is no measurement: it
    compiles, and wakes the threads; where it takes long all the same it is one."""

    def __init__(self, calls: Calls, twin: _Twin) -> None:
        self.shortest: dict[Place, float] = {}
        self.together: set[Place] = set()
        self.call = 0.0
        _run(calls, twin)
        first = twin.notes()
        self._see({}, first)
        started = time.perf_counter()
        before, runs = first, 0
        while runs < _MOST_RUNS and time.perf_counter() - started + self.call < _LONGEST:
            _run(calls, twin)
            after = twin.notes()
            if not runs:
                self.shortest = {}
            self._see(before, after)
            before, runs = after, runs + 1

    def _see(
        self, before: dict[tuple[Place, str], int], after: dict[tuple[Place, str], int]
    ) -> None:
        for (place, what), amount in after.items():
            seconds = (amount - before.get((place, what), 0)) * 1e-9
            if what == "nanoseconds":
                self.shortest[place] = min(seconds, self.shortest.get(place, seconds))
            elif what == "nanoseconds of the call":
                self.call = seconds
            elif what == _TOGETHER:
                self.together.add(place)
