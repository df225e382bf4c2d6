"""Rows and slices under names of their own, passed to functions, iterated, written through."""

import itertools
import warnings

import numpy as np
import pragmac
import pytest
from same_as_python import compare


def total(v):
    s = np.float64(0)  # of one kind however many elements there are (D1)
    for j in range(v.shape[0]):
        s = s * 0.5 + v[j]
    return s


def scale(v, factor):
    for j in range(len(v)):
        v[j] *= factor


def matrix(n=5, m=4):
    return np.arange(float(n * m)).reshape(n, m)


# ---- bounds --------------------------------------------------------------------------------------


def sliced(x, lo, hi):
    up, down, third, back = x[lo:hi], x[hi:lo:-1], x[lo::3], x[:hi][::-2]
    return (total(up), total(down), total(third), total(back)), len(up), len(down), len(third)


@pytest.mark.parametrize("n", [0, 1, 2, 7])
def test_bounds_are_clamped_as_in_python(n):
    compiled = pragmac.jit(sliced)
    x = np.arange(float(n)) + 1
    for lo, hi in itertools.product(range(-n - 2, n + 3), repeat=2):
        assert compiled(x, lo, hi) == sliced(x, lo, hi), (lo, hi)
    for lo, hi in itertools.product((-(2**63), 2**63 - 1), repeat=2):
        assert compiled(x, lo, hi) == sliced(x, lo, hi), (lo, hi)


def literal_bounds(x):
    a, b, c, d = x[2:], x[:-2], x[-3:-1], x[5:1:-2]
    return total(a), total(b), total(c), total(d), total(x[:0]), total(x[0:]), len(x[-1:0:-1])


@pytest.mark.parametrize("n", range(9))
def test_literal_bounds(n):
    compare(literal_bounds, np.arange(float(n)) + 1)


def kinds_of_bounds(x, k, b):
    return total(x[k:]), total(x[: x.shape[0] - k]), total(x[b:])


@pytest.mark.parametrize("dtype", ["int8", "int32", "uint16", "int64", "uint64"])
def test_numpy_integers_as_bounds(dtype):
    compare(kinds_of_bounds, np.arange(7.0), np.dtype(dtype).type(3), np.int32(-2))


def step_zero(x):
    return x[::0][0]


def test_step_zero():
    compare(step_zero, np.ones(3))


# ---- what a view is ------------------------------------------------------------------------------


def axes(t):
    last, first, middle = t[..., 1], t[1, ...], t[:, -1]
    row = t[1][2]
    return (
        last[1, 2], first[2, 0], middle[0, 3], row[-1], t[1][:, 2][1], t[0, 1:3][1, 1],
        last.ndim, last.size, len(first), first.shape, middle.shape, t[1].nbytes,
    )  # fmt: skip


def test_axes_that_stay_and_go():
    compare(axes, np.arange(24.0).reshape(2, 3, 4))
    compare(axes, np.asfortranarray(np.arange(24.0).reshape(2, 3, 4)))
    compare(axes, np.arange(24.0).reshape(4, 3, 2).T)


def written_through(a):
    row = a[1]
    inner = a[1:-1, 1:-1]
    row[0] = 100.0
    inner[0, 0] += 50.0
    inner[-1][-1] = -1.0
    scale(a[:, 2], 3.0)
    scale(row[::2], 0.5)
    return row[1] + a[1, 0]


def test_writes_reach_the_array():
    compare(written_through, matrix())
    compare(written_through, np.asfortranarray(matrix()))
    compare(written_through, matrix(10, 8)[::2, ::-2])


def of_views(x):
    v = x[1:][::2]
    w = v[-3:]
    w[0] = 9.0
    return v[0], w[-1], len(w)


def test_views_of_views():
    compare(of_views, np.arange(12.0))
    compare(of_views, np.arange(24.0)[::-2])


def outside(a, i, j):
    row = a[i]
    return row[j] + a[0, 1:][j]


