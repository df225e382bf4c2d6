"""`f.compare`: what is compared, what is allowed, and that each difference is found."""

import inspect
import json
import math
import warnings

import numpy as np
import pragmac
import pytest
from pragmac import MismatchError
from pragmac.shared_memory import addresses, copied, overlaps_itself


def compare(f, *args, **keywords):
    return f._compiler.compare(*args, **keywords)


class Wrong:
    """Looks like a jitted function whose compiled code is another function."""

    def __init__(self, jitted, compiled):
        self._signature, self.compiled = jitted._signature, compiled

    def __call__(self, *args, **keywords):
        return self.compiled(*args, **keywords)


def compare_with(compiled, f, *args, **keywords):
    """The comparison of plain `f` with a function that the compiler might have made of it."""
    f._compiler.jitted = Wrong(f, compiled)
    try:
        return f._compiler.compare(*args, **keywords)
    finally:
        f._compiler.jitted = f


@pragmac.jit
def double(x, y):
    # pragma parallel for
    for i in range(x.shape[0]):
        y[i] = 2 * x[i]
    return y[0]


@pragmac.jit
def total(x):
    s = 0.0
    # pragma parallel for
    for i in range(x.shape[0]):
        s += x[i]
    return s


@pragmac.jit
def value_of(x):
    return x


@pragmac.jit
def element(a, i):
    return a[i]


def test_reached_from_the_function():
    assert double.compare(np.ones(3), np.ones(3)).to_dict()["error"] is None


@pragmac.jit
def in_turns(x, y):
    for step in range(2):
        # pragma parallel for
        for i in range(x.shape[0]):
            y[i] = x[i] + step
    for i in range(x.shape[0]):
        x[i] = y[i]
    x[0] = 3.0


# ---- equal -------------------------------------------------------------------------------------


def test_what_was_compared():
    report = compare(double, np.arange(4.0), np.zeros(4))
    assert [c["what"] for c in report.to_dict()["compared"]] == [
        "result", "argument `x`", "argument `y`"
    ]  # fmt: skip
    assert {c["tolerance"] for c in report.to_dict()["compared"]} == {0.0}
    assert "argument `y`" in str(report) and "float64(4,), the same bits" in str(report)
    assert json.loads(json.dumps(report.to_dict())) == report.to_dict()


def test_it_runs_on_copies():
    x, y = np.arange(4.0), np.zeros(4)
    compare(double, x, y)
    assert y.tolist() == [0.0] * 4


def test_the_largest_difference_of_a_reduction():
    x = np.random.default_rng(1).random(5000)
    report = compare(total, x)
    result = report.to_dict()["compared"][0]
    assert result["tolerance"] == 1e-9 and 0 < result["largest_difference"] < 1e-12
    assert report.to_dict()["largest_difference"] == result["largest_difference"]
    assert report.to_dict()["inexact"] == ["reduction s: sum"]
    assert "largest relative difference" in str(report)


def test_keywords_and_defaults():
    @pragmac.jit
    def f(x, *, scale=2.0, table=np.ones(3)):  # noqa: B008
        table[0] = x * scale
        return table[0]

    table = f.py_func.__kwdefaults__["table"]
    assert "argument `table`" in str(compare(f, 3.0))
    assert "argument `scale`" not in str(compare(f, x=3.0, scale=4.0))
    assert table.tolist() == [1.0] * 3
    with pytest.raises(TypeError, match="missing"):
        compare(f)


def test_compile_errors_are_raised():
    @pragmac.jit
    def f(x):
        return [x]

    with pytest.raises(pragmac.CompileError, match="P202"):
        compare(f, 1)
    with pytest.raises(pragmac.CompileError, match="P420"):
        compare(f, "text")


def test_numpys_warnings_are_silenced():
    @pragmac.jit
    def f(x):
        return x[0] / x[1]

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        compare(f, np.zeros(2))
    with np.errstate(all="raise"):
        compare(f, np.zeros(2))


# ---- different ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expected", "actual", "words"),
    [
        (np.int64(1), 1, "int64 1 in Python, int 1 compiled"),
        (1.0, 1, "float 1.0 in Python, int 1 compiled"),
        (1.0, np.float64(2.0), "1.0 in Python, 2.0 compiled"),
        (np.float32(1), np.float64(1), "float32 1.0 in Python, float64 1.0 compiled"),
        (0.0, -0.0, "0.0 in Python, -0.0 compiled"),
        (True, 1, "bool True in Python, int 1 compiled"),
        (1.0, math.nextafter(1.0, 2.0), "1.0 in Python, 1.0000000000000002 compiled"),
        (1, 2, "int 1 in Python, int 2 compiled"),
        (np.complex128(complex(0, -0.0)), np.complex128(0j), "-0j in Python, 0j compiled"),
        (1, (1, 2), "one value in Python, a tuple of 2 compiled"),
        (1, (1,), "one value in Python, a tuple of 1 compiled"),
        (300, np.int8(44), "int 300 in Python, int8 44 compiled"),
        (1, None, "int 1 in Python, NoneType None compiled"),
    ],
)
def test_other_results(expected, actual, words):
    with pytest.raises(MismatchError) as caught:
        compare_with(lambda x: actual, value_of, expected)
    assert str(caught.value) == f"result: {words}"


