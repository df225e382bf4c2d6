"""Reads Python text into a syntax tree, one thread at a time.

CPython before 3.11.5 counts the depth of all trees that are being made in one place: two threads
that parse at once may both get a SystemError (gh-106905).
"""

import _thread
import ast
import os

_lock = _thread.RLock()


def _renew_lock() -> None:
    """In a forked child: whoever was parsing is not there to give the lock back."""
    global _lock
    _lock = _thread.RLock()


os.register_at_fork(after_in_child=_renew_lock)


def parse(text: str, filename: str = "<unknown>") -> ast.Module:
    """As ast.parse, with its errors."""
    with _lock:
        return ast.parse(text, filename)
