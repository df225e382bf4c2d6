"""Workers with lanes on the emulated device: CPython's results, lanes chosen, and barriers."""

import re

import numpy as np
import pragmac
import pytest
from same_as_python import compare, copies, outcome

DEVICE = {"options": {"device": "emulated", "verify": True}}
rng = np.random.default_rng(11)


def with_lanes(function, *arguments, lanes=None):
    """Compares with CPython; the workers of the parallel loop have lanes."""
    compiled = pragmac.jit(**DEVICE)(function)
    shown = compiled.inspect("machine", *arguments)
    assert (f" lanes {lanes} {{" if lanes else " lanes ") in shown
    return compare(compiled, *arguments)


def fates(function, *arguments):
    """What became of the barriers that names alone ask for, by line."""
    compiled = pragmac.jit(**DEVICE)(function)
    (loop,) = [x for x in compiled.explain(*arguments).to_dict()["loops"] if x["lane_barriers"]]
    return [(b["line"] - function.__code__.co_firstlineno, b["fate"])
            for b in loop["lane_barriers"]]  # fmt: skip


def integer_sums(x, y):
    # pragma parallel for
    for i in range(x.shape[0]):
        s = y[i]
        m = x[i, 0]
        # pragma simd
        for j in range(x.shape[1]):
            s += x[i, j]
            m = max(m, x[i, j])
        y[i] = s * m


@pytest.mark.parametrize("columns", [1, 2, 127, 128, 129, 300])
@pytest.mark.parametrize("dtype", ["int8", "uint16", "int32", "int64"])
def test_sums_and_maxima(columns, dtype):
    x = (rng.random((4, columns)) * 100).astype(dtype)
    with_lanes(integer_sums, x, np.arange(4).astype(dtype), lanes=128)


def python_sums(x, y):
    # pragma parallel for
    for i in range(x.shape[0]):
        s = int(y[i])
        # pragma simd
        for j in range(x.shape[1]):
            s += int(x[i, j])
        y[i] = s


def test_sums_of_python_ints_fit_or_raise():
    x = np.zeros((3, 300), np.int64)
    x[1, 7], x[1, 130], x[1, 201] = 2**62, 2**62, -(2**62) - 5
    with_lanes(python_sums, x, np.arange(3), lanes=128)
    with_lanes(python_sums, (rng.random((3, 300)) * 2**55).astype(np.int64), np.arange(3))
    x[1, 201] = 0
    with pytest.raises(OverflowError, match="does not fit in 64 bits"):
        pragmac.jit(**DEVICE)(python_sums)(x, np.zeros(3, np.int64))
    x[1, 7] = 2**62 - 2  # fits alone, not beside what was there
    with pytest.raises(OverflowError, match="does not fit in 64 bits"):
        pragmac.jit(**DEVICE)(python_sums)(x, np.full(3, 2))


def asked(x, y):
    # pragma parallel for
    for i in range(x.shape[0]):
        c = 0
        # pragma simd(5)
        for j in range(x.shape[1]):
            if x[i, j] > 0.5:
                c += 1
        y[i] = c


def test_simd_asks_for_lanes():
    with_lanes(asked, rng.random((6, 77)), np.zeros(6, np.int64), lanes=8)


def ragged(row, val, y):
    # pragma parallel for
    for i in range(row.shape[0] - 1):
        s = np.int64(0)
        # pragma simd
        for j in range(row[i], row[i + 1]):
            s ^= val[j]
        y[i] = s


def test_ragged_rows_take_a_subgroup():
    row = np.array([0, 0, 3, 40, 41, 200])
    with_lanes(ragged, row, rng.integers(0, 99, 200), np.zeros(5, np.int64), lanes=32)


def nothing_to_share(x, y):
    # pragma parallel for
    for i in range(x.shape[0]):
        t = 0.0
        # pragma simd
        for j in range(x.shape[1]):
            t = x[i, j]
        y[i] = t


def test_last_values_keep_one_thread():
    compiled = pragmac.jit(**DEVICE)(nothing_to_share)
    x, y = rng.random((3, 8)), np.zeros(3)
    assert " lanes " not in compiled.inspect("machine", x, y)
    loop = compiled.explain(x, y).to_dict()["loops"][0]
    assert (loop["lanes"], loop["lanes_reason"]) == (0, "no loop in it can be shared out")
    compare(compiled, x, y)


def old_values(x, counts, y):
    # pragma parallel for
    for i in range(x.shape[0]):
        k = pragmac.atomic_add(counts, 0, 1)
        # pragma simd
        for j in range(x.shape[1]):
            y[i, j] = x[i, j] * 2
        counts[1 + i] = k * 0


def test_old_values_of_atomics_keep_one_thread():
    x = rng.random((3, 8))
    compiled = pragmac.jit(**DEVICE)(old_values)
    arguments = (x, np.zeros(4, np.int64), np.zeros_like(x))
    assert " lanes " not in compiled.inspect("machine", *arguments)
    compare(compiled, *arguments)


def kinds(x, y):
    # pragma parallel for worker(thread)
    for i in range(x.shape[0]):
        # pragma simd
        for j in range(x.shape[1]):
            y[i, j] = x[i, j] + 1.0
    # pragma parallel for worker(group)
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            y[i, j] *= x[i, j]
    # pragma parallel for worker(subgroup)
    for i in range(x.shape[0]):
        # pragma simd(64)
        for j in range(x.shape[1]):
            y[i, j] -= x[i, j]
    # pragma parallel for block(33)
    for i in range(x.shape[0]):
        # pragma simd
        for j in range(x.shape[1]):
            y[i, j] += x[i, j]


