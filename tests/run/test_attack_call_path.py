"""Attacks on the call path: binding, methods, unusual arguments, many versions, references."""
# ruff: noqa: B007, B018, B020, B905, E501, F821, F841

import array
import ctypes
import gc
import pickle
import sys
import weakref

import numpy as np
import pragmac
import pytest
from same_as_python import bits, call_from_threads


@pragmac.jit
def same(x):
    return x


@pragmac.jit
def add_first(a, x):
    a[0] += x
    return a[0]


@pragmac.jit
def total(a):
    s = a[0]
    for i in range(1, a.shape[0]):
        s += a[i]
    return s


class Filter:
    gain = 3

    @pragmac.jit
    def method(self, x):
        return x

    @staticmethod
    @pragmac.jit
    def static(x, k=2):
        return x * k

    @classmethod
    @pragmac.jit
    def on_class(cls, x):
        return x

    def __init__(self):
        self.bound = same


def test_methods():
    assert Filter.static(4) == 8 and Filter().static(4, k=5) == 20
    assert Filter().bound(7) == 7
    with pytest.raises(pragmac.CompileError, match="self"):
        Filter().method(1)
    with pytest.raises(pragmac.CompileError, match="cls"):
        Filter.on_class(1)
    assert Filter.method(1, 2) == 2


@pytest.mark.parametrize(
    "value",
    [None, "text", b"bytes", [1, 2], (1, 2), {1: 2}, {1}, object(), same, int, np, range(3), ...,
     array.array("d", [1]), memoryview(b"12"), ctypes.c_double(1), slice(1), iter([]), NotImplemented,
     np.dtype("f8"), np.float64, np.datetime64(1, "s"), np.timedelta64(1, "s"), np.str_("x"),
     np.bytes_(b"x"), np.void(b"xx"), np.longdouble(1), np.clongdouble(1), np.random.default_rng(1),
     np.array(["a"]), np.array([None]), np.array([1], ">f8"), np.array([1], ">i2"),
     np.zeros(1, [("a", "f8")]), np.zeros(2, "M8[s]"), np.zeros(2, np.longdouble),
     np.ma.zeros(3), np.zeros(2, "S3"), np.recarray(2, [("a", "f8")])],
    ids=lambda v: type(v).__name__,
)  # fmt: skip
def test_values_that_are_no_arguments_are_refused_clearly(value):
    with pytest.raises((pragmac.CompileError, TypeError)) as refused:
        same(value)
    text = str(refused.value)
    assert "`x`" in text and "P9" not in text


class Number(int):
    pass


class Real(float):
    pass


class Table(np.ndarray):
    pass


@pytest.mark.parametrize("value", [Number(3), Real(2.5), np.zeros(3).view(Table)])
def test_subclasses_are_refused(value):
    with pytest.raises(pragmac.CompileError, match="subclass"):
        same(value)


@pytest.mark.parametrize("value", [2**63, -(2**63) - 1, 10**30])
def test_integers_beyond_64_bits(value):
    with pytest.raises(OverflowError, match="`x`"):
        same(value)
    with pytest.raises(OverflowError, match="`x`"):
        add_first(np.zeros(1), x=value)


def test_every_kind_is_its_own_version():
    values = [True, 1, 1.0, 1j] + [np.dtype(c).type(1) for c in "?bhilqBHILQefdFD"]
    for value in values + values[::-1]:
        result = same(value)
        assert type(result) is type(value) or (np.dtype(type(result)) == np.dtype(type(value)))
        assert result == value


@pytest.mark.parametrize("code", "?bhilqBHILQefdFD")
def test_long_and_long_long_are_both_taken(code):
    a = np.ones(3, code)
    assert bits(total(a)) == bits(total.py_func(a)) or a.dtype.char in "qQ"
    assert total(a) == total.py_func(a)


def test_zero_dimensional_arrays():
    @pragmac.jit
    def run(a, b):
        a += b
        a[()] *= 2
        return a + 1, b[()]

    ours, theirs = np.array(2.5), np.array(2.5)
    got, expected = run(ours, np.array(3)), run.py_func(theirs, np.array(3))
    assert got == expected and ours == theirs


def test_arrays_of_high_rank():
    @pragmac.jit
    def run(a):
        return a.ndim, a.size, len(a.shape)

    for rank in (0, 1, 2, 7, 31, 32):
        a = np.zeros((1,) * rank)
        assert run(a) == run.py_func(a)
    for rank in (33, 64):
        a = np.zeros((1,) * rank)
        try:
            assert run(a) == run.py_func(a)
        except pragmac.CompileError as refused:
            assert "dimensions" in str(refused)


def test_memory_map_and_borrowed_buffers(tmp_path):
    file = np.memmap(tmp_path / "numbers", np.float64, "w+", shape=(4,))
    with pytest.raises(pragmac.CompileError, match="subclass"):
        total(file)
    assert total(np.asarray(file)) == 0.0
    owner = bytearray(64)
    a = np.frombuffer(owner, np.float64)
    add_first(a, 2.5)
    assert np.frombuffer(bytes(owner[:8]))[0] == 2.5
    with pytest.raises(ValueError, match="read-only"):
        add_first(np.frombuffer(bytes(64), np.float64), 1.0)


