"""`f.compare(limit=)`: the slices of the data that plain Python gets through, and what is said."""

import inspect
import subprocess
import sys
import time

import numpy as np
import pragmac
import pytest
from pragmac import MismatchError
from pragmac.deadline import within
from pragmac.slices import growing_slices


def bound(**arguments):
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    signature = inspect.Signature([inspect.Parameter(name, kind) for name in arguments])
    return signature.bind(**arguments)


def slices(**arguments):
    return list(growing_slices(bound(**arguments)))


@pragmac.jit
def product(a, b, c, n):
    # pragma parallel for
    for i in range(n):
        for j in range(n):
            s = 0.0
            for k in range(n):
                s += a[i, k] * b[k, j]
            c[i, j] = s


@pragmac.jit
def row_sums(indptr, data, y):
    # pragma parallel for
    for i in range(y.shape[0]):
        s = 0.0
        for k in range(indptr[i], indptr[i + 1]):
            s += data[k]
        y[i] = s


@pragmac.jit
def taken(a, at, out):
    for i in range(out.shape[0]):
        out[i] = a[at[i]]


@pragmac.jit
def slow_start(n, a):
    s = 0
    for i in range(100_000_000):
        s += i ^ n
    a[0] = s


# ---- the slices --------------------------------------------------------------------------------


def test_slices_double_up_to_the_whole():
    found = slices(a=np.zeros((100, 50)))
    assert [s.given.arguments["a"].shape for s in found] == [
        (16, 16), (32, 16), (64, 32), (100, 50)
    ]  # fmt: skip
    assert [s.whole for s in found] == [False, False, False, True]
    assert found[0].described() == "`a` 16 x 16 of 100 x 50"


def test_equal_extents_stay_equal_and_integers_follow():
    smallest = slices(a=np.zeros((200, 300)), x=np.zeros(300), n=200, m=299, steps=5)[0]
    shapes = [smallest.given.arguments[name] for name in ("n", "m", "steps")]
    assert smallest.given.arguments["a"].shape[1] == smallest.given.arguments["x"].shape[0]
    assert shapes[0] == smallest.given.arguments["a"].shape[0]
    assert shapes[1] == smallest.given.arguments["x"].shape[0] - 1
    assert shapes[2] == 5 and "steps" not in smallest.changes


def test_an_extent_beside_another_keeps_its_distance():
    smallest = slices(indptr=np.zeros(1001, np.int64), y=np.zeros(1000))[0]
    assert smallest.given.arguments["indptr"].shape == (17,)
    assert smallest.given.arguments["y"].shape == (16,)


def test_small_extents_multiples_and_kinds_stay():
    image = slices(image=np.zeros((640, 480, 3)), n=np.int32(640), flag=True)[1]
    assert image.given.arguments["image"].shape == (32, 24, 3)
    assert type(image.given.arguments["n"]) is np.int32 and image.given.arguments["n"] == 32
    assert image.given.arguments["flag"] is True


def test_layout_and_shared_memory_stay():
    a = np.asfortranarray(np.arange(1600.0).reshape(40, 40))
    fixed = np.arange(40.0)
    fixed.flags.writeable = False
    first = slices(a=a, fixed=fixed)[0].given.arguments
    assert first["a"].flags.f_contiguous and not first["a"].flags.c_contiguous
    assert not first["fixed"].flags.writeable
    whole = np.arange(64.0)
    first = slices(x=whole, y=whole[::2], again=whole)[0].given.arguments
    assert first["x"] is first["again"]
    assert np.shares_memory(first["x"], first["y"]) and first["y"].strides == (16,)


def test_the_values_are_the_leading_ones():
    a = np.arange(1600.0).reshape(40, 40)
    for part in slices(a=a):
        n, m = part.given.arguments["a"].shape
        np.testing.assert_array_equal(part.given.arguments["a"], a[:n, :m])


# ---- the time ----------------------------------------------------------------------------------


def test_within_returns_what_is_done_in_time():
    assert within(60, lambda: 7) == 7


