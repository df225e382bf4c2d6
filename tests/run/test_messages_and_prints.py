"""What `assert` says and `print` shows: f-strings, tuples, numbers; the message only on failure.

PYTEST_DONT_REWRITE: the messages are those of plain Python.
"""
# ruff: noqa: B011, E501, F541, S101, UP030, UP031, UP032

import contextlib
import io
import traceback

import numpy as np
import pragmac
import pytest
from same_as_python import Cases, compare

cases = Cases()


def number(n, x):
    assert n < 3, n
    assert x < 2.5, x
    return n


def f_string(n, x):
    assert n < 3, f"n is {n}, x is {x!r} and {{braces}}"
    assert x < 2.5, f"{x}"
    return n


def pair(n, x):
    assert n < 3, (n, x, "text", None)
    assert x < 2.5, (n,)
    return n


def joined(n, x):
    assert n < 3, "n = " + str(n) + "; x = " + repr(x)
    assert x < 2.5, "just text"
    return n


def computed(n, x):
    assert n < 3, 10 * n + 1
    assert x < 2.5, n / 2
    return n


def raising(n, x):
    assert n < 3, 1 // (n - 3)
    assert x < 2.5, None
    return n


def numpy_number(n, x):
    assert n < 3, np.float32(x)
    assert x < 2.5, f"{np.float32(x)} {np.int8(n)} {np.float64(x)!r} {np.float32(x)!s}"
    return n


def in_a_loop(n, x):
    for i in range(n + 3):
        assert i < 3, f"{i} of {n}: {x}"
    return n


@pytest.mark.parametrize(
    "function",
    [number, f_string, pair, joined, computed, raising, numpy_number, in_a_loop],
    ids=lambda f: f.__name__,
)
@pytest.mark.parametrize(("n", "x"), [(1, 0.5), (3, 0.5), (4, 0.5), (1, 2.6), (0, 1.0)])
def test_messages(function, n, x):
    def failed(f):
        try:
            return f(n, x)
        except (AssertionError, ZeroDivisionError) as error:
            line = traceback.extract_tb(error.__traceback__)[-1].lineno
            return type(error), str(error), line

    assert failed(pragmac.jit(function)) == failed(function)


def only_part_of_the_text(n, a):
    assert n != 0, "a %d" % n
    assert n != 1, "a {}".format(n)
    assert n != 2, f"a {n:5d}"
    assert n != 3, [n, n]
    assert n != 4, a
    assert n != 5, "a" + a
    assert n != 6, f"a {a} {n}"
    assert n != 7, {1: lambda: n}
    assert n != 8, f"{n} {n} {n} {n} {n} {(n, n)}"
    return n


@pytest.mark.parametrize(
    ("n", "text"),
    list(enumerate(["a %d", "a {}", "a 2", "", "", "a", "a  6", "", "8 8 8 8 ... ...", None])),
)
def test_no_message_refuses_a_program(n, text):
    compiled = pragmac.jit(only_part_of_the_text)
    if text is None:
        assert compiled(n, np.ones(3)) == n
        return
    with pytest.raises(AssertionError) as caught:
        compiled(n, np.ones(3))
    assert str(caught.value) == text


def test_a_misspelt_name_in_a_message_is_an_error():
    def f(n):
        assert n > 0, nn  # noqa: F821
        return n

    with pytest.raises(pragmac.CompileError, match="`nn` is not defined"):
        pragmac.jit(f)(1)


@cases(np.ones(3), 2)
def message_calls_and_changes_nothing_else(a, n):
    assert a.shape[0] == 3, a[7]
    if n > 1:
        k = 5
    assert n > 0, k
    return k


@cases.parametrize()
def test_same_as_python(function, arguments, make):
    compare(function, *arguments, make=make)


# ---- print -----------------------------------------------------------------------------------


def prints(a, n, x, s):
    print(f"n is {n}", f"{x}{n}", f"no value", f"{{}} {x!r} {x!s} {n=}", flush=True)
    print(a.shape, (n, x), (), ((n,), None, "t"), a.dtype, np.float32, flush=False)
    print(f"{s} {s!s} {a[1]} {a[1]!s} {a.shape}", sep=None, end="|\n", file=None)
    print((np.int8(3), np.float32(0.1)), f"{np.float32(0.1)} {np.float16(0.1)} {np.bool_(n)}")
    print(f"{np.complex64(0.1 + 1j)} {np.uint64(n)} {a[0]!r}")


@pytest.mark.parametrize("s", [1.5, True, 7, 2j, np.float32(0.3), np.int16(-4), np.bool_(False)])
def test_print(s):
    texts = []
    for f in (prints, pragmac.jit(prints)):
        with contextlib.redirect_stdout(io.StringIO()) as out:
            f(np.arange(6.0).reshape(2, 3)[0], 5, 0.1, s)
        texts.append(out.getvalue())
    assert texts[0] == texts[1]