def test_nan_is_nan():
    assert compare_with(lambda x: -x, value_of, float("nan"))
    assert compare_with(lambda x: -x, value_of, np.complex64(complex("nan+nanj")))


def test_the_loops_that_wrote_it_are_named():
    def wrong(x, y):
        x[:] = -1.0

    first = inspect.getsourcelines(in_turns.py_func)[1]
    with pytest.raises(MismatchError, match=f"written by the loop in line {first + 6}$"):
        compare_with(wrong, in_turns, np.ones(3), np.zeros(3))
    with pytest.raises(MismatchError, match=f"written by the loop in line {first + 4}$"):
        compare_with(
            lambda x, y: x.__setitem__(slice(None), [3.0, 2.0, 2.0]),
            in_turns,
            np.ones(3),
            np.zeros(3),
        )


def test_the_first_differing_element_is_named():
    def wrong(x, y):
        y[:] = 2 * x
        y[2:] += 1.0
        return y[0]

    with pytest.raises(MismatchError) as caught:
        compare_with(wrong, double, np.arange(5.0), np.zeros(5))
    words = "argument `y`, element [2]: 4.0 in Python, 5.0 compiled (3 of 5 elements differ)"
    words += f"; written by the loop in line {inspect.getsourcelines(double.py_func)[1] + 3}"
    assert str(caught.value) == words


def test_shapes_and_dtypes_of_arrays():
    @pragmac.jit
    def made(n):
        return np.zeros(n)

    for other in (np.zeros(3), np.zeros((2, 1)), np.zeros(2, np.float32), 0.0):
        with pytest.raises(MismatchError, match="result"):
            compare_with(lambda n, other=other: other, made, 2)
    assert compare(made, 2).to_dict()["compared"][0]["type"] == "float64(2,)"


def test_memory_beside_a_view_is_compared():
    store = np.zeros(8)
    assert "the array that `y` is a view of" in str(compare(double, np.ones(4), store[::2]))

    def wild(x, y):
        beside = np.lib.stride_tricks.as_strided(y, (8,), (8,))
        result = double.py_func(x, y)
        beside[1] = 5.0
        return result

    with pytest.raises(MismatchError, match=r"the array that `y` is a view of, element \[1\]"):
        compare_with(wild, double, np.ones(4), store[::2])


def test_the_returned_object_is_the_argument_itself():
    @pragmac.jit
    def same(a):
        return a

    a = np.zeros(2)
    assert compare(same, a)
    with pytest.raises(MismatchError, match="result: `a` itself in Python, another array compiled"):
        compare_with(lambda a: a.copy(), same, a)


# ---- tolerance ---------------------------------------------------------------------------------


def nearly(factor):
    return lambda x: total.py_func(x) * factor


@pytest.mark.parametrize(
    ("dtype", "near", "far"),
    [(np.float64, 1e-10, 1e-8), (np.float32, 1e-5, 1e-3), (np.float16, 5e-3, 2e-2)],
)
def test_tolerances_by_dtype(dtype, near, far):
    x = np.ones(4, dtype)
    total(x)
    compare_with(lambda x: dtype(float(total.py_func(x)) * (1 + near)), total, x)
    with pytest.raises(MismatchError, match="the relative difference is above"):
        compare_with(lambda x: dtype(float(total.py_func(x)) * (1 + far)), total, x)


def test_without_reductions_and_math_floats_are_exact():
    other = math.nextafter(2.0, 3.0)
    with pytest.raises(MismatchError):
        compare_with(lambda x: other, value_of, 2.0)
    assert compare_with(lambda x: other, value_of, 2.0, rtol=1e-12)
    with pytest.raises(MismatchError):
        compare_with(lambda x: 4, value_of, 3, rtol=0.9)
    with pytest.raises(MismatchError):
        compare_with(lambda x: total.py_func(x) * (1 + 1e-12), total, np.ones(3), rtol=0)
    with pytest.raises(ValueError, match="rtol"):
        compare(value_of, 2.0, rtol=-1.0)


