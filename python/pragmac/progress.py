"""Says what is being compiled, where somebody waits for it."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .bindings import Bound

PATIENCE = 1.0  # seconds
_ELLIPSIS = " ..."


@contextlib.contextmanager
def shown(bound: Bound, types: tuple[Any, ...]) -> Iterator[None]:
    """While the body compiles the function for these types: after a second a line on standard
    error says so, and goes when it is done; none where standard error is no terminal."""
    stream = sys.stderr
    if not _is_terminal(stream):
        yield
        return
    import threading

    line = _Line(stream, bound, types)
    timer = threading.Timer(PATIENCE, line.show)
    timer.daemon = True
    with contextlib.suppress(RuntimeError):  # no more threads
        timer.start()
    try:
        yield
    finally:
        timer.cancel()
        line.erase()


def _is_terminal(stream: Any) -> bool:
    """What programs put in the place of standard error may be anything."""
    try:
        return bool(stream.isatty())
    except Exception:
        return False


class _Line:
    def __init__(self, stream: Any, bound: Bound, types: tuple[Any, ...]) -> None:
        import threading

        self._stream = stream
        self._bound = bound
        self._types = types
        self._lock = threading.Lock()  # of the two below
        self._there = False
        self._over = False

    def show(self) -> None:
        from .argument_types import types_in_words

        name = self._bound.functions[0].name
        text = f"pragmac: compiling {name}({types_in_words(self._bound, self._types)})"
        text = f"{text[: self._columns() - len(_ELLIPSIS) - 1]}{_ELLIPSIS}"
        with self._lock:
            if not self._over:
                self._there = True
                self._write(text)

    def _columns(self) -> int:
        """A longer text would take rows that are not erased."""
        try:
            return os.get_terminal_size(self._stream.fileno()).columns or 80
        except (OSError, ValueError, AttributeError):
            return 80

    def erase(self) -> None:
        with self._lock:
            self._over = True
            if self._there:
                self._write("\r\x1b[K")

    def _write(self, text: str) -> None:
        with contextlib.suppress(OSError, ValueError):  # closed meanwhile
            self._stream.write(text)
            self._stream.flush()
