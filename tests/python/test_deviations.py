"""The numbered deviations from CPython. Each test shows CPython's behaviour beside ours, so that it
fails both when a deviation appears elsewhere and when it silently disappears."""

import math
import pathlib
import warnings

import numpy as np
import pragmac
import pytest


def test_d1_the_path_does_not_decide_the_kind():
    @pragmac.jit
    def f(x):
        s = 0.0
        for i in range(x.shape[0]):
            s += x[i]
        return s

    empty = np.zeros(0, np.float32)
    assert type(f.py_func(empty)) is float
    assert type(f(empty)) is np.float32
    assert type(f(np.ones(1, np.float32))) is type(f.py_func(np.ones(1, np.float32))) is np.float32


def test_d2_python_ints_have_64_bits():
    @pragmac.jit
    def f(k, n):
        for _ in range(n):
            k *= 3
        return k

    assert f(1, 39) == f.py_func(1, 39) == 3**39
    assert f.py_func(1, 40) == 3**40
    with pytest.raises(OverflowError) as caught:
        f(1, 40)
    assert caught.traceback[-1].lineno + 1 == f.py_func.__code__.co_firstlineno + 3


def test_d2_values_from_2_63_need_an_unsigned_type():
    @pragmac.jit
    def f():
        return 2**63 if False else 9223372036854775808

    assert f.py_func() == 2**63
    with pytest.raises(pragmac.CompileError, match="P406.*|np.uint64"):
        f()


def test_d3_an_int_that_meets_a_float_is_a_float():
    @pragmac.jit
    def f(n):
        x = 0
        if n > 0:
            x = 0.5
        return x

    assert type(f.py_func(0)) is int
    assert type(f(0)) is float and f(0) == 0.0
    assert f(1) == f.py_func(1) == 0.5


def store(dtype):
    @pragmac.jit
    def f(a, x):
        a[0] = x[0]
        return 0

    return f, np.zeros(1, dtype)


@pytest.mark.parametrize("value", [300.0, -1.0, math.inf])
def test_d4_a_float_beyond_an_integer_element_raises(value):
    f, a = store(np.uint8)
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert f.py_func(a, np.array([value])) == 0  # wraps, platform-defined
    with pytest.raises(OverflowError):
        f(a, np.array([value]))


def test_d4_a_nan_for_an_integer_element_raises():
    f, a = store(np.uint8)
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert f.py_func(a, np.array([math.nan])) == 0
    with pytest.raises(ValueError):
        f(a, np.array([math.nan]))


def test_d4_a_python_float_raises_as_in_cpython():
    @pragmac.jit
    def f(a, x):
        a[0] = x
        return 0

    for function in (f.py_func, f):
        with pytest.raises(OverflowError):
            function(np.zeros(1, np.uint8), 300.0)
        with pytest.raises(ValueError):
            function(np.zeros(1, np.uint8), math.nan)


def test_d4_numpy_integers_wrap_into_narrower_elements():
    f, _ = store(np.int32)
    for dtype, number, wrapped in ((np.int32, 2**40 + 5, 5), (np.uint8, 300, 44)):
        a = np.zeros(1, dtype)
        assert f(a, np.array([number])) == 0
        assert a[0] == wrapped


def test_d4_in_place_float_on_an_integer_element_truncates():
    @pragmac.jit
    def f(a):
        a[0] += 0.5
        a[1] -= 0.5
        return 0

    a, b = np.array([3, -3]), np.array([3, -3])
    f.py_func(a)
    f(b)
    assert a.tolist() == b.tolist() == [3, -3]


