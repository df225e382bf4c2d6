"""Replays a witness: do two iterations touch one element, one of them writing, in a recorded run?

Tried in turn: the arguments that the witness itself gives (`given`: values of integer parameters,
extents such as `a.shape[0]`, elements such as `x[0]`), then every combination of the corpus.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
from loop_case import LoopCase
from record import Runs
from recorder import Execution, address_of

SIZES = (*range(2, 19), 33)
_MOST_ELEMENTS = 1_000_000
_EXTENT = re.compile(r"(\w+)\.shape\[(\d+)\]")
_ELEMENT = re.compile(r"(\w+)\[([-\d, ]+)\]")

Arguments = dict[str, object]


def replays(case: LoopCase, witness: dict[str, Any]) -> bool:
    """Whether some run shows both iterations of the witness at its element or scalar.

    `array` is a name as written at an access, also in a called function, or that of an argument.
    """
    name, element = witness["array"], integers(witness.get("element") or ())
    first, second = (integers(value) for value in witness["iterations"])
    runs = Runs(case)
    for arguments in _candidates(case, witness.get("given") or {}):
        for execution in _executions(runs, arguments):
            addresses = [execution.places.get((name, element))]
            argument = arguments.get(name)
            if isinstance(argument, np.ndarray):
                addresses.append(address_of(argument, element))
            for pair in _pairs(execution, first, second):
                if any(a is not None and execution.shows_element(a, pair) for a in addresses):
                    return True
                if execution.shows_scalar(name, pair):
                    return True
    return False


def integers(value: Any) -> tuple[int, ...]:
    return tuple(int(v) for v in value) if isinstance(value, (list, tuple)) else (int(value),)


def _pairs(
    execution: Execution, first: tuple[int, ...], second: tuple[int, ...]
) -> Iterator[list[int]]:
    """Iterations with these values; of collapsed loops the outer values alone may be given."""

    def numbers(values: tuple[int, ...]) -> list[int]:
        return [k for k, v in enumerate(execution.values) if v[: len(values)] == values]

    return ([x, y] for x, y in itertools.product(numbers(first), numbers(second)) if x != y)


def _executions(runs: Runs, arguments: Arguments) -> list[Execution]:
    """What was recorded, also when the extents given make the function raise in the end."""
    try:
        return runs.executions(tuple(arguments.values()))
    except (IndexError, ArithmeticError, UnboundLocalError):
        return runs.recorded


def _candidates(case: LoopCase, given: dict[str, int]) -> Iterator[Arguments]:
    if given and all(abs(value) <= _MOST_ELEMENTS for value in given.values()):
        yield _with_given(case, given)
    for setting in case.settings(SIZES):
        case.arguments(setting)
        yield setting.made


def _with_given(case: LoopCase, given: dict[str, int]) -> Arguments:
    """The corpus's arguments for the extent given, with arrays of other extents made anew."""
    setting = next(case.settings((max(given.get("n", SIZES[-1]), 0),)))
    case.arguments(setting)
    made = setting.made
    for name, value in list(made.items()):
        if isinstance(value, np.ndarray):
            made[name] = _resized(value, name, given)
        else:
            made[name] = given.get(name, value)
    for key, value in given.items():
        match = _ELEMENT.fullmatch(key)
        array = made.get(match[1]) if match else None
        if match and isinstance(array, np.ndarray):
            array[tuple(int(i) for i in match[2].split(","))] = value
    return made


def _resized(array: np.ndarray, name: str, given: dict[str, int]) -> np.ndarray:
    shape = list(array.shape)
    for key, extent in given.items():
        match = _EXTENT.fullmatch(key)
        if match and match[1] == name:
            shape[int(match[2])] = extent
    if tuple(shape) == array.shape or np.prod(shape) > _MOST_ELEMENTS:
        return array
    return np.resize(array, shape) if array.size else np.ones(shape, array.dtype)
