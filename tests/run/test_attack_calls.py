"""Attacks on calls: evaluation order, kinds per call, defaults, closures, globals that change."""
# ruff: noqa: B007, B018, B020, B905, E501, F821, F841

import functools

import attack_helpers
import attack_helpers as other_name
import numpy as np
import pragmac
import pytest
from attack_helpers import clear_first, scaled
from same_as_python import Cases, compare

cases = Cases()


def ramp(*shape, dtype=np.float64):
    return np.arange(1, np.prod(shape) + 1, dtype=dtype).reshape(shape)


def twice(x):
    return x + x


def increment(a, i, by=1):
    a[i] += by
    return a[i]


def first_positive(a):
    for i in range(a.shape[0]):
        if a[i] > 0:
            return i
    return -1


def swap(x, y):
    return y, x


def nothing(a):
    a[0] = 5.0


def maybe(n):
    if n > 3:
        return n * 2
    return 0


def deep(n):
    return twice(twice(twice(twice(n)))) + maybe(maybe(n))


@cases(ramp(4))
def left_operand_is_loaded_first(a):
    return a[0] + clear_first(a) + a[0]


@cases(ramp(4))
def operand_kept_over_two_calls(a):
    return (a[0] * a[1]) + clear_first(a) * a[0] + increment(a, 1) * a[1]


@cases(ramp(4))
def arguments_left_to_right(a):
    x, y = swap(a[0], clear_first(a))
    return x, y, a[0]


@cases(ramp(4))
def tuple_elements_left_to_right(a):
    return a[0], clear_first(a), a[0], increment(a, 0), a[0]


@cases(ramp(4))
def through_the_module(a):
    return a[0] + attack_helpers.clear_first(a) + other_name.scaled(a[0]) + scaled(2)


@cases(ramp(4))
def function_in_a_local_name(a):
    f = clear_first
    x = a[0] + f(a) + a[0]
    f = increment
    return x, a[0] + f(a, 0)


def call_it(f, a):
    return a[0] - f(a)


@cases(ramp(4))
def function_as_argument(a):
    return call_it(clear_first, a) + call_it(twice_first, a)


def twice_first(a):
    a[0] *= 2
    return a[0]


def with_default(k):
    def multiply(x, k=k):
        return x * k

    return multiply


by_two, by_three = with_default(2), with_default(3)


@cases(5)
def functions_that_share_their_code(x):
    return by_two(x), by_three(x), by_two(x, 7)


def bump(a):
    a[0] += 1
    return a


def bump_both(a):
    a[0] += 1
    return a, (a[0], a[0] * 2)


@cases(ramp(4))
def called_once_where_its_result_is_indexed(a):
    x = bump(a)[0]
    bump(a)[1] = bump(a)[0] + 5
    bump(a)[2] *= bump(a)[0]
    y = bump_both(a)[1][1] + bump_both(a)[0][0]
    return x, y, bump(bump(a))[-1], bump(a).shape[0], a[0]


@cases(ramp(4))
def index_from_a_call(a):
    return a[0] * a[int(clear_first(a))] + a[0]


@cases(ramp(4))
def target_subscript_after_the_value(a):
    a[int(clear_first(a))] = a[0]
    a[int(increment(a, 0))] = a[0] + increment(a, 0)


@cases(ramp(4))
def augmented_element_is_loaded_before_the_call(a):
    a[0] += clear_first(a)
    a[1] *= increment(a, 1)
    a[0] -= increment(a, 0) * a[0]


@cases(ramp(4))
def atomic_element_is_loaded_before_the_call(a):
    # pragma atomic
    a[0] += bump(a)[0]
    # pragma atomic
    a[1] -= a[2] if a[0] > 1 else a[3]
    # pragma atomic
    a[9] *= clear_first(a)


@cases(ramp(4))
def augmented_name_is_loaded_before_the_call(a):
    s = a[0]
    s += clear_first(a) + a[0]
    return s


@cases(ramp(4))
def comparison_operands(a):
    return a[0] < clear_first(a), a[1] == increment(a, 1), a[0] < a[1] < increment(a, 1) < a[1]


@cases(ramp(4))
def ternary_test_and_arms(a):
    x = a[0] if clear_first(a) > a[0] else a[1]
    y = increment(a, 2) if a[2] > 100 else a[2]
    return x, y, a[2]


@cases(ramp(4))
def short_circuit_calls(a):
    if a[0] > 5 and increment(a, 0) > 0 or a[0] == 1 and increment(a, 1) > 0:
        a[3] = 9
    n = 0
    while increment(a, 2) < 8 and a[2] < 7:
        n += 1
    return n