@pytest.mark.parametrize("source", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize("name", ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32"])
def test_d4_casts_saturate_and_nan_gives_zero(source, name):
    target = getattr(np, name)

    @pragmac.jit
    def f(a, b):
        b[0] = target(a[1])
        for i in range(a.shape[0]):
            b[i + 1] = target(a[i])

    a = np.array([1.5, np.nan, np.inf, -np.inf], source)
    b = np.ones(5, target)
    f(a, b)
    assert b.tolist() == [0, 1, 0, np.iinfo(target).max, np.iinfo(target).min]


def test_d5_no_numpy_warnings():
    @pragmac.jit
    def f(a):
        return a[0] / a[1]

    a = np.array([1.0, 0.0])
    with pytest.warns(RuntimeWarning):
        f.py_func(a)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert f(a) == math.inf


def test_d6_max_of_an_int_and_a_float_is_a_float():
    @pragmac.jit
    def f(n, x):
        return max(n, x), min(n, x)

    assert [type(v) for v in f.py_func(3, 2.5)] == [int, float]
    assert [type(v) for v in f(3, 2.5)] == [float, float]
    assert f(3, 2.5) == f.py_func(3, 2.5) == (3, 2.5)


def test_d7_powers_of_ints_are_ints():
    @pragmac.jit
    def f(a, b):
        return a**b

    assert f(3, 4) == f.py_func(3, 4) == 81
    assert f.py_func(2, -1) == 0.5
    with pytest.raises(ValueError, match=r"\*\*"):
        f(2, -1)


def test_d9_powers_of_floats_are_floats():
    @pragmac.jit
    def f(x, y):
        return x**y

    assert type(f.py_func(-8.0, 1 / 3)) is complex
    found = f(-8.0, 1 / 3)
    assert type(found) is float and math.isnan(found)
    assert f(-8.0, 2.0) == f.py_func(-8.0, 2.0) == 64.0


@pytest.mark.parametrize("name", ["exp", "log", "sin", "cos", "tanh", "sqrt", "cbrt", "log1p"])
def test_d9_transcendentals_are_near(name):
    import sys
    from pathlib import Path

    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "run"))
    from one_loop import loop_text, made

    f = made(loop_text(f"np.{name}({{}})"))
    a = np.linspace(0.01, 20.0, 500)
    expected, actual = np.zeros(500), np.zeros(500)
    f.py_func(a, a, expected)
    f(a, a, actual)
    distance = np.abs(expected - actual) / np.spacing(np.abs(expected))
    assert distance.max() <= (0 if name == "sqrt" else 4)


def test_d10_elements_written_by_a_parallel_loop_that_raises():
    @pragmac.jit
    def f(x, y, before):
        before[0] = 7.0
        # pragma parallel for
        for i in range(y.shape[0]):
            y[i] = x[i]
        before[0] = 9.0
        return 0

    for function in (f.py_func, f):
        x, y, before = np.arange(1000.0), np.zeros(3000), np.zeros(1)
        with pytest.raises(IndexError):
            function(x, y, before)
        assert before[0] == 7.0  # everything outside of the loop is as in CPython
        assert not y[1000:].any()  # an iteration that failed wrote nothing


def test_d11_the_sign_of_a_nan_is_unspecified():
    @pragmac.jit
    def f():
        return np.signbit(np.float64(np.inf) - np.float64(np.inf)), np.signbit(-np.float64(1.0))

    with np.errstate(invalid="ignore"):
        assert f.py_func() == (True, True)  # the sign an x86 processor gives
    assert f() == (False, True)  # the sign constant folding gives


def test_d12_which_iteration_claims_which_position_differs_from_run_to_run():
    @pragmac.jit
    def claim(place, count):
        # pragma parallel for num_threads(4) schedule(dynamic, 1)
        for i in range(place.shape[0]):
            place[i] = pragmac.atomic_add(count, 0, 1)

    def claimed(function):
        place, count = np.zeros(20_000, np.int64), np.zeros(1, np.int64)
        function(place, count)
        assert count[0] == place.size and sorted(place.tolist()) == list(range(place.size))
        return place.tolist()

    assert claimed(claim.py_func) == list(range(20_000))
    assert any(claimed(claim) != list(range(20_000)) for _ in range(200))


def test_d13_math_modes_round_otherwise():
    def f(x):
        return x * x - 1.0

    if " fma " not in pathlib.Path("/proc/cpuinfo").read_text():
        pytest.skip("this processor has no fused multiply-add")
    x = 1 + 2.0**-30
    assert pragmac.jit(f)(x) == f(x) == 2.0**-29
    assert pragmac.jit(math="contract")(f)(x) == 2.0**-29 + 2.0**-60
