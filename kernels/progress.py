"""A bar with the time left, for programs that take minutes: on a terminal, and where rich is
installed."""

import sys
from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")


def tracked(items: Sequence[T], what: str) -> Iterator[T]:
    """The items, one after the other, and a bar below what is printed meanwhile, on standard error;
    nothing else where standard error is no terminal."""
    progress = _progress() if sys.stderr.isatty() else None
    if progress is None:
        yield from items
        return
    with progress:
        yield from progress.track(items, description=what)


def _progress():
    try:
        from rich.console import Console
        from rich.progress import Progress
    except ImportError:
        return None
    # What is printed goes through the bar's terminal only if it goes there anyway.
    return Progress(
        console=Console(stderr=True), transient=True, redirect_stdout=sys.stdout.isatty()
    )