@cases(ramp(4))
def builtins_of_calls(a):
    return max(a[0], clear_first(a), a[0]), min(increment(a, 0), increment(a, 0)), abs(a[0])


@cases(ramp(4))
def bounds_of_a_range(a):
    n = 0
    for i in range(int(a[0]), int(increment(a, 0, 3)), int(clear_first(a))):
        n += i
    return n


@cases(2)
@cases(2.5)
@cases(np.float32(2.5))
@cases(np.int8(100))
@cases(True)
def same_helper_at_two_kinds(x):
    return twice(x), twice(np.uint8(200)), twice(1j), twice(x * 2)


@cases(5)
@cases(2)
def deeply_nested(n):
    return deep(n), deep(n + 1), maybe(deep(n))


@cases(ramp(4))
def value_of_nothing_is_dropped(a):
    nothing(a)
    increment(a, 1)
    increment(a, i=2, by=2.5)
    increment(by=4, a=a, i=-1)


@cases(ramp(4) * -1)
@cases(ramp(4))
def returns_from_inside_a_loop(a):
    return first_positive(a), first_positive(a) + 1


@cases(ramp(4))
def loops_over_calls(a):
    for i in range(4):
        for j in range(first_positive(a), 4):
            increment(a, j, a[i])
    return a[3]


def raises_inside(a, i):
    x = a[i]
    y = 1 // int(x)
    return y


@cases(np.array([1.0, 0.0]), 1)
@cases(np.array([1.0, 0.0]), 2)
@cases(np.array([1.0, 0.0]), 0)
def errors_of_the_callee(a, i):
    a[0] += 1
    x = raises_inside(a, i)
    a[0] += 1
    return x


def make_pair(n):
    a = np.zeros(n)
    b = np.ones(n + 1)
    return a, b


def make(n, x):
    a = np.empty(n)
    for i in range(n):
        a[i] = x * i
    return a


@cases(3)
@cases(0)
def helper_returns_arrays(n):
    a, b = make_pair(n)
    c = make(n, 2.5)
    for i in range(n):
        a[i] = c[i] + b[i + 1]
    return a, c, b[n]


@cases(3)
def temporary_array_per_iteration(n):
    s = 0.0
    for i in range(n):
        t = make(n + i, i)
        t[0] += 1
        s += t[i] + t[0]
    return s


def same_array(a):
    return a


@cases(ramp(3))
def helper_returns_its_argument(a):
    b = same_array(a)
    b[0] = 7
    return a[0], b[0]


@cases(ramp(3), ramp(4))
def helper_chooses_nothing(a, b):
    c = same_array(b)
    c = same_array(a)
    c[0] = 7
    return c[0] + a[0] + b[0]


def parameter_is_reassigned(n, x):
    for i in range(n):
        n -= 1
        x = x + n
    n = 100
    return x


@cases(5)
def callers_variables_stay(n):
    x = 1
    y = parameter_is_reassigned(n, x)
    n += parameter_is_reassigned(x, n)
    return n, x, y


def no_value_on_one_path(n):
    if n > 0:
        return
    n = 3


@cases(1)
def none_is_compared(n):
    x = no_value_on_one_path(n)
    return x is None


def keyword_only(a, *, k=2, m):
    return a * k + m


def positional_only(a, b=4, /):
    return a - b


@cases(5)
def parameter_kinds(n):
    return (
        keyword_only(n, m=1),
        keyword_only(m=n, a=2, k=3),
        positional_only(n),
        positional_only(1, n),
    )


def outer_loop_variable(i):
    for i in range(i, i + 2):
        pass
    return i


@cases(3)
def names_do_not_leak(n):
    s = 0
    for i in range(n):
        s += outer_loop_variable(i * 10) + i
    return s, i


@cases(ramp(5))
def helper_in_a_parallel_loop(a):
    # pragma parallel for
    for i in range(a.shape[0]):
        a[i] = twice(a[i]) + maybe(i) + scaled(1)


@cases.parametrize()
def test_as_python(function, arguments, make):
    compare(function, *arguments, make=make)


# ---- closures and globals --------------------------------------------------------------------

factor = 2
weights = np.array([1.0, 2.0, 3.0])


def helper_with_global(x):
    return x * factor


@pragmac.jit
def uses_globals(i):
    return helper_with_global(weights[i]) + factor