@pytest.mark.parametrize(
    ("f", "cause"),
    [
        (lambda z: abs(z), "builtins.abs"),  # of a complex number
        (lambda x: math.exp(x), "math.exp"),
        (lambda x: np.sin(x), "numpy.sin"),
        (lambda x: x**0.5, "**"),
        (lambda x: math.sqrt(x), None),
        (lambda x: math.floor(x), None),
        (lambda x: abs(x), None),
    ],
)
def test_math_functions_are_inexact(f, cause):
    from pragmac import inexact_operations
    from pragmac.bindings import BoundFunction

    bound = type("Bound", (), {"functions": []})()
    function = BoundFunction.__new__(BoundFunction)
    names = {"math": ("library", 0, "math"), "np": ("library", 0, "numpy"),
             "abs": ("library", 0, "builtins.abs")}  # fmt: skip
    function.names, function.source, function.name = names, None, "f"
    bound.functions.append(function)
    import ast
    import inspect

    line = inspect.getsource(f).strip().removesuffix(",")
    tree = ast.parse(line)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(inexact_operations, "function_node", lambda source, name: tree)
        dtype = "c128" if "z" in f.__code__.co_varnames else "f64"
        found = inexact_operations.inexact_operations(bound, ((dtype, "", 1),), [])
    assert found == ([cause] if cause else [])


def test_infinities_are_not_near_anything():
    with pytest.raises(MismatchError):
        compare_with(lambda x: float("inf"), value_of, 1.0, rtol=0.5)
    with pytest.raises(MismatchError):
        compare_with(lambda x: float("nan"), value_of, 1.0, rtol=0.5)


# ---- memory that is shared ---------------------------------------------------------------------


@pragmac.jit
def shift(y, x):
    for i in range(x.shape[0]):
        y[i] = x[i] + 1.0


def test_overlapping_arguments_stay_overlapping():
    a = np.arange(6.0)
    seen = []

    def look(y, x):
        seen.append(np.shares_memory(y, x))
        shift.py_func(y, x)

    compare_with(look, shift, a[1:], a[:-1])
    compare_with(look, shift, a, a)
    assert seen == [True, True]
    assert compare(shift, a[1:], a[:-1])
    assert a.tolist() == list(range(6))


@pytest.mark.parametrize(
    "make",
    [
        lambda: [np.arange(6.0).reshape(2, 3).T],
        lambda: [np.asfortranarray(np.arange(6.0).reshape(2, 3))[::-1]],
        lambda: [np.arange(9)[7:2:-2]],
        lambda: [np.broadcast_to(np.arange(3), (2, 3))],
        lambda: [np.zeros((0, 3)), np.float64(3) * np.ones(())],
        lambda: [np.frombuffer(bytearray(33), np.uint8)[1:].view("i4"), np.array(5)],
        lambda: [np.frombuffer(bytearray(33), "i4", 8, 1)],
        lambda: (lambda a: [a, a, a[2:5], a[4:]])(np.arange(8.0)),
        lambda: (lambda b: [np.frombuffer(b, "i4"), np.frombuffer(b, "i4")[1:]])(bytearray(16)),
    ],
)
def test_copies_keep_layout_flags_and_sharing(make):
    given = [np.asarray(a) for a in make()]
    made = copied(given)
    for a, b in zip(given, made, strict=True):
        assert (a.dtype, a.shape, a.strides) == (b.dtype, b.shape, b.strides)
        for flag in ("writeable", "aligned", "c_contiguous", "f_contiguous"):
            assert getattr(a.flags, flag) == getattr(b.flags, flag)
        assert np.array_equal(a, b)
    for i in range(len(given)):
        assert not any(np.shares_memory(given[i], b) for b in made)
        for j in range(len(given)):
            assert np.shares_memory(given[i], given[j]) == np.shares_memory(made[i], made[j])
            if given[i].size and given[j].size:
                apart = addresses(given[i]).flat[0] - addresses(given[j]).flat[0]
                if np.shares_memory(given[i], given[j]):
                    assert addresses(made[i]).flat[0] - addresses(made[j]).flat[0] == apart


def test_arrays_that_overlap_themselves():
    a = np.arange(12.0)
    strided = np.lib.stride_tricks.as_strided
    assert overlaps_itself(np.broadcast_to(a, (2, 12)))
    assert overlaps_itself(strided(a, (5, 3), (8, 8)))
    assert not overlaps_itself(strided(a, (3, 2), (16, 24)))  # interleaved, yet apart
    assert not overlaps_itself(a.reshape(3, 4).T) and not overlaps_itself(a[::-2])


state = np.zeros(3)


@pragmac.jit
def count(a):
    state[0] += a[0] + 1.0
    return state[0]


