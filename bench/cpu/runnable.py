"""What a competitor makes of a program: something to call again and again on the same arrays."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


class NotHere(Exception):
    """This competitor is not installed, or has no version of this program; the text says which."""


def as_tuple(returned: Any) -> tuple:
    return returned if isinstance(returned, tuple) else () if returned is None else (returned,)


@dataclass
class Runnable:
    """Bound to arrays; every call does the whole work once."""

    call: Callable[[], Any]
    results: Callable[[Any], tuple] = as_tuple  # of what a call returned, written arrays aside
