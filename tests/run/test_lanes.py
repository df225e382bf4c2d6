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
    assert re.search(rf" on \w+ block \d+ lanes {lanes or ''}\b", shown)
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


def last_values(x, y, z):
    # pragma parallel for
    for i in range(x.shape[0]):
        t = -1.0
        u = -2.0
        c = 1j
        # pragma simd(8)
        for j in range(x.shape[1]):
            t = x[i, j]
            if t > 0.5:
                u = t * j
                c = complex(t, j)
        # pragma simd(8)
        for j in range(x.shape[1] - 1, -1, -3):
            if x[i, j] < 0.75:
                t = u + j
        y[i] = t
        z[i] = c


@pytest.mark.parametrize("columns", [0, 1, 7, 8, 9, 33, 200])
def test_last_values(columns):
    x = rng.random((5, columns))
    with_lanes(last_values, x, np.zeros(5), np.zeros(5, complex), lanes=8)
    with_lanes(last_values, x * 0.5, np.zeros(5), np.zeros(5, complex), lanes=8)


def far_apart(x, y):
    # pragma parallel for
    for i in range(x.shape[0]):
        t = 0
        # pragma simd(4)
        for j in range(-9223372036854775807, 9223372036854775807, 2305843009213693951):
            if x[i] > j:
                t = j
        y[i] = t


def test_positions_of_bounds_that_are_far_apart():
    x = np.array([-(2**63), -5, 5, 2**62, 2**63 - 1])
    with_lanes(far_apart, x, np.zeros(5, np.int64), lanes=4)


def positions(x, y, where, small):
    # pragma parallel for
    for i in range(x.shape[0]):
        m = y[i]
        k = -1
        least = y[i]
        last = -1
        # pragma simd(8)
        for j in range(x.shape[1]):
            if x[i, j] > m:
                m = x[i, j]
                k = j
            if least > x[i, j]:
                last = j
                least = x[i, j]
        y[i] = m
        where[i] = k
        small[i, 0] = least
        small[i, 1] = last


def rows_with_ties(columns, dtype):
    x = rng.integers(0, 4, (8, columns)).astype(dtype)
    if np.dtype(dtype).kind == "f" and columns > 3:
        x[1, ::2] = np.nan
        x[2, :] = np.nan
        x[3, :] = rng.choice([0.0, -0.0], columns)
        x[4, :] = -np.inf
        x[5, ::3] = np.inf
    return x


@pytest.mark.parametrize("columns", [0, 1, 8, 9, 61])
@pytest.mark.parametrize("dtype", ["float64", "float32", "int8", "uint64", "bool"])
def test_positions_of_extrema(columns, dtype):
    x = rows_with_ties(columns, dtype)
    for start in (0, 1) if dtype == "bool" else (0, 1, 3):
        y = np.full(8, start, dtype)
        if x.dtype.kind == "f":
            y[7], y[4], y[3] = np.nan, -np.inf, -0.0
        with_lanes(positions, x, y, np.zeros(8, np.int64), np.zeros((8, 2)), lanes=8)


def unasked(x, y):
    # pragma parallel for worker(subgroup)
    for i in range(x.shape[0]):
        m = x[i, 0]
        k = 0
        t = 0.0
        for j in range(x.shape[1]):
            if x[i, j] > m:
                m = x[i, j]
                k = j
            t = x[i, j]
        y[i] = m + k + t


def test_what_no_order_changes_needs_no_directive():
    with_lanes(unasked, rows_with_ties(50, "float64"), np.zeros(8), lanes=32)


def running_values(x, y, z, total):
    # pragma parallel for worker(subgroup)
    for i in range(x.shape[0]):
        s = total[i]
        m = x[i, 0]
        for j in range(x.shape[1]):
            s += x[i, j]
            y[i, j] = s
        for j in range(x.shape[1] - 1, 0, -2):
            z[i, j] = s
            s = s * x[i, j]
        for j in range(1, x.shape[1]):
            t = x[i, j] ^ y[i, j]
            s = t ^ s
            if s > 5:
                x[i, j] = s - t
        for j in range(x.shape[1]):
            y[i, j] = m
            m = max(m, x[i, j])
        for j in range(x.shape[1]):
            x[i, j] = 3
            s += x[i, j]
            x[i, j] = s
        total[i] = s + m


@pytest.mark.parametrize("columns", [1, 2, 31, 32, 33, 100])
@pytest.mark.parametrize("dtype", ["int8", "uint16", "int32", "int64"])
def test_running_values_of_integers(columns, dtype):
    x = rng.integers(0, 100, (4, columns)).astype(dtype)
    total = np.arange(4).astype(dtype)
    with_lanes(running_values, x, np.zeros_like(x), np.zeros_like(x), total, lanes=32)
    shown = pragmac.jit(**DEVICE)(running_values).inspect("machine", x, x, x, total)
    found = re.findall(r"scan_lanes %\w+ (\w+)", shown)
    assert found[0] == "add" and len(found) >= 3


def sums_of_floats(x, y):
    # pragma parallel for worker(subgroup)
    for i in range(x.shape[0]):
        s = 0.0
        for j in range(x.shape[1]):
            s += x[i, j]
            y[i, j] = s
        for j in range(x.shape[1]):
            y[i, j] *= 2.0


def test_running_values_of_floats_stay_in_order():
    x = rng.random((3, 70))
    with_lanes(sums_of_floats, x, np.zeros_like(x), lanes=32)
    shown = pragmac.jit(**DEVICE)(sums_of_floats).inspect("machine", x, np.zeros_like(x))
    assert "scan_lanes" not in shown


def of_a_failed_row(x, k, y):
    # pragma parallel for
    for i in range(x.shape[0]):
        t = 0.0
        # pragma simd(8)
        for j in range(k.shape[1]):
            if k[i, j] != 1:
                t = x[i, k[i, j]]
        y[i] = t


def test_errors_come_before_last_values():
    k = rng.integers(0, 9, (4, 30))
    k[2, 17], k[2, 4], k[3, 0] = 99, 98, 97
    raises_as_python(of_a_failed_row, rng.random((4, 9)), k, np.zeros(4))


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


def python_sum(x, k, y):
    # pragma parallel for
    for i in range(y.shape[0]):
        s = y.shape[0] - 2
        # pragma simd(4)
        for _j in range(x.shape[1]):
            s += k
        y[i] = s


def python_product(x, k, y):
    # pragma parallel for
    for i in range(y.shape[0]):
        s = 1
        # pragma simd(4)
        for _j in range(x.shape[1]):
            s *= k
        y[i] = s


@pytest.mark.parametrize("k", [2**61 - 1, 2**61, -(2**61), -(2**61) - 1, 2**60 + 2**31, -7, 3, 0])
@pytest.mark.parametrize("columns", [3, 4, 8, 23])
@pytest.mark.parametrize("function", [python_sum, python_product])
def test_python_ints_do_not_wrap(function, columns, k):
    x, y = np.zeros((2, columns)), np.zeros(2, np.int64)
    exact = k * columns if function is python_sum else k**columns
    if -(2**63) <= exact < 2**63:
        with_lanes(function, x, k, y, lanes=4)
    else:
        with pytest.raises(OverflowError):
            pragmac.jit(**DEVICE)(function)(x, k, y)


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
