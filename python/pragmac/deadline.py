"""Plain Python that is stopped when its time is up."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class _TimeIsUp(BaseException):
    """Not an Exception: code under the deadline that catches all of those does not keep it."""


def _raise_in(thread: int, error: type[BaseException]) -> None:
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(error))


def within(seconds: float, run: Callable[[], T]) -> T | None:
    """What `run` returns, None once `seconds` have passed: the interpreter of this thread then
    stops at its next loop or call. A library's function that runs then is waited for."""
    thread, lock = threading.get_ident(), threading.Lock()
    over = sent = arrived = False

    def stop() -> None:
        nonlocal sent
        with lock:
            if not over:
                sent = True
                _raise_in(thread, _TimeIsUp)

    timer = threading.Timer(seconds, stop)
    timer.daemon = True
    try:
        timer.start()  # the time may be up before this returns
        try:
            return run()
        except _TimeIsUp:
            arrived = True
            raise
        finally:
            with lock:
                over = True
            timer.cancel()
            # An exception that was sent must arrive. To take it back, CPython 3.11 has a call that
            # leaves the interpreter looking for it for ever, and under a trace function it hangs.
            while sent and not arrived:
                pass
    except _TimeIsUp:
        return None
