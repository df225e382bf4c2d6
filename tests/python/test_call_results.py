"""Return values: kinds, fresh arrays, arguments themselves, tuples, None; and no leaks."""

import gc
import sys
import threading
import tracemalloc
import weakref

import numpy as np
import pragmac


@pragmac.jit
def fill(y, v):
    for i in range(y.shape[0]):
        y[i] = v


@pragmac.jit
def ramp(n):
    y = np.empty(n)
    for i in range(n):
        y[i] = i
    return y


def test_none():
    y = np.zeros(3)
    assert fill(y, 2.0) is None
    assert (y == 2).all()


def test_fresh_arrays_own_their_memory():
    y = ramp(1000)
    assert type(y) is np.ndarray and y.dtype == np.float64 and y.flags.c_contiguous
    view = y[::2]
    del y
    gc.collect()
    assert np.array_equal(view, np.arange(0, 1000, 2))


def test_empty_fresh_array():
    assert ramp(0).shape == (0,)


def test_an_argument_is_returned_as_itself():
    @pragmac.jit
    def f(a, b):
        return b

    b = np.zeros(2)
    assert f(np.ones(2), b) is b


def test_nested_tuples():
    @pragmac.jit
    def f(a, n):
        y = np.ones(n)
        pair = n, a
        return (pair, (y, ((n > 1,), y))), 2.5, ((a[0], pair),)

    a = np.arange(2.0)
    (pair, (y, ((more,), same))), x, ((first, again),) = f(a, 3)
    assert pair[0] == 3 and pair[1] is a and again[1] is a and same is y and more is True
    assert (x, first, y.tolist()) == (2.5, 0.0, [1.0, 1.0, 1.0])

    @pragmac.jit
    def g(n):
        if n > 0:
            return ((n, 1),)
        return ((0, n),)

    assert g(3) == ((3, 1),) and g(-1) == ((0, -1),)


def test_tuples():
    @pragmac.jit
    def f(a, n):
        y = np.zeros(n, dtype=np.int32)
        return y, n, a, a[0], n * 0.5, n > 1, y

    a = np.ones(2, dtype=np.float32)
    result = f(a, 3)
    assert type(result) is tuple
    y, n, same, element, half, large, again = result
    assert y.dtype == np.int32 and y.shape == (3,) and again is y
    assert type(n) is int and same is a and type(element) is np.float32
    assert type(half) is float and half == 1.5 and large is True


def test_references_are_given_back():
    a, y = np.ones(4), np.zeros(4)

    @pragmac.jit
    def f(a, y, s=1.5):
        y[0] = a[0] * s
        return a

    f(a, y)
    before = sys.getrefcount(a), sys.getrefcount(y), sys.getrefcount(f)
    for _ in range(10_000):
        f(a, y=y)
        f(a, y, 2.5)
    assert (sys.getrefcount(a), sys.getrefcount(y), sys.getrefcount(f)) == before


def test_nothing_is_left_after_many_calls():
    def work():
        ramp(10)
        try:
            ramp("x")
        except TypeError:
            pass

    work()
    tracemalloc.start()
    try:
        for _ in range(100):
            work()
        gc.collect()
        before = tracemalloc.get_traced_memory()[0]
        for _ in range(10_000):
            ramp(10)
        gc.collect()
        grown = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert grown < 20_000


def test_a_jitted_function_can_be_collected():
    def make():
        @pragmac.jit
        def f(x):
            return x

        f(1)
        return weakref.ref(f)

    reference = make()
    gc.collect()
    assert reference() is None


def test_called_from_several_threads_compiles_once(monkeypatch):
    from pragmac import requests

    compiled = []
    original = requests.compile_version
    monkeypatch.setattr(
        requests, "compile_version", lambda r: (compiled.append(r["overlap"]), original(r))[1]
    )

    @pragmac.jit
    def f(a, y):
        for i in range(a.shape[0]):
            y[i] = a[i] + 1

    a = np.arange(100_000.0)
    results = [np.zeros_like(a) for _ in range(8)]
    start = threading.Barrier(8)

    def call(y):
        start.wait()
        for _ in range(20):
            f(a, y)

    threads = [threading.Thread(target=call, args=(y,)) for y in results]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert compiled == [False]
    assert all(np.array_equal(y, a + 1) for y in results)


def test_overlapping_arguments_give_pythons_result():
    @pragmac.jit
    def shift(x, y):
        for i in range(x.shape[0]):
            y[i] = x[i] + 1

    expected, actual = np.zeros(50), np.zeros(50)
    shift.py_func(expected[:-1], expected[1:])
    shift(actual[:-1], actual[1:])
    assert np.array_equal(actual, expected)
    separate = np.zeros(50)
    shift(separate[:25], separate[25:])
    assert np.array_equal(separate[25:], np.ones(25))


def test_interleaved_columns_do_not_overlap(monkeypatch):
    from pragmac import requests

    asked = []
    original = requests.compile_version
    monkeypatch.setattr(
        requests, "compile_version", lambda r: (asked.append(r["overlap"]), original(r))[1]
    )

    @pragmac.jit
    def f(x, y):
        for i in range(x.shape[0]):
            for j in range(x.shape[1]):
                y[i, j] = x[i, j] + 1

    a = np.zeros((6, 10))
    f(a[:, :5], a[:, 5:])
    f(a[:, ::2], a[:, 1::2])
    f(a[:, ::-2], a[:, 8::-2])
    assert asked == [False, False]
    f(a[:, :5], a[:, 1:6])
    assert asked == [False, False, True]


def test_a_written_array_that_overlaps_itself():
    base = np.zeros(4)
    y = np.lib.stride_tricks.as_strided(base, (3, 4), (0, 8))
    expected = np.zeros(4)
    z = np.lib.stride_tricks.as_strided(expected, (3, 4), (0, 8))

    @pragmac.jit
    def count(y):
        for i in range(y.shape[0]):
            for j in range(y.shape[1]):
                y[i, j] = y[i, j] + 1

    count(y)
    count.py_func(z)
    assert np.array_equal(base, expected)


def test_print_goes_through_python(capsys):
    @pragmac.jit
    def f(a, n):
        for i in range(n):
            print("at {0} {", i, a[i], i * 0.5, i > 0)
            print(i, a[i], sep="-", end=";")

    a = np.array([0.1, 1e20], dtype=np.float32)
    f(a, 2)
    compiled = capsys.readouterr().out
    f.py_func(a, 2)
    assert compiled == capsys.readouterr().out
    assert "at {0} { 1 1e+20 0.5 True" in compiled