def test_globals_are_read_at_every_call(monkeypatch):
    import sys

    module = sys.modules[__name__]
    values = [5, 2.5, np.float32(1.5), True, np.int8(3), np.array([2.0])[0], 1j, 7]
    for value in values:
        monkeypatch.setattr(module, "factor", value)
        result, expected = uses_globals(1), uses_globals.py_func(1)
        assert type(result) is type(expected) and result == expected
    monkeypatch.setattr(module, "weights", np.array([[1, 2], [3, 4]])[:, 1])
    assert uses_globals(1) == uses_globals.py_func(1)
    monkeypatch.setattr(module, "weights", weights[:1])
    with pytest.raises(IndexError):
        uses_globals(1)


def test_helpers_are_replaced(monkeypatch):
    import sys

    module = sys.modules[__name__]
    assert uses_globals(1) == uses_globals.py_func(1)
    monkeypatch.setattr(module, "helper_with_global", twice)
    assert uses_globals(1) == uses_globals.py_func(1) == 6.0
    monkeypatch.setattr(module, "helper_with_global", 3)
    with pytest.raises(pragmac.CompileError):
        uses_globals(1)
    monkeypatch.undo()
    assert uses_globals(1) == uses_globals.py_func(1)


def test_closures_over_arrays_numbers_and_functions():
    counter = np.zeros(2, np.int64)
    step = 3

    def bump(i):
        counter[i] += step
        return counter[i]

    @pragmac.jit
    def run(n):
        for k in range(n):
            bump(k % 2)
        return counter[0] * 100 + counter[1]

    assert run(3) == 603
    step = 10
    assert run(1) == 1603
    counter = np.zeros(2, np.int32)
    result = run(2)
    assert result == 1010 and type(result) is np.int32


def test_closure_cell_that_is_empty():
    @pragmac.jit
    def run(n):
        return n + later

    with pytest.raises((NameError, pragmac.CompileError)):
        run(1)
    later = 5
    assert run(1) == 6
    del later
    with pytest.raises((NameError, pragmac.CompileError)):
        run(1)


def test_global_that_is_defined_later(monkeypatch):
    import sys

    @pragmac.jit
    def run(n):
        return n + defined_later + attack_helpers.defined_later

    for _ in range(2):
        with pytest.raises(pragmac.CompileError, match="P411|P212"):
            run(1)
    monkeypatch.setattr(sys.modules[__name__], "defined_later", 5, raising=False)
    with pytest.raises(pragmac.CompileError):
        run(1)
    monkeypatch.setattr(attack_helpers, "defined_later", 2.5, raising=False)
    assert run(1) == 8.5


def test_an_atomic_assignment_whose_right_side_stores_is_refused():
    @pragmac.jit
    def run(a):
        # pragma atomic
        a[0] = a[0] + bump(a)[0]

    with pytest.raises(pragmac.CompileError, match="P314"):
        run(np.ones(2))


def test_jitted_calls_jitted_and_recursion_is_refused():
    @pragmac.jit
    def inner(x):
        return x * 2

    @pragmac.jit
    def outer(x):
        return inner(x) + 1

    assert outer(3) == 7

    @pragmac.jit
    def even(n):
        if n == 0:
            return True
        return odd(n - 1)

    def odd(n):
        if n == 0:
            return False
        return even(n - 1)

    with pytest.raises(pragmac.CompileError, match="calls itself"):
        even(4)


def test_default_arguments_of_the_jitted_function():
    table = np.arange(3.0)

    @pragmac.jit
    def run(x, a=table, *, k=2):
        return a[k] * x

    assert run(2) == 4.0
    assert run(2, k=1) == 2.0
    assert run(k=-3, x=1) == 0.0
    run.py_func.__kwdefaults__["k"] = 0
    run.py_func.__defaults__ = (np.arange(3),)
    assert run(2) == run.py_func(2) and type(run(2)) is type(run.py_func(2))
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'x'"):
        run()
    with pytest.raises(TypeError, match="got an unexpected keyword argument 'z'"):
        run(1, z=1)
    with pytest.raises(TypeError, match="multiple values for argument 'x'"):
        run(1, x=1)
    with pytest.raises(TypeError):
        run(1, 2, 3)


def test_helpers_that_cannot_be_compiled_are_refused_where_they_are_called():
    @functools.lru_cache
    def cached(x):
        return x

    @pragmac.jit
    def run(x):
        return cached(x)

    with pytest.raises(pragmac.CompileError) as refused:
        run(1)
    assert refused.value.diagnostics[0].line


def test_traceback_names_callee_and_caller():
    import traceback

    @pragmac.jit
    def run(a, i):
        return raises_inside(a, i)

    with pytest.raises(ZeroDivisionError) as error:
        run(np.zeros(2), 1)
    names = [frame.name for frame in traceback.extract_tb(error.value.__traceback__)]
    assert names[-2:] == ["run", "raises_inside"]
