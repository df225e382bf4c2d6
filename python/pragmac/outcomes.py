"""One call and everything that can be seen of it afterwards: result, exception, arrays."""

from __future__ import annotations

import inspect
import traceback
from collections.abc import Callable
from typing import Any

import numpy as np

from .diagnostics import CompileError, MismatchError, RaceError
from .shared_memory import Array, copied, root

Place = tuple[str, int]


class Outcome:
    __slots__ = ("result", "returned", "error", "words", "places", "arrays")

    def __init__(self) -> None:
        self.result: Any = None
        self.returned: dict[str, str] = {}  # which results are which argument itself
        self.error: type[Exception] | None = None
        self.words = ""
        self.places: list[Place] = []  # in the function's files, outermost first
        self.arrays: dict[str, Array] = {}  # what they hold afterwards, by description

    @property
    def ending(self) -> str:
        if self.error is None:
            return "returns"
        where = " in line {1} of {0}".format(*self.places[-1]) if self.places else ""
        return f"raises {self.error.__name__}{where} ({self.words[:200]})"


class Calls:
    """Calls with the same arguments again and again: each call has copies of its own, and arrays
    that the function reaches as globals are as before after it."""

    def __init__(
        self,
        given: inspect.BoundArguments,
        hidden: dict[str, Any],
        files: set[str],
        roots: bool = True,
    ) -> None:
        """`roots`: the arrays that arguments are views of are part of what can be seen."""
        self._given = given
        self._files = files
        self._hidden = {n: a for n, a in hidden.items() if isinstance(a, np.ndarray)}
        arrays = {n: a for n, a in given.arguments.items() if isinstance(a, np.ndarray)}
        # An argument that shares memory with a global cannot be copied without losing that.
        self._kept = {n: a for n, a in arrays.items() if self._is_hidden(a)}
        self._copied = {n: a for n, a in arrays.items() if n not in self._kept}
        self._roots = _distinct_roots(self._copied) if roots else {}
        self._with_roots = roots
        # The caller's own arrays, under the descriptions that outcomes use.
        self.originals = {
            **{_argument(n): a for n, a in arrays.items()},
            **{_viewed(n): a for n, a in self._roots.items()},
            **{_global(n): a for n, a in self._hidden.items()},
        }

    def _is_hidden(self, a: Array) -> bool:
        return any(np.may_share_memory(root(a), root(h)) for h in self._hidden.values())

    def call(self, function: Callable[..., Any]) -> Outcome:
        every = copied([*self._copied.values(), *self._roots.values()], self._with_roots)
        arguments = dict(zip(self._copied, every, strict=False))
        roots = dict(zip(self._roots, every[len(arguments) :], strict=True))
        given = inspect.BoundArguments(self._given.signature, self._given.arguments.copy())
        given.arguments.update(arguments)
        in_place = [a for a in (*self._hidden.values(), *self._kept.values()) if a.flags.writeable]
        saved = [a.copy() for a in in_place]
        try:
            outcome = self._outcome(function, given)
            outcome.returned = _returned(outcome.result, given.arguments)
            outcome.result = _frozen(outcome.result)
            outcome.arrays = {
                **{_argument(n): a for n, a in arguments.items()},
                **{_argument(n): a.copy() for n, a in self._kept.items()},
                **{_viewed(n): a for n, a in roots.items()},
                **{_global(n): a.copy() for n, a in self._hidden.items()},
            }
        finally:
            for a, before in zip(in_place, saved, strict=True):
                a[...] = before
        return outcome

    def _outcome(self, function: Callable[..., Any], given: inspect.BoundArguments) -> Outcome:
        outcome = Outcome()
        try:
            with np.errstate(all="ignore"):
                outcome.result = function(*given.args, **given.kwargs)
        except (CompileError, MismatchError, RaceError):
            raise
        except Exception as error:
            outcome.error, outcome.words = type(error), str(error)
            frames = traceback.walk_tb(error.__traceback__)
            places = [(frame.f_code.co_filename, line) for frame, line in frames]
            outcome.places = [place for place in places if place[0] in self._files]
        return outcome


def results(value: Any, label: str = "result") -> list[tuple[str, Any]]:
    """The values of a result with their names; those of a tuple one by one."""
    if not isinstance(value, tuple):
        return [(label, value)]
    return [r for i, item in enumerate(value) for r in results(item, f"{label}[{i}]")]


def _argument(name: str) -> str:
    return f"argument `{name}`"


def _viewed(name: str) -> str:
    return f"the array that `{name}` is a view of"


def _global(name: str) -> str:
    return f"`{name}`, which is no argument"


def _distinct_roots(arrays: dict[str, Array]) -> dict[str, Array]:
    """By the first argument that is a view of it; arrays that are arguments themselves are not."""
    known = {id(a) for a in arrays.values()}
    found: dict[str, Array] = {}
    for name, a in arrays.items():
        if id(root(a)) not in known:
            known.add(id(root(a)))
            found[name] = root(a)
    return found


def _returned(result: Any, arguments: dict[str, Any]) -> dict[str, str]:
    return {
        label: name
        for label, value in results(result)
        for name, argument in arguments.items()
        if isinstance(value, np.ndarray) and value is argument
    }


def _frozen(result: Any) -> Any:
    if isinstance(result, tuple):
        return tuple(map(_frozen, result))
    return result.copy() if isinstance(result, np.ndarray) else result
