"""Makes one-loop functions from an expression, and runs them plain and compiled."""

import functools
import linecache
import math
import pathlib
import sys

import numpy as np
import pragmac

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "fuzz"))

from compare import Outcome, call, difference  # noqa: E402
from kinds import COMPLEXES, DTYPES, FLOATS, INTEGERS, family, result_kind  # noqa: E402

__all__ = ["COMPLEXES", "DTYPES", "FLOATS", "INTEGERS", "Outcome", "assert_loop_equal", "pairs",
           "assert_scalar_equal", "edges", "family", "made", "result_kind"]  # fmt: skip

nan, inf = float("nan"), float("inf")


@functools.cache
def made(text: str):
    """The jitted function `f` of a program text."""
    name = f"<one loop {hash(text):x}>"
    linecache.cache[name] = (len(text), None, text.splitlines(True), name)
    space = {"np": np, "math": math, "pragmac": pragmac}
    exec(compile(text, name, "exec"), space)
    return space["f"]


def loop_text(expression: str) -> str:
    """`out[i] = expression` over x = a[i], y = b[i]."""
    return (
        "@pragmac.jit\n"
        "def f(a, b, out):\n"
        "    for i in range(a.shape[0]):\n"
        f"        out[i] = {expression.format('a[i]', 'b[i]')}\n"
    )


def edges(dtype: str) -> list:
    """Values at which operators go wrong."""
    if dtype == "bool":
        return [False, True]
    if dtype in INTEGERS:
        info = np.iinfo(dtype)
        found = {
            info.min,
            info.min + 1,
            info.max,
            info.max - 1,
            0,
            1,
            2,
            3,
            5,
            7,
            8,
            31,
            32,
            63,
            64,
        }
        found |= {-1, -2, -3, -7} if info.min < 0 else set()
        return sorted(x for x in found if info.min <= x <= info.max)
    if dtype in FLOATS:
        info = np.finfo(dtype)
        tiny, big = float(info.smallest_subnormal), float(info.max)
        return [0.0, -0.0, 1.0, -1.0, 0.1, 3.0, -3.0, 6.0, -7.5, tiny, -tiny, float(info.tiny), big,
                -big, inf, -inf, nan]  # fmt: skip
    return [complex(x, y) for x in (0.0, -0.0, 1.0, -3.5, inf) for y in (0.0, -0.0, 2.0, nan)]


def pairs(dtype: str) -> tuple[np.ndarray, np.ndarray]:
    values = edges(dtype)
    a = np.array([x for x in values for _ in values], dtype)
    b = np.array([y for _ in values for y in values], dtype)
    return a, b


def assert_loop_equal(
    expression: str, a: np.ndarray, b: np.ndarray, out: str, approximate: bool = False
) -> None:
    """Plain and compiled runs store the same bits, or raise the same error at the same element."""
    f = made(loop_text(expression))
    expected, actual = np.zeros(a.shape, out), np.zeros(a.shape, out)
    name = f.py_func.__code__.co_filename
    plain = call(f.py_func, (a, b, expected), name)
    compiled = call(f, (a.copy(), b.copy(), actual), name)
    assert (compiled.error, compiled.line) == (plain.error, plain.line), compiled.words
    found = difference(expected, actual, approximate)
    assert not found, _with_operands(found, a, b, expected, actual)


def _with_operands(found: str, a, b, expected, actual) -> str:
    same = (expected == actual) | (np.isnan(expected) & np.isnan(actual))
    same &= np.signbit(expected.real) == np.signbit(actual.real)
    wrong = np.flatnonzero(~same)[:5]
    return found + "".join(
        f"\n  {a[i]!r}, {b[i]!r}: {expected[i]!r} became {actual[i]!r}" for i in wrong
    )


def assert_scalar_equal(f, *arguments, error: str | None = None) -> Outcome:
    """Plain and compiled calls give the same value of the same kind, or the same error. `error`:
    the class that a numbered deviation gives instead."""
    name = f.py_func.__code__.co_filename
    plain, compiled = call(f.py_func, arguments, name), call(f, arguments, name)
    if error is not None:
        assert compiled.error == error, compiled.words or compiled.result
        return compiled
    assert (compiled.error, compiled.line) == (plain.error, plain.line), compiled.words
    if not plain.error:
        assert not difference(plain.result, compiled.result, False)
    return compiled
