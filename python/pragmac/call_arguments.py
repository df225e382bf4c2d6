"""The values that a call hands to a function, by name, and which of them share memory."""

from __future__ import annotations

import inspect
from types import FunctionType
from typing import TYPE_CHECKING, Any

import numpy as np

from .annotated_loops import function_node
from .shared_memory import overlap, overlaps_itself
from .stored_names import stored_names

if TYPE_CHECKING:
    from .bindings import Bound


def bound_arguments(
    function: FunctionType, args: tuple[Any, ...], keywords: dict[str, Any]
) -> inspect.BoundArguments:
    """The parameters with their values, defaults included."""
    given = inspect.signature(function, follow_wrapped=False).bind(*args, **keywords)
    given.apply_defaults()
    return given


def hidden_values(bound: Bound) -> dict[str, Any]:
    """The globals and closure values that are hidden arguments."""
    from .bindings import read

    return {name: read(source) for name, source in bound.hidden}


def argument_values(bound: Bound, given: inspect.BoundArguments) -> dict[str, Any]:
    return {**hidden_values(bound), **given.arguments}


def overlapping_arguments(bound: Bound, values: dict[str, Any]) -> list[str]:
    """Two arguments that share memory of which the function may write one, or one that overlaps
    itself: such a call takes the version that is compiled for overlaps."""
    function = bound.functions[0]
    written = stored_names(bound, function, function_node(function.source, function.name))
    arrays = {name: a for name, a in values.items() if isinstance(a, np.ndarray)}
    names = sorted(written & set(arrays))
    for name in names:
        if overlaps_itself(arrays[name]):
            return [name]
    for name in names:
        for other, array in arrays.items():
            if other != name and overlap(arrays[name], array):
                return [name, other]
    return []


def kind_of_overlap(shared: list[str]) -> int:
    """Which version a call takes whose `overlapping_arguments` these are, as `Compiler.version`
    counts them."""
    return (0, 2, 1)[len(shared)]
