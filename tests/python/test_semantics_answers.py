"""The programs of the semantics page that need no slices, reductions or run-time tests."""

import warnings

import numpy as np
import pragmac
import pytest


def both(f, *make):
    """The plain and the compiled result on fresh arguments; written arrays are compared."""
    plain, compiled = [m() for m in make], [m() for m in make]
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected, actual = f.py_func(*plain), f(*compiled)
    for a, b in zip(plain, compiled, strict=True):
        if isinstance(a, np.ndarray):
            np.testing.assert_array_equal(a, b)
    return expected, actual


def errors(f, *make):
    """Class and line of the exception of both runs."""
    found = []
    for function in (f.py_func, f):
        with pytest.raises(Exception) as caught, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            function(*[m() for m in make])
        found.append((caught.type, caught.traceback[-1].lineno + 1))
    return found


def value(x):
    return lambda: x


def test_mean_of_an_empty_array_has_numpys_kind():
    @pragmac.jit
    def mean(a):
        s = 0.0
        c = 0
        for i in range(a.shape[0]):
            s += a[i]
            c += 1
        return s / c

    assert mean(np.arange(5.0)) == 2.0
    with pytest.raises(ZeroDivisionError):
        mean.py_func(np.zeros(0))
    found = mean(np.zeros(0))
    assert type(found) is np.float64 and np.isnan(found)


def test_the_index_before_the_first_wraps():
    @pragmac.jit
    def f(x, y):
        for i in range(x.shape[0]):
            y[i - 1] = x[i]
        return y[0]

    expected, actual = both(f, lambda: np.arange(5.0), lambda: np.zeros(5))
    assert expected == actual == 1.0


def test_guarded_and_unreached_accesses_do_not_raise():
    @pragmac.jit
    def f(x, y, n):
        for i in range(n):
            if i + 1 < n:
                y[i] = x[i + 1]
        for i in range(n, n):
            y[i] = x[i + 100]
        return n

    both(f, lambda: np.arange(5.0), lambda: np.zeros(5), value(5))
    both(f, lambda: np.arange(5.0), lambda: np.zeros(5), value(0))


def test_the_first_error_of_a_parallel_loop_in_loop_order():
    @pragmac.jit
    def f(x, k, y):
        # pragma parallel for
        for i in range(x.shape[0]):
            y[i] = x[k[i]]
            if i == 1500:
                y[i] = 1 // int(x[i] * 0.0)
        return 0

    def indices():
        k = np.arange(2000)
        k[[700, 1999]] = 5000
        return k

    expected, actual = errors(f, lambda: np.arange(2000.0), indices, lambda: np.zeros(2000))
    assert expected == actual and expected[0] is IndexError
    expected, actual = errors(
        f, lambda: np.arange(2000.0), lambda: np.arange(2000), lambda: np.zeros(2000)
    )
    assert expected == actual and expected[0] is ZeroDivisionError
    y, k = np.zeros(2000), indices()
    with pytest.raises(IndexError, match="5000"):
        f(np.arange(2000.0), k, y)


def test_a_running_sum_in_a_parallel_loop_is_refused():
    @pragmac.jit
    def f(x, y):
        s = 0.0
        # pragma parallel for
        for i in range(x.shape[0]):
            s += x[i]
            y[i] = s
        return s

    with pytest.raises(pragmac.CompileError, match="P303") as caught:
        f(np.ones(3), np.zeros(3))
    fixes = " ".join(str(fix) for fix in caught.value.diagnostics[0].fixes)
    assert "cumsum" in fixes


def test_a_variable_of_the_loop_read_after_no_iteration():
    @pragmac.jit
    def unbound(a):
        for i in range(a.shape[0]):
            t = a[i]
        return t

    @pragmac.jit
    def bound(a):
        t = -1.0
        for i in range(a.shape[0]):
            t = a[i]
        return t

    expected, actual = errors(unbound, lambda: np.zeros(0))
    assert expected == actual and expected[0] is UnboundLocalError
    assert both(unbound, lambda: np.arange(3.0)) == (2.0, 2.0)
    assert both(bound, lambda: np.zeros(0)) == (-1.0, -1.0)


@pragmac.jit
def scaled(x):
    return x * factor


factor = 2.0


def test_a_global_changed_after_the_first_call(monkeypatch):
    assert scaled(3.0) == 6.0
    monkeypatch.setitem(globals(), "factor", 5.0)
    assert scaled(3.0) == 15.0


def test_continue_is_fine_in_a_parallel_loop():
    @pragmac.jit
    def f(m, y):
        # pragma parallel for
        for i in range(m.shape[0]):
            if m[i]:
                continue
            y[i] = i * 2.0
        return 0

    both(f, lambda: np.arange(1000) % 3 == 0, lambda: np.zeros(1000))


@pytest.mark.parametrize(("word", "code"), [("break", "P304"), ("return 1", "P305")])
def test_break_and_return_in_a_parallel_loop_are_refused(word, code, tmp_path):
    import importlib.util

    path = tmp_path / f"{code}.py"
    path.write_text(
        "import pragmac\n\n\n@pragmac.jit\ndef f(m, y):\n    # pragma parallel for\n"
        f"    for i in range(m.shape[0]):\n        if m[i]:\n            {word}\n"
        "        y[i] = 1.0\n    return 0\n"
    )
    spec = importlib.util.spec_from_file_location(code, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    with pytest.raises(pragmac.CompileError, match=code) as caught:
        module.f(np.zeros(3, dtype=bool), np.zeros(3))
    assert caught.value.lineno == 9
    assert caught.value.diagnostics[0].fixes


def test_a_loop_over_a_uint8_array():
    @pragmac.jit
    def f(data):
        h = np.uint32(5381)
        for b in data:
            h = h * np.uint32(33) + b
        return h

    expected, actual = both(f, lambda: np.arange(200, dtype=np.uint8))
    assert expected == actual and type(actual) is np.uint32


def test_math_of_a_negative_element():
    import math

    @pragmac.jit
    def f(a):
        s = 0.0
        for i in range(a.shape[0]):
            s += math.sqrt(a[i])
        return s

    expected, actual = errors(f, lambda: np.array([4.0, -1.0]))
    assert expected == actual and expected[0] is ValueError
    with pytest.raises(ValueError, match="np.sqrt"):
        f(np.array([4.0, -1.0]))
    assert both(f, lambda: np.array([4.0, 9.0])) == (5.0, 5.0)


def test_an_iteration_that_waits_for_another_is_refused():
    @pragmac.jit
    def f(flag, y):
        # pragma parallel for
        for i in range(y.shape[0]):
            while flag[i - 1] == 0:
                pass
            y[i] = 1.0
        return 0

    with pytest.raises(pragmac.CompileError, match="P308"):
        f(np.ones(3), np.zeros(3))


def test_a_kind_follows_a_straight_reassignment():
    @pragmac.jit
    def f(x, a):
        s = float(x)
        t = s * 2.0
        s *= a[0]
        return s, t

    expected, actual = both(f, value(3), lambda: np.ones(1, np.float32))
    assert expected == actual
    assert [type(v) for v in actual] == [np.float32, float] == [type(v) for v in expected]


def test_an_accumulator_takes_the_kind_of_the_elements():
    @pragmac.jit
    def f(image, x):
        s = 0
        t = 0.0
        for i in range(image.shape[0]):
            s += image[i]
            t += x[i]
        return s, t

    expected, actual = both(
        f, lambda: np.full(10, 100, np.uint8), lambda: np.full(10, 0.1, np.float32)
    )
    assert expected == actual
    assert [type(v) for v in actual] == [np.uint8, np.float32]
