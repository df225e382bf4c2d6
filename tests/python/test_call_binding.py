"""Positional and keyword arguments, defaults, methods and the names a function reads."""

import math
import types

import numpy as np
import pragmac
import pytest

SCALE = 2.0
TABLE = np.arange(5.0)
KIND = np.float32


@pragmac.jit
def weigh(a, b=10, /, c=100, *, d=1000):
    return a + 2 * b + 3 * c + 4 * d


CALLS = [
    ((1,), {}),
    ((1, 2), {}),
    ((1, 2, 3), {}),
    ((1,), {"c": 5}),
    ((1,), {"d": 7, "c": 5}),
    ((1, 2, 3), {"d": 4}),
]
WRONG_CALLS = [
    ((), {}),
    ((1, 2, 3, 4), {}),
    ((1,), {"a": 1}),
    ((1,), {"b": 1}),
    ((1,), {"e": 1}),
    ((1, 2, 3), {"c": 1}),
    ((), {"c": 1, "d": 2}),
]


@pytest.mark.parametrize(("args", "keywords"), CALLS)
def test_bound_as_python_binds(args, keywords):
    assert weigh(*args, **keywords) == weigh.py_func(*args, **keywords)


@pytest.mark.parametrize(("args", "keywords"), WRONG_CALLS)
def test_wrong_calls_raise_in_pythons_words(args, keywords):
    with pytest.raises(TypeError) as expected:
        weigh.py_func(*args, **keywords)
    with pytest.raises(TypeError) as caught:
        weigh(*args, **keywords)
    assert str(caught.value) == str(expected.value)


def test_defaults_are_those_of_the_function_now():
    @pragmac.jit
    def f(a, b=1):
        return a + b

    assert f(1) == 2
    f.py_func.__defaults__ = (2.5,)
    assert f(1) == 3.5


def test_variable_arguments_are_refused():
    @pragmac.jit
    def f(*args):
        return 0

    with pytest.raises(pragmac.CompileError, match="P227"):
        f(1)


def test_functions_in_a_class():
    class Holder:
        @staticmethod
        @pragmac.jit
        def twice(x):
            return 2 * x

        @pragmac.jit
        def method(self, x):
            return x

    assert Holder.twice(3) == 6
    assert Holder().twice(3) == 6
    bound = Holder().method
    assert isinstance(bound, types.MethodType)
    with pytest.raises(pragmac.CompileError, match="argument `self` is a .*Holder"):
        bound(1)


# ---- hidden arguments ---------------------------------------------------------------------------


@pragmac.jit
def use_globals(i):
    return SCALE * TABLE[i]


def test_a_changed_global_number_is_seen(monkeypatch):
    assert use_globals(3) == 6.0
    monkeypatch.setitem(globals(), "SCALE", 10.0)
    assert use_globals(3) == 30.0


def test_a_global_number_may_change_its_type(monkeypatch):
    use_globals(3)
    monkeypatch.setitem(globals(), "SCALE", np.float32(0.5))
    result = use_globals(3)
    assert type(result) is np.float64 and result == 1.5


def test_a_changed_global_array_is_seen(monkeypatch):
    assert use_globals(1) == 2.0
    monkeypatch.setitem(globals(), "TABLE", np.full(5, 7, dtype=np.int32))
    assert use_globals(1) == 14.0


def test_a_global_array_is_written():
    @pragmac.jit
    def f(k, x):
        TABLE[k] = x

    old = TABLE[4]
    f(4, 99.0)
    assert TABLE[4] == 99.0
    TABLE[4] = old


@pragmac.jit
def use_dtype(x):
    return KIND(x)


def test_a_changed_dtype_compiles_again(monkeypatch):
    assert type(use_dtype(1.5)) is np.float32
    monkeypatch.setitem(globals(), "KIND", np.int16)
    assert type(use_dtype(1.5)) is np.int16


def helper(x):
    return x + 1


@pragmac.jit
def use_helper(x):
    return helper(x) * 2


def test_a_changed_function_compiles_again(monkeypatch):
    assert use_helper(1) == 4
    monkeypatch.setitem(globals(), "helper", times_twenty)
    assert use_helper(1) == 40


def times_twenty(x):
    return x * 20


def test_a_global_that_becomes_a_function(monkeypatch):
    use_globals(1)
    monkeypatch.setitem(globals(), "SCALE", helper)
    with pytest.raises(pragmac.CompileError):
        use_globals(1)
    monkeypatch.undo()
    assert use_globals(1) == 2.0


def test_closure_cells_are_read_at_each_call():
    factor, values = 2.0, np.ones(3)

    @pragmac.jit
    def f(i):
        return factor * values[i]

    assert f(0) == 2.0
    factor = 5
    values = np.full(3, 3, dtype=np.int64)
    result = f(0)
    assert result == 15 and type(result) is np.int64


def test_functions_by_identity():
    from math import sqrt as root

    from numpy import sin as sine

    tau = math.tau

    @pragmac.jit
    def f(x):
        return root(x) + sine(x) + math.pi + tau

    assert f(2.0) == f.py_func(2.0)


def test_numbers_of_user_modules(monkeypatch):
    settings = types.ModuleType("settings")
    settings.depth = 3
    monkeypatch.setitem(globals(), "settings", settings)

    assert use_module() == 3
    settings.depth = 4.5
    assert use_module() == 4.5


@pragmac.jit
def use_module():
    return settings.depth  # noqa: F821


def scaled(x, by=3):
    return x * by


def test_defaults_of_called_functions():
    @pragmac.jit
    def f(x):
        return scaled(x) + scaled(x, by=2)

    assert f(2) == 10


def ignores(x, y=None):
    return x


def adds(x, y=None):
    return x + y


def test_a_default_of_none_is_not_taken_for_an_argument():
    @pragmac.jit
    def f(q, x):
        return ignores(x)

    @pragmac.jit
    def g(q, x):
        return adds(x)

    assert f(5, 3) == 3
    with pytest.raises(pragmac.CompileError, match="None"):
        g(5, 3)


def test_jitted_functions_call_each_other():
    @pragmac.jit
    def f(x):
        return weigh(x, 1, 1, d=1) + 1

    assert f(1) == f.py_func(1)
