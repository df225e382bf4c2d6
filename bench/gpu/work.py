"""What a library makes of a problem: something to call again and again, and how it is timed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


class NotMeasured(Exception):
    """This library is not here, or has no version of this problem; the text says which."""


@dataclass
class Work:
    """Compiled and bound to arguments on the device; every call does the whole work once."""

    call: Callable[[], Any]
    results: Callable[[Any], tuple]  # of what a call returned: all results as NumPy arrays
    finish: Callable[[], Any]  # waits until the device is done
    stream: int | None = 0  # that it works on; None: events cannot be put there, the host times it