def test_within_stops_a_loop():
    start = time.perf_counter()

    def loop():
        while True:
            try:
                sum(range(10))
            except Exception:
                pass

    assert within(0.05, loop) is None
    assert time.perf_counter() - start < 30


def test_within_leaves_nothing_behind():
    for _ in range(200):
        within(1e-4, lambda: [i for i in range(500)])
    assert sum(i for i in range(10_000)) == 49_995_000


TRACED = """
import sys
from pragmac.deadline import within

assert within(60, lambda: 7) == 7
calls = []
sys.settrace(lambda frame, event, argument: calls.append(event))


def called():
    return 8


assert called() == 8 and "call" in calls
"""


def test_within_leaves_tracing_alone():
    """Debuggers and coverage measurement: a taken back exception would hang CPython 3.11 there."""
    subprocess.run([sys.executable, "-c", TRACED], check=True, timeout=60)


def test_within_lets_errors_through():
    with pytest.raises(ZeroDivisionError):
        within(60, lambda: 1 // 0)


# ---- comparing ---------------------------------------------------------------------------------


def operands(n):
    rng = np.random.default_rng(3)
    return rng.random((n, n)), rng.random((n, n)), np.zeros((n, n)), n


def test_a_slice_is_compared_where_the_whole_takes_too_long():
    a, b, c, n = operands(1000)
    report = product.compare(a, b, c, n, limit=1.0)
    data = report.to_dict()
    size = data["slice"]["n"][0]
    assert 16 <= size < 1000 and size % 8 == 0
    assert data["slice"]["a"] == [(size, size), (1000, 1000)]
    written = next(c for c in data["compared"] if c["what"] == "argument `c`")
    assert written["elements"] == size * size
    assert f"`a` {size} x {size} of 1000 x 1000" in str(report)
    assert "all of it about" in str(report)
    assert not c.any()


def test_the_whole_is_compared_where_there_is_time():
    data = product.compare(*operands(20), limit=60).to_dict()
    assert data["slice"] is None
    assert "all of it" not in str(product.compare(*operands(20), limit=60))


def test_a_difference_in_a_slice_says_so():
    class Wrong:
        _signature = product._signature

        def __call__(self, a, b, c, n):
            product(a, b, c, n)
            c[3, 4] += 1.0

    compiler = product._compiler
    compiler.jitted = Wrong()
    try:
        with pytest.raises(MismatchError) as failed:
            compiler.compare(*operands(1000), limit=1.0)
    finally:
        compiler.jitted = product
    first = inspect.getsourcelines(product.py_func)[1] + 2
    assert "argument `c`, element [3, 4]" in str(failed.value)
    assert f"written by the loop in line {first + 1}" in str(failed.value)
    assert "seen with `a` " in str(failed.value) and " of 1000 x 1000" in str(failed.value)


def test_offsets_that_leave_a_slice_are_no_comparison():
    n = 4_000_000
    indptr = np.minimum(np.arange(n + 1) + n // 2, n)
    with pytest.raises(ValueError, match="no slice .* IndexError .* `indptr` "):
        row_sums.compare(indptr, np.ones(n), np.zeros(n), limit=0.5)


def test_a_slice_that_fails_is_passed_over():
    at = np.zeros(4000, np.int64)
    at[3] = 100  # outside of the smallest slices
    data = taken.compare(np.arange(4000.0), at, np.zeros(4000), limit=60).to_dict()
    assert data["slice"] is None and data["error"] is None


def test_an_error_of_the_whole_is_compared():
    at = np.full(40, 50)
    data = taken.compare(np.arange(40.0), at, np.zeros(40), limit=60).to_dict()
    assert "IndexError" in data["error"]


def test_no_slice_in_time():
    with pytest.raises(TimeoutError, match="smallest slice .* limit=0.2 seconds"):
        slow_start.compare(1, np.zeros(100, np.int64), limit=0.2)


@pytest.mark.parametrize("limit", [0, -1.0, float("nan")])
def test_a_limit_is_a_time(limit):
    with pytest.raises(ValueError, match="`limit` is a time in seconds"):
        product.compare(*operands(4), limit=limit)