def test_global_arrays_are_compared_and_restored():
    assert "`state`, which is no argument" in str(compare(count, np.zeros(2)))
    assert state.tolist() == [0.0, 0.0, 0.0]

    def wrong(a):
        result = count.py_func(a)
        state[2] = 1.0
        return result

    with pytest.raises(MismatchError, match=r"`state`, which is no argument, element \[2\]"):
        compare_with(wrong, count, np.zeros(2))
    assert state.tolist() == [0.0, 0.0, 0.0]


def test_arguments_that_share_memory_with_a_global():
    seen = []

    def look(a):
        seen.append(np.shares_memory(a, state))
        return count.py_func(a)

    compare_with(look, count, state[1:])
    assert seen == [True] and state.tolist() == [0.0, 0.0, 0.0]


# ---- exceptions --------------------------------------------------------------------------------


def test_equal_errors():
    report = compare(element, np.zeros(3), 7)
    line = element.py_func.__code__.co_firstlineno + 2
    assert report.to_dict()["error"].startswith(f"both raise IndexError in line {line} of")
    assert "argument `a`" in str(report)


def test_other_errors_and_lines():
    def no_error(a, i):
        return a[0]

    def other_error(a, i):
        raise ValueError("no")

    def other_line(a, i):
        return a[i]

    for wrong in (no_error, other_error, other_line):
        with pytest.raises(MismatchError, match="plain Python raises IndexError in line"):
            compare_with(wrong, element, np.zeros(3), 7)
    with pytest.raises(MismatchError, match="plain Python returns, the compiled function raises"):
        compare_with(other_error, element, np.zeros(3), 1)


def test_lines_of_unbound_locals_are_those_of_their_statement():
    @pragmac.jit
    def f(n, i):
        if n > 3:
            a = b = n
        return (
            a,
            b,
        )

    def on_line(last):
        return lambda n, i: exec(  # as CPython 3.11 says once the loop around it is warm
            compile("\n" * (last - 1) + "raise UnboundLocalError", __file__, "exec")
        )

    line = f.py_func.__code__.co_firstlineno + 5
    for at in (line, line + 1):
        assert "UnboundLocalError" in compare_with(on_line(at), f, 1, 0).to_dict()["error"]
    with pytest.raises(MismatchError, match="raises UnboundLocalError in line"):
        compare_with(on_line(line - 2), f, 1, 0)


def test_elements_of_a_failed_parallel_loop_are_unspecified():
    @pragmac.jit
    def f(y, x, z):
        z[0] = 1.0
        # pragma parallel for
        for i in range(6):
            y[i] = x[i]

    def wrong(y, x, z):
        y[:] = 8.0
        f.py_func(y, x, z)

    report = compare_with(wrong, f, np.zeros(9), np.zeros(5), np.zeros(1))
    assert report.to_dict()["notes"] == [
        "argument `y` is not compared: its parallel loop has raised (D10)"
    ]

    def wrong_before(y, x, z):
        z[:] = 8.0
        f.py_func(y, x, z.copy())

    with pytest.raises(MismatchError, match="argument `z`"):
        compare_with(wrong_before, f, np.zeros(9), np.zeros(5), np.zeros(1))
    store = np.zeros(9)
    notes = compare_with(wrong, f, store, np.zeros(5), store[8:]).to_dict()["notes"]
    assert [note.split(" is ")[0] for note in notes] == ["argument `y`", "argument `z`"]


def test_elements_of_a_failed_loop_that_runs_in_order_are_compared():
    @pragmac.jit
    def f(y, idx):
        # pragma parallel for
        for i in range(6):
            idx[i] += 0
            y[idx[i] * 2] = i

    def wrong(y, idx):
        y[1] = 8.0
        f.py_func(y, idx)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", pragmac.RaceWarning)
        assert compare(f, np.zeros(9), np.arange(5)).to_dict()["error"]
    with pytest.raises(MismatchError, match="argument `y`"):
        compare_with(wrong, f, np.zeros(9), np.arange(5))


def test_numbered_deviations():
    @pragmac.jit
    def kinds(x):
        s = 0.0
        for i in range(x.shape[0]):
            s += x[i]
        return s

    assert any("D1" in n for n in compare(kinds, np.zeros(0, np.float32)).to_dict()["notes"])

    @pragmac.jit
    def power(n):
        k = 1
        for _ in range(n):
            k *= 3
        return k

    assert any("D2" in n for n in compare(power, 60).to_dict()["notes"])
    assert compare(power, 30).to_dict()["notes"] == []


def test_the_exceptions_are_exported_and_described():
    for error in (pragmac.MismatchError, pragmac.RaceError):
        assert error.__module__ == "pragmac" and len(error.__doc__) > 40
        assert error.__name__ in pragmac.__all__
