"""Builtin functions of texts and of whole iterables: float("inf"), sum, max, min."""

import numpy as np
import pragmac
from same_as_python import Cases, compare

cases = Cases()


def ramp(n, dtype=np.float64):
    return np.arange(1, n + 1).astype(dtype)


@cases()
def floats_of_texts():
    return (
        float("inf"), float("-inf"), float("nan"), float(" +Infinity "), float("-NaN"),
        float("1e5"), float("-0.0"), float(".5"), float("1e400"), float("1e-400"), float("-7"),
    )  # fmt: skip


@cases("a")
@cases("")
@cases("--1")
@cases("+-1")
@cases("nan(1)")
@cases("0x10")
def a_text_that_is_no_number(text):
    raise NotImplementedError(text)


@cases(ramp(5))
@cases(ramp(100, np.float32) / 7)
@cases(ramp(30, np.uint8) * 17)
@cases(ramp(5, np.int16))
@cases(ramp(5, np.float16))
@cases(ramp(5, np.complex64))
@cases(ramp(5, np.uint64))
@cases(ramp(5, bool))
@cases(np.ones((4, 4), np.int8)[1])
@cases(ramp(9)[::-2])
def sums(a):
    return sum(a), sum(a, 1), sum(a, start=2.5), sum(a, np.int8(1))


@cases(ramp(5)[::-1])
@cases(np.array([2.0, np.nan, 3.0, 1.0]))
@cases(np.array([np.nan, 3.0, 1.0]))
@cases(np.array([3, 250, 3, 0], np.uint8))
@cases(np.array([False, True, True]))
@cases(np.array([0.0, -0.0, 0.0]))
@cases(np.zeros(0))
def extrema(a):
    return max(a), min(a)


@cases(5)
@cases(0)
def extrema_of_ranges(n):
    return max(range(n)), min(range(n, -10, -3))


@cases(ramp(3), 4, 2.5)
def sums_of_others(a, n, x):
    t = sum(range(n)), sum(range(10, -5, -3), n), sum((n, 2, True)), sum((a[0], n)), sum(())
    for i in range(n):
        x += sum(a) * sum(range(i), 1)
    return t[0] + t[1] + t[2] + t[3] + t[4], x


@cases.parametrize()
def test_same_as_python(function, arguments, make, tmp_path):
    if function is a_text_that_is_no_number:
        path = tmp_path / "texts.py"
        path.write_text(f"def f():\n    return float({arguments[0]!r})\n")
        scope = {}
        exec(compile(path.read_text(), str(path), "exec"), scope)
        function, arguments = scope["f"], ()
    compare(function, *arguments, make=make, kinds=False)


def test_kinds_of_sums():
    def f(a):
        return sum(a), sum(a, 0.5)

    for dtype in ("i1", "u2", "i8", "u8", "f2", "f4", "f8", "c8", "?"):
        compare(f, ramp(4, dtype))


def test_the_sum_of_nothing_has_the_kind_of_a_sum():  # D1
    def f(a):
        return sum(a), sum(a, 1.5)

    assert pragmac.jit(f)(np.zeros(0, np.float32)) == f(np.zeros(0, np.float32)) == (0, 1.5)