@pytest.mark.parametrize(
    "i, j", [(0, 0), (-5, 2), (4, -3), (5, 0), (-6, 0), (0, 4), (0, 3), (0, -4)]
)
def test_indices_out_of_range(i, j):
    compare(outside, matrix(), i, j)


def test_the_view_is_named_in_the_message():
    with pytest.raises(IndexError, match="axis 0 of `row` with size 4"):
        pragmac.jit(outside)(matrix(), 0, 4)


def read_only(a):
    row = a[0]
    row[1] = 2.0


def test_read_only_arrays_stay_so():
    a = matrix()
    a.flags.writeable = False
    with pytest.raises(ValueError, match="read-only"):
        pragmac.jit(read_only)(a)


def iterated(a, y):
    t = np.float64(0)
    for row in a:
        for v in row[::2]:
            t += v
    for k, row in enumerate(a):
        y[k] = row[k % 2]
    for p, q in zip(a, a[::-1]):  # noqa: B905
        t = t * 0.5 + p[0] * q[1]
    return t, sum(a[1]), max(a[:, 0])


def test_rows_are_iterated():
    compare(iterated, matrix(), np.zeros(5))


def rebound(a, n):
    before, s = a[0], np.float64(0)
    for i in range(n):
        row = a[i]
        row[0] += before[0]
        s += row[1]
        row = row[2:]
        s += row[0]
    return s


def last_row(a, n):
    row = a[0]
    for i in range(n):
        row = a[i]
    return row[0]


def test_a_name_that_takes_row_after_row():
    compare(rebound, matrix(), 4)
    compare(rebound, matrix(), 0)
    with pytest.raises(pragmac.CompileError, match="P401"):  # a view is taken at one place
        pragmac.jit(last_row)(matrix(), 2)


def chosen(a, b, c):
    if c:
        v = a[1:]
    else:
        v = b[:-1]
    return v[0]


def test_views_of_two_arms_do_not_join():
    with pytest.raises(pragmac.CompileError) as caught:
        pragmac.jit(chosen)(np.ones(3), np.ones(3), True)
    assert caught.value.diagnostics[0].code == "P401"


