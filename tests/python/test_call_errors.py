"""Python errors raised by native code: class, words, and the line in the traceback."""

import traceback

import numpy as np
import pragmac
import pytest


def element(a, i):
    return a[i]


@pragmac.jit
def sum_to(a, n):
    total = 0.0
    for i in range(n):
        total += element(a, i)
    return total


def lines_of(error):
    return [(e.name, e.line) for e in traceback.extract_tb(error.__traceback__)[1:]]


def raised_by(function, *args):
    with pytest.raises(Exception) as caught:
        function(*args)
    return caught.value


def assert_same_error(function, *args):
    expected, actual = raised_by(function.py_func, *args), raised_by(function, *args)
    assert type(actual) is type(expected)
    assert lines_of(actual) == lines_of(expected)
    return actual


def test_index_error_names_the_line_through_the_call():
    error = assert_same_error(sum_to, np.ones(3), 5)
    assert lines_of(error)[-1] == ("element", "return a[i]")
    assert lines_of(error)[-2] == ("sum_to", "total += element(a, i)")
    assert "3" in str(error)


def test_zero_division():
    @pragmac.jit
    def f(x, y):
        return x // y

    assert_same_error(f, 1, 0)
    assert f(7, 2) == 3


def test_assertion_message():
    @pragmac.jit
    def f(n):
        assert n > 0, "n must be positive"
        return n

    assert str(assert_same_error(f, 0)) == "n must be positive"


def test_assertion_without_message():
    @pragmac.jit
    def f(n):
        assert n > 0
        return n

    assert assert_same_error(f, 0).args == ()


def test_overflow_past_int64():
    @pragmac.jit
    def f(n):
        return n * n

    with pytest.raises(OverflowError):
        f(2**40)


def test_read_only_array_is_refused_only_when_written():
    @pragmac.jit
    def f(a, write):
        if write:
            a[0] = 1.0
        return a[0]

    a = np.zeros(2)
    a.flags.writeable = False
    assert f(a, False) == 0.0
    error = assert_same_error(f, a, True)
    assert str(error) == "assignment destination is read-only"


def test_the_call_after_an_error_works():
    for _ in range(3):
        assert isinstance(raised_by(sum_to, np.ones(3), 5), IndexError)
        assert sum_to(np.ones(3), 3) == 3.0


def test_print_that_fails_raises_its_own_error(monkeypatch):
    class Broken:
        def write(self, text):
            raise RuntimeError("broken pipe")

        def flush(self):
            pass

    @pragmac.jit
    def f(n):
        print(n)
        return n

    with monkeypatch.context() as patched:
        patched.setattr("sys.stdout", Broken())
        error = raised_by(f, 3)
    assert isinstance(error, RuntimeError) and str(error) == "broken pipe"
