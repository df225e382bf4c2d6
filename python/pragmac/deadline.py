"""Plain Python that is stopped when its time is up."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class _TimeIsUp(BaseException):
    """Not an Exception: code under the deadline that catches all of those does not keep it."""


def _raise_in(thread: int, error: type[BaseException] | None) -> None:
    ctypes.pythonapi.PyThreadState_SetAsyncExc(
        ctypes.c_ulong(thread), None if error is None else ctypes.py_object(error)
    )


def within(seconds: float, run: Callable[[], T]) -> T | None:
    """What `run` returns, None once `seconds` have passed: the interpreter of this thread then
    stops at its next loop or call. A library's function that runs then is waited for."""
    thread, over, lock = threading.get_ident(), False, threading.Lock()

    def stop() -> None:
        with lock:
            if not over:
                _raise_in(thread, _TimeIsUp)

    timer = threading.Timer(seconds, stop)
    timer.daemon = True
    try:
        timer.start()
        try:
            return run()
        finally:
            with lock:
                over = True
            timer.cancel()  # a call: here an exception arrives that was on its way
    except _TimeIsUp:
        return None
    finally:
        _raise_in(thread, None)