def local_array(n):
    w = np.empty(n)
    head, tail = w[: n // 2], w[n // 2 :]
    for i in range(len(head)):
        head[i] = i
    for i in range(len(tail)):
        tail[i] = -i
    return w


def test_parts_of_a_new_array():
    compare(local_array, 9)


def part_of_a_callee(a, i):
    if i < 0:
        return a[1:]
    return a[:1]


def uses_part(a, i):
    return part_of_a_callee(a, i)[0]


def test_a_view_that_a_callee_returns():
    """Refused with a code where it cannot be kept, never wrong."""
    try:
        got = pragmac.jit(uses_part)(np.arange(3.0), 1)
    except pragmac.CompileError as error:
        assert not any(d.code.startswith("P9") for d in error.diagnostics)
    else:
        assert got == uses_part(np.arange(3.0), 1)


# ---- parallel loops ------------------------------------------------------------------------------


def verdicts(function, *arguments):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        report = pragmac.jit(function).explain(*arguments).to_dict()
    return [loop["verdict"] for loop in report["loops"]]


def rows_to_a_function(a, y):
    # pragma parallel for
    for i in range(a.shape[0]):
        scale(a[i, 1:], 2.0)
        y[i] = total(a[i])


def stencil(x, y):
    left, right = x[:-2], x[2:]
    # pragma parallel for
    for i in range(len(left)):
        y[i + 1] = left[i] + right[i]


def halves(x):
    head, tail = x[: x.shape[0] // 2], x[x.shape[0] // 2 :]
    # pragma parallel for
    for i in range(len(head)):
        head[i] = tail[i]


def strided(x):
    even, odd = x[::2], x[1::2]
    # pragma parallel for
    for i in range(len(odd)):
        even[i] = odd[i]


@pytest.mark.parametrize("function", [stencil, halves, strided])
@pytest.mark.parametrize("n", [0, 1, 2, 5, 1000])
def test_parallel_loops_over_views(function, n):
    arguments = [np.arange(float(n)), np.zeros(n)][: function.__code__.co_argcount]
    compare(function, *arguments)
    assert verdicts(function, *arguments) in (["free"], ["guarded"])


def test_rows_in_a_parallel_loop():
    compare(rows_to_a_function, matrix(50, 7), np.zeros(50))
    assert verdicts(rows_to_a_function, matrix(50, 7), np.zeros(50)) == ["free"]


def shifted(x):
    ahead, here = x[1:], x[:-1]
    # pragma parallel for
    for i in range(len(here)):
        here[i] = ahead[i]


def test_views_that_overlap_race():
    with pytest.raises(pragmac.CompileError) as caught:
        pragmac.jit(shifted)(np.ones(9))
    (error,) = caught.value.diagnostics
    assert error.code == "P302" and "reads x[1], which iteration i=1 writes" in error.rendered


def columns(a, out):
    acc = out[1:-1]
    # pragma parallel for reduction(+: acc)
    for i in range(a.shape[0]):
        for j in range(a.shape[1]):
            acc[j] += a[i, j]


def histogram(k, out):
    counts = out[1]
    # pragma parallel for
    for i in range(k.shape[0]):
        # pragma atomic
        counts[k[i]] += 1


def test_reductions_into_views():
    compare(columns, np.round(matrix(200, 7)), np.zeros(9))
    assert verdicts(columns, matrix(200, 7), np.zeros(9)) == ["free"]
    k = np.random.default_rng(3).integers(-4, 4, 3000)
    compare(histogram, k, np.zeros((3, 4), np.int64))
    assert verdicts(histogram, k, np.zeros((3, 4), np.int64)) == ["free"]


def scattered(y, k, x):
    part = y[2:]
    # pragma parallel for
    for i in range(len(k)):
        part[k[i]] = x[i]


@pytest.mark.parametrize("last", [0, 49])
def test_index_arrays_into_views(last):
    k = np.arange(50)
    k[-1] = last
    compare(scattered, np.zeros(60), k, np.arange(50.0))


def row_of_sums(a, out):
    acc = out[1, 2::3]
    # pragma parallel for reduction(+: acc)
    for i in range(a.shape[0]):
        for j in range(len(acc)):
            acc[j] += a[i, j]


def two_places(a, out):
    head, tail = out[:3], out[3:]
    # pragma parallel for reduction(+: head, tail)
    for i in range(a.shape[0]):
        head[int(a[i, 0] > 0.0)] += 1.0
        for j in range(3):
            tail[j] += a[i, j]


def two_lengths(a, out):
    acc = out[::-1][1:]
    # pragma parallel for reduction(max: acc)
    for i in range(a.shape[0]):
        for j in range(2):
            acc[j] = max(acc[j], a[i, j])
        for j in range(a.shape[1]):
            acc[j] = max(acc[j], a[i, j] * 0.5)
        acc[-1] = max(acc[-1], 3.0)


def test_elements_beside_a_reduced_view_are_not_written():
    """A signalling NaN that is added to becomes a quiet one."""
    signalling = np.array(0x7FF0000000000001, np.uint64).view(np.float64)
    out = np.full((3, 12), signalling)
    out[1, 2::3] = 1.0
    before = out.view(np.uint64).copy()
    pragmac.jit(row_of_sums)(np.ones((1000, 4)), out)
    after = out.view(np.uint64)
    assert out[1, 2::3].tolist() == [1001.0] * 4
    changed = before != after
    changed[1, 2::3] = False
    assert not changed.any()


@pytest.mark.parametrize("n", [0, 1, 3, 700])
def test_views_reduced_at_several_places(n):
    a = np.round(np.random.default_rng(n).normal(size=(n, 4)) * 4)
    compare(row_of_sums, a, np.zeros((3, 12)))
    compare(two_places, a, np.zeros(7))
    compare(two_lengths, a, np.zeros(5))
    compare(two_lengths, a, np.arange(10.0)[::2])
    for shape in ((1, 12), (2, 3), (2, 0)):
        compare(row_of_sums, a[:, :1], np.zeros(shape))