def test_clauses_choose_the_worker():
    x = rng.random((3, 50))
    compiled = pragmac.jit(**DEVICE)(kinds)
    shown = compiled.inspect("machine", x, x.copy())
    found = re.findall(r" on (\w+) block \d+(?: lanes (\d+))?", shown)
    assert found == [("thread", ""), ("group", "128"), ("subgroup", "32"), ("group", "64")]
    compare(compiled, x, x.copy())


# ---- errors --------------------------------------------------------------------------------


def raises_as_python(function, *arguments):
    """Same error, same line; what the loop has written by then is unspecified (D10)."""
    filename = function.__code__.co_filename
    expected = outcome(function, copies(arguments), filename)
    assert expected[0] == "error"
    compiled = pragmac.jit(**DEVICE)(function)
    assert " lanes " in compiled.inspect("machine", *arguments)
    assert outcome(compiled, copies(arguments), filename) == expected


def indirect(x, a, b, y):
    # pragma parallel for
    for i in range(y.shape[0]):
        # pragma simd(4)
        for j in range(y.shape[1]):
            if j % 3 == 0:
                y[i, j] = x[a[i, j]]
            else:
                y[i, j] = x[b[i, j]]


@pytest.mark.parametrize(
    "at",
    [
        [(2, 3, "a"), (2, 4, "b")],
        [(2, 4, "b"), (2, 6, "a")],
        [(1, 19, "b"), (2, 0, "a")],
        [(3, 18, "a"), (1, 19, "b")],
    ],
)
def test_the_first_error_in_loop_order(at):
    x = np.arange(5.0)
    index = {"a": np.zeros((4, 20), np.int64), "b": np.zeros((4, 20), np.int64)}
    for number, (i, j, name) in enumerate(at):
        index[name][i, j] = 70 + number
    raises_as_python(indirect, x, index["a"], index["b"], np.zeros((4, 20)))


def fails_between(x, y, k):
    # pragma parallel for
    for i in range(x.shape[0]):
        # pragma simd(4)
        for j in range(x.shape[1]):
            y[i, j] = x[i, j]
        y[i, k[i]] = 1.0
        # pragma simd(4)
        for j in range(x.shape[1]):
            y[i, j] += x[i, j]


def test_errors_of_all_lanes():
    raises_as_python(fails_between, rng.random((4, 9)), np.zeros((4, 9)), np.array([0, 1, 99, 98]))


# ---- barriers ------------------------------------------------------------------------------


def shifted(a, t):
    # pragma parallel for
    for i in range(a.shape[0]):
        # pragma simd(8)
        for j in range(a.shape[1] - 1):
            t[i, j] = a[i, j] + a[i, j + 1]
        # pragma simd(8)
        for j in range(a.shape[1] - 1):
            a[i, j] = t[i, j]


def test_a_shifted_update_needs_its_barrier():
    a = rng.random((3, 30))
    with_lanes(shifted, a, np.zeros_like(a), lanes=8)
    assert fates(shifted, a, np.zeros_like(a)) == [(7, "required")]


def in_place(a, b):
    # pragma parallel for
    for i in range(a.shape[0]):
        # pragma simd(8)
        for j in range(a.shape[1]):
            a[i, j] += 1.0
        # pragma simd(8)
        for j in range(a.shape[1]):
            b[i, j] = a[i, j] * 2.0
        for j in range(a.shape[1]):
            b[i, j] -= a[i, j]


def test_what_stays_in_its_lane_needs_none():
    """The third loop has no directive, but its iterations are independent."""
    a = rng.random((3, 30))
    with_lanes(in_place, a, np.zeros_like(a), lanes=8)
    found = fates(in_place, a, np.zeros_like(a))
    assert found and {fate for _, fate in found} == {"removed_one_lane"}
    text = str(pragmac.jit(**DEVICE)(in_place).explain(a, np.zeros_like(a)))
    assert "8 per worker: `simd` asks for them" in text
    assert "only a lane and itself meet" in text


def one_for_all(x, y, z):
    # pragma parallel for
    for i in range(x.shape[0]):
        if x[i, 0] > 0.5:
            y[i] = x[i, 1]
        w = y[i]
        # pragma simd
        for j in range(x.shape[1]):
            z[i, j] = x[i, j] * w
        while y[i] < 3.0:
            y[i] += 1.0


def test_what_one_lane_stores_all_lanes_read():
    x = rng.random((5, 20))
    with_lanes(one_for_all, x, np.zeros(5), np.zeros_like(x))
    found = fates(one_for_all, x, np.zeros(5), np.zeros_like(x))
    assert found and {fate for _, fate in found} <= {"required", "unproved"}


# ---- arrays of each iteration --------------------------------------------------------------


def tables(x, y):
    # pragma parallel for
    for i in range(x.shape[0]):
        t = np.zeros((2, 16))
        # pragma simd(8)
        for j in range(16):
            t[i % 2, j] += x[i, j] * 2.0
        # pragma simd(8)
        for j in range(16):
            y[i, j] = t[0, 15 - j] + t[1, j]


def test_arrays_that_the_lanes_of_a_worker_share():
    x = rng.random((70, 16))  # more rows than workers: they use their memory again
    with_lanes(tables, x, np.zeros_like(x), lanes=8)
    found = fates(tables, x, np.zeros_like(x))
    assert [fate for _, fate in found][-1] == "required"
    assert ".shared" in pragmac.jit()(tables).inspect("ptx", x, np.zeros_like(x))
