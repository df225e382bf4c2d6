"""Runs a function as CPython does and as compiled code, on equal arguments, and compares."""

import copy
import threading
import traceback
import warnings
from types import FunctionType

import numpy as np
import pragmac


def jitted(function, **options):
    return pragmac.jit(**options)(function) if options else pragmac.jit(function)


def outcome(call, arguments, filename):
    """("value", result) or ("error", type, line of the deepest frame in the file)."""
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return "value", call(*arguments)
        except pragmac.CompileError:
            raise
        except Exception as error:
            lines = [
                frame.lineno
                for frame in traceback.extract_tb(error.__traceback__)
                if frame.filename == filename
            ]
            return "error", type(error), lines[-1] if lines else None


def bits(value):
    """What must be equal: type, dtype, shape and every bit, but all NaNs are one."""
    if isinstance(value, tuple):
        return tuple(bits(item) for item in value)
    if isinstance(value, (np.ndarray, np.generic)):
        plain = np.array(value)
        if plain.dtype.kind in "fc":
            parts = plain.reshape(-1).view(plain.real.dtype)
            parts[np.isnan(parts)] = np.nan
        return type(value).__name__, str(value.dtype), value.shape, plain.tobytes()
    if isinstance(value, (float, complex)):
        return type(value).__name__, repr(value).replace("-nan", "nan")
    return type(value).__name__, value


def beyond_int64(value):
    if isinstance(value, tuple):
        return any(beyond_int64(item) for item in value)
    return type(value) is int and not -(2**63) <= value < 2**63


def copies(arguments):
    """Deep copies that keep which arguments share memory, their strides and flags."""
    return copy.deepcopy(arguments) if not callable(arguments) else arguments()


def without_kinds(value):
    """Plain Python numbers: where the path alone decides the kind, NumPy's is used (D1)."""
    if isinstance(value, tuple):
        return tuple(without_kinds(item) for item in value)
    return value.item() if isinstance(value, np.generic) else value


def compare(function, *arguments, make=None, kinds=True, **options):
    """The compiled call and CPython's give the same outcome; returns it."""
    compiled = function if isinstance(function, pragmac._native.Jitted) else None
    compiled = compiled or jitted(function, **options)
    plain = compiled.py_func
    assert isinstance(plain, FunctionType)
    filename = plain.__code__.co_filename
    ours, theirs = (make(), make()) if make else (copies(arguments), copies(arguments))
    expected = outcome(plain, theirs, filename)
    got = outcome(compiled, ours, filename)
    if expected[0] == "value" and beyond_int64(expected[1]):  # D2
        assert got[:2] == ("error", OverflowError), f"expected OverflowError\ngot      {got}"
        return got
    shown = f"\nexpected {expected}\ngot      {got}"
    assert got[0] == expected[0], shown
    if got[0] == "error":
        assert got == expected, shown
    elif kinds:
        assert bits(got[1]) == bits(expected[1]), shown
    else:
        assert bits(without_kinds(got[1])) == bits(without_kinds(expected[1])), shown
    for position, (mine, pythons) in enumerate(zip(ours, theirs, strict=True)):
        if isinstance(mine, np.ndarray):
            place = f"argument {position}: expected\n{pythons}\ngot\n{mine}"
            assert bits(mine) == bits(pythons), place
    return got


def call_from_threads(call, count):
    """Runs call(k) for k < count on as many Python threads; returns results and raises errors."""
    results, errors = [None] * count, []

    def work(k):
        try:
            results[k] = call(k)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(k,)) for k in range(count)]
    for t in threads:
        t.start()
    for t in threads:
        t.join(60)
        assert not t.is_alive(), "a call never ended"
    if errors:
        raise errors[0]
    return results


class Cases:
    """Programs of one test file: `@cases(argument, ...)` above a function, once per call."""

    def __init__(self):
        self.calls = []

    def __call__(self, *arguments, make=None):
        def add(function):
            self.calls.append((function, arguments, make))
            return function

        return add

    def parametrize(self):
        import pytest

        ids = [f"{f.__name__}-{k}" for k, (f, _, _) in enumerate(self.calls)]
        return pytest.mark.parametrize("function, arguments, make", self.calls, ids=ids)