def test_keyword_names_that_are_not_interned():
    name = "".join(["a", "d", "d"])[:1]
    assert add_first(**{name: np.zeros(1), "".join(["x"]): 2.0}) == 2.0


def test_no_references_are_kept():
    a = np.zeros(100)
    gc.collect()
    before = sys.getrefcount(a)
    for _ in range(100):
        add_first(a, 1.0)
        same(a)
        with pytest.raises(OverflowError):
            add_first(a, 2**70)
        with pytest.raises(TypeError):
            add_first(a)
        with pytest.raises(pragmac.CompileError):
            add_first(a, "x")
    assert same(a) is a
    assert sys.getrefcount(a) == before


def test_failing_calls_do_not_leak():
    @pragmac.jit
    def run(n, k):
        a = np.zeros(n)
        b = np.zeros(n)
        a[k] = 1.0
        return a, b

    import resource

    def grow():
        for _ in range(300):
            run(100_000, 1)
            with pytest.raises(IndexError):
                run(100_000, -100_001)
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    first = grow()
    assert grow() - first < 20_000  # KiB; one leaked array per call is 230,000


def test_impossible_allocations_raise():
    @pragmac.jit
    def run(n, m):
        a = np.zeros((n, m))
        return a.shape[0]

    for n, m in [(2**40, 2**10), (2**62, 4), (2**62, 2**62), (2**33, 2**33)]:
        with pytest.raises((MemoryError, ValueError)):
            run(n, m)
    with pytest.raises(ValueError, match="negative dimensions"):
        run(-1, 3)
    assert run(0, 5) == 0


def test_returned_arrays_are_alive_after_the_function():
    def build():
        @pragmac.jit
        def run(n):
            a = np.empty(n)
            for i in range(n):
                a[i] = i
            return a

        return run(1000)

    a = build()
    gc.collect()
    assert a.sum() == 499500 and a.flags.writeable and a.flags.c_contiguous
    view = a[::2]
    del a
    gc.collect()
    assert view[-1] == 998


def test_a_jitted_function_is_collected():
    def build():
        @pragmac.jit
        def run(x):
            return x + 1

        assert run(1) == 2
        return weakref.ref(run)

    reference = build()
    gc.collect()
    assert reference() is None


def test_attributes_of_the_function_are_those_of_the_plain_one():
    @pragmac.jit
    def documented(x: float = 2.0) -> float:
        """What it does."""
        return x * 2

    assert documented.__name__ == "documented"
    assert documented.__doc__ == "What it does."
    assert documented.__module__ == __name__
    assert documented.__qualname__.endswith("documented")
    assert documented.__wrapped__ is documented.py_func
    import inspect

    assert str(inspect.signature(documented)) == "(x: float = 2.0) -> float"
    assert documented() == 4.0
    documented.extra = 5
    assert documented.extra == 5


def test_functions_whose_name_was_changed():
    import functools

    @functools.wraps(total.py_func)
    def wrapped(a):
        return a[0] * 2

    assert pragmac.jit(wrapped)(np.ones(2)) == 2.0

    @pragmac.jit
    def run(a):
        return wrapped(a) + 1

    assert run(np.ones(2)) == 3.0
    wrapped.__name__ = wrapped.__qualname__ = "no name at all"
    assert pragmac.jit(wrapped)(np.ones(2)) == 2.0


def test_a_module_level_function_pickles_by_name():
    assert pickle.loads(pickle.dumps(same))(3) == 3


def test_jit_takes_only_functions_and_known_options():
    for wrong in (3, None, len, int, Filter, "x"):
        with pytest.raises(TypeError):
            pragmac.jit(wrong) if wrong is not None else pragmac.jit(wrong)(3)
    with pytest.raises(TypeError, match="bounds"):
        pragmac.jit(bound="safe")
    with pytest.raises((TypeError, ValueError)):
        pragmac.jit(bounds="sometimes")
    assert pragmac.jit(same)(3) == 3


def test_variable_arguments_are_refused():
    @pragmac.jit
    def starred(*args):
        return 0

    @pragmac.jit
    def keywords(**kwargs):
        return 0

    for f in (starred, keywords):
        with pytest.raises(pragmac.CompileError, match="P227"):
            f(1)


def test_first_calls_from_many_threads():
    @pragmac.jit
    def fresh(a, x):
        for i in range(a.shape[0]):
            a[i] += x
        return a[0]

    kinds = [1, 2.5, np.float32(1), np.int16(2), 1j]
    arrays = [np.zeros(1000, d) for d in ("f4", "f8", "c16", "c8")]

    def call(k):
        a, x = arrays[k % 4].copy(), kinds[k % 5]
        expected = a.copy()
        try:
            fresh.py_func(expected, x)
        except TypeError:
            with pytest.raises(pragmac.CompileError):
                fresh(a, x)
            return True
        with np.errstate(all="ignore"):
            fresh(a, x)
        return bits(a) == bits(expected)

    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert all(call_from_threads(call, 40))


def test_array_changed_in_place_by_a_second_argument_name():
    a = np.zeros(4)
    b = a[::-1]

    @pragmac.jit
    def run(x, y):
        for i in range(4):
            x[i] = i + 1
            y[i] += x[3 - i] * 10
        return x[0] + y[0]

    c = np.zeros(4)
    assert run(a, b) == run.py_func(c, c[::-1])
    assert bits(a) == bits(c)
