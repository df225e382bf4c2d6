"""Loops on a device, emulated on the host with memory of its own: CPython's results."""

import numpy as np
import pragmac
import pytest
from same_as_python import compare, copies, outcome

DEVICE = {"options": {"device": "emulated", "verify": True}}
rng = np.random.default_rng(7)


def on_device(function, *arguments, launches=None, make=None):
    """Compares with CPython; the parallel loops are launches on a device."""
    compiled = pragmac.jit(**DEVICE)(function)
    shown = compiled.inspect("machine", *(make() if make else arguments))
    assert shown.count(" on thread ") == launches if launches else " on thread " in shown
    return compare(compiled, *arguments, make=make)


def raises_as_python(function, *arguments):
    """Same error, same line; what the loop has written by then is unspecified (D10)."""
    filename = function.__code__.co_filename
    expected = outcome(function, copies(arguments), filename)
    assert expected[0] == "error"
    assert outcome(pragmac.jit(**DEVICE)(function), copies(arguments), filename) == expected


def elementwise(a, x, y):
    # pragma parallel for
    for i in range(x.shape[0]):
        y[i] = a * x[i] + y[i]


@pytest.mark.parametrize("n", [0, 1, 2, 32, 33, 34, 1000, 1056, 1057, 5000])
def test_elementwise(n):
    on_device(elementwise, 1.5, rng.random(n), rng.random(n))


@pytest.mark.parametrize("dtype", ["int8", "uint16", "int32", "int64", "float16", "float32",
                                   "complex64", "complex128"])  # fmt: skip
def test_elementwise_of_every_dtype(dtype):
    x, y = (rng.random((2, 200)) * 50).astype(dtype)
    on_device(elementwise, x[3], x, y)


def guarded(m, x, y):
    # pragma parallel for
    for i in range(x.shape[0]):
        if m[i]:
            y[i] = x[i] * 2
        elif i % 3 == 0:
            y[i] = -1.0


def test_guarded_stores():
    x = rng.random(500)
    on_device(guarded, x > 0.5, x, rng.random(500))


def plane(x, y):
    # pragma parallel for collapse(2)
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            y[i, j] = x[i, j] * i + j


@pytest.mark.parametrize("shape", [(37, 41), (1, 100), (100, 1), (0, 5), (5, 0), (2, 2)])
def test_collapse_of_two_loops(shape):
    x = rng.random(shape)
    on_device(plane, x, np.zeros(shape))
    shown = pragmac.jit(**DEVICE)(plane).inspect("machine", x, x.copy())
    assert " grid y 8 x 32 " in shown  # one thread per pair


def box(x, y):
    # pragma parallel for collapse(3)
    for i in range(x.shape[0]):
        for j in range(x.shape[1] - 1, 0, -2):
            for k in range(1, x.shape[2]):
                if x[i, j, k] < 0.2:
                    continue
                y[i, j, k] = x[i, j, k - 1] + j


def test_collapse_of_three_loops():
    on_device(box, rng.random((7, 9, 11)), np.zeros((7, 9, 11)))
    on_device(box, rng.random((7, 0, 11)), np.zeros((7, 0, 11)))


def fortran(x, y):
    # pragma parallel for collapse(2)
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            y[i, j] = x[i, j] * 10 + x[i, 0] - j


def test_x_runs_along_the_contiguous_dimension():
    x = rng.random((37, 41))
    on_device(fortran, np.asfortranarray(x), np.asfortranarray(np.zeros(x.shape)))
    rows = pragmac.jit(**DEVICE)(fortran)
    assert " grid y 8 x 32 " in rows.inspect("machine", x, x.copy())
    columns = rows.inspect("machine", np.asfortranarray(x), np.asfortranarray(x))
    assert " grid x 32 y 8 " in columns


def test_other_groups_of_a_grid():
    x = rng.random((37, 41, 5))
    for block in (1, 32, 33, 1000):
        options = {"options": {**DEVICE["options"], "block": block}}
        compare(pragmac.jit(**options)(box), x, np.zeros(x.shape))


def four(x, y):
    # pragma parallel for collapse(4)
    for i in range(x.shape[0]):
        for j in range(2):
            for k in range(x.shape[1]):
                for m in range(3):
                    y[i, j, k, m] = x[i, k] + j - m


def test_more_loops_than_dimensions():
    on_device(four, rng.random((7, 9)), np.zeros((7, 2, 9, 3)))


def triangle(x, y):
    # pragma parallel for collapse(2)
    for i in range(x.shape[0]):
        for j in range(i):
            y[i, j] = x[j, i] * 2.0


def test_triangles_are_spread_by_rows():
    on_device(triangle, rng.random((40, 40)), np.zeros((40, 40)))


def plane_gathered(x, q, y):
    # pragma parallel for collapse(2)
    for i in range(y.shape[0]):
        for j in range(y.shape[1]):
            y[i, j] = x[q[i, j]]


def test_the_first_error_of_joined_loops():
    q = np.zeros((30, 30), np.int64)
    q[20, 3], q[20, 2], q[21, 0], q[29, 29] = 70, 71, 72, 73
    raises_as_python(plane_gathered, rng.random(10), q, np.zeros((30, 30)))
    with pytest.raises(IndexError, match="index 71 is"):
        pragmac.jit(**DEVICE)(plane_gathered)(rng.random(10), q, np.zeros((30, 30)))


def columns_gathered(x, q, y):
    # pragma parallel for collapse(3) block(2, 1, 3)
    for h in range(y.shape[0]):
        for i in range(y.shape[1]):
            for j in range(y.shape[2]):
                y[h, i, j] = x[q[h, i, j]] + q[h, i, 0]


@pytest.mark.parametrize("last", [(9, 69, 3), (9, 60, 6), (8, 69, 6)])
def test_the_first_error_where_x_is_the_outer_loop(last):
    """The grid has fewer workers than iterations: each runs several, along every axis."""
    shape = (10, 70, 7)
    q = np.zeros(shape, np.int64, order="F")
    q[9, 69, 6], q[last] = 70, 71
    device = pragmac.jit(**DEVICE)(columns_gathered)
    assert " grid x 2 z 1 y 3 " in device.inspect("machine", rng.random(10), q, q * 1.0)
    raises_as_python(columns_gathered, rng.random(10), q, np.zeros(shape))
    with pytest.raises(IndexError, match="index 71 is"):
        device(rng.random(10), q, np.zeros(shape))


def inner_loops(x, y):
    # pragma parallel for
    for i in range(x.shape[0]):
        s = 0.0
        for j in range(x.shape[1]):
            if x[i, j] > 0.9:
                break
            s += x[i, j]
        k = 0
        while s > 1.0:
            s *= 0.5
            k += 1
        y[i] = s + k


def test_loops_and_breaks_inside():
    on_device(inner_loops, rng.random((200, 30)), np.zeros(200))


STRIDED = {
    "steps": lambda a: a[::3],
    "downwards": lambda a: a[::-1],
    "columns": lambda a: a.reshape(-1, 5)[:, 2],
    "all of it": lambda a: a,
}


@pytest.mark.parametrize("part", STRIDED)
def test_strided_arrays_keep_what_lies_between(part):
    whole = np.arange(300.0)

    def make():
        memory = whole.copy()
        return STRIDED[part](memory), STRIDED[part](np.zeros(300))

    on_device(in_place, make=make)
    memory, out = whole.copy(), STRIDED[part](np.zeros(300))
    expected = whole.copy()
    in_place(STRIDED[part](expected), out.copy())
    pragmac.jit(**DEVICE)(in_place)(STRIDED[part](memory), out)
    assert np.array_equal(memory, expected)


def in_place(x, y):
    # pragma parallel for
    for i in range(x.shape[0]):
        x[i] = x[i] + 0.5
        y[i] = x[i] * 2.0


def matrix_sum(x, y):
    # pragma parallel for
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            y[j, i] = x[i, j] + 1.0


@pytest.mark.parametrize("order", ["C", "F"])
def test_layouts(order):
    x = np.asarray(rng.random((20, 30)), order=order)
    on_device(matrix_sum, x, np.zeros((30, 20), order=order))
    on_device(matrix_sum, x[::2, 1:], np.zeros((29, 10), order=order))


def gathered(x, j, y):
    # pragma parallel for
    for i in range(y.shape[0]):
        y[i] = x[j[i]]


def test_the_first_error_in_loop_order_is_raised():
    j = np.arange(3000) % 10
    j[2900], j[1234], j[1235] = 77, 55, -66
    x, y = rng.random(10), np.zeros(3000)
    raises_as_python(gathered, x, j, y)
    with pytest.raises(IndexError, match="index 55 is out of bounds for axis 0 of `x`"):
        pragmac.jit(**DEVICE)(gathered)(x, j, y)


def two_checks(x, a, b, y):
    # pragma parallel for
    for i in range(y.shape[0]):
        if i % 2 == 0:
            y[i] = x[a[i]]
        else:
            y[i] = x[b[i]]


@pytest.mark.parametrize(("first", "second"), [(40, 31), (30, 41), (0, 99), (98, 1)])
def test_the_error_names_its_own_line(first, second):
    a, b = np.zeros(100, np.int64), np.zeros(100, np.int64)
    a[first] = b[second] = 1000
    raises_as_python(two_checks, rng.random(10), a, b, np.zeros(100))


def stages(x, y, z, n):
    # pragma parallel for
    for i in range(n):
        y[i] = 2.0 * x[i]
    # pragma parallel for
    for i in range(n):
        z[i] = y[i] + x[i]
    z[0] = y[1]
    t = z[2]
    # pragma parallel for
    for i in range(n):
        x[i] = z[i] * t
    return x[0] + t


def test_arrays_stay_between_launches_and_host_code_sees_them():
    on_device(stages, *rng.random((3, 700)), 700, launches=3)


def time_loop(x, y, steps):
    for t in range(steps):
        # pragma parallel for
        for i in range(1, x.shape[0] - 1):
            y[i] = 0.5 * (x[i - 1] + x[i + 1])
        # pragma parallel for
        for i in range(1, x.shape[0] - 1):
            x[i] = y[i]
        if t % 3 == 0:
            x[0] = y[1] * 0.5


def test_host_code_in_a_time_loop():
    on_device(time_loop, rng.random(90), np.zeros(90), 10)


def until_small(x):
    k = 0
    while x[0] > 0.01:
        # pragma parallel for
        for i in range(x.shape[0]):
            x[i] = x[i] * 0.5
        k += 1
        if k > 3 and x[1] < 0.02:
            continue
        x[2] = k
    return k


def test_a_condition_reads_what_a_launch_wrote():
    on_device(until_small, rng.random(50) + 1.0)


def local_arrays(x):
    n = x.shape[0]
    a = np.zeros(n)
    b = np.empty(n)
    c = np.ones(n)
    for _ in range(3):
        w = np.zeros(n)
        # pragma parallel for
        for i in range(n):
            b[i] = x[i] + a[i] + c[i]
            if i % 2 == 0:
                w[i] = b[i]
        # pragma parallel for
        for i in range(n):
            a[i] = w[i] + 1.0
    return b, a


def test_local_arrays_and_results():
    on_device(local_arrays, rng.random(111))


def last_values(x):
    t = 0.0
    k = -1
    # pragma parallel for
    for i in range(x.shape[0]):
        t = x[i] * 2.0
        k = i
    return t, k


@pytest.mark.parametrize("n", [1, 33, 2000])
def test_the_last_iteration_leaves_its_scalars(n):
    on_device(last_values, rng.random(n))


def sums(x):
    s = 0.0
    m = -1.0
    # pragma parallel for reduction(+: s)
    for i in range(x.shape[0]):
        s += x[i]
        m = max(m, x[i])
    return s, m


@pytest.mark.parametrize("n", [0, 1, 5, 5000])
def test_reductions_along_another_plan_than_the_host(n):
    x = np.floor(1000 * rng.random(n))  # whole numbers: no order shows
    assert pragmac.jit(**DEVICE)(sums)(x) == pragmac.jit(sums)(x)


def histogram(k, h):
    # pragma parallel for
    for i in range(k.shape[0]):
        # pragma atomic
        h[k[i]] += 1


def test_atomic_updates():
    on_device(histogram, rng.integers(0, 9, 800), np.zeros(9, np.int64))


@pytest.mark.parametrize("dtype", ["int8", "uint16", "float32", "float64", "complex64"])
def test_atomic_updates_of_every_width(dtype):
    on_device(histogram, rng.integers(0, 9, 800), np.zeros(9, dtype))


def flags(k, seen):
    # pragma parallel for
    for i in range(k.shape[0]):
        if k[i] > 3:
            seen[3] = True


def test_stores_of_one_value_by_many():
    on_device(flags, rng.integers(0, 9, 800), np.zeros(9, bool))


def test_overlapping_arguments_stay_on_the_host():
    def make():
        memory = np.arange(50.0)
        return 2.0, memory[:40], memory[10:]

    compare(elementwise, make=make, **DEVICE)


def scratch(x, y):
    w = np.empty(3)
    # pragma parallel for private(w)
    for i in range(x.shape[0]):
        for k in range(3):
            w[k] = x[i] + k
        y[i] = w[0] * w[2]
    return w


@pytest.mark.parametrize("n", [1, 5, 2000])
def test_private_arrays_are_the_workers_own(n):
    on_device(scratch, rng.random(n), np.zeros(n))


def tables(x, y):
    # pragma parallel for
    for i in range(x.shape[0]):
        counts = np.zeros((2, 4), np.int16)
        ones = np.full(3, 1.5, x.dtype)
        nothing = np.ones((0, 7))
        for k in range(20):
            counts[k % 2, int(x[i] * k) % 4] += 1
        ones[i % 3] += x[i]
        y[i] = ones[0] * counts[0, 1] + ones[2] - counts[1, 3] + nothing.shape[1]


@pytest.mark.parametrize("dtype", ["float32", "float64", "float16"])
def test_arrays_made_in_every_iteration(dtype):
    on_device(tables, rng.random(700).astype(dtype), np.zeros(700, dtype))


def complex_scratch(z, y):
    # pragma parallel for
    for i in range(z.shape[0]):
        w = np.zeros(4, z.dtype)
        w[i % 4] = z[i]
        y[i] = w[0] + w[1] * w[2] - w[3]


def test_complex_arrays_made_in_every_iteration():
    on_device(complex_scratch, rng.random(100) + 1j * rng.random(100), np.zeros(100, complex))


def scratch_checked(x, q, y):
    # pragma parallel for
    for i in range(x.shape[0]):
        w = np.zeros(4)
        w[q[i]] = x[i]
        y[i] = w[3]


def test_indices_of_such_arrays_are_checked():
    x, q = rng.random(400), rng.integers(-4, 4, 400)
    on_device(scratch_checked, x, q, np.zeros(400))
    q[77], q[300] = 4, -5
    raises_as_python(scratch_checked, x, q, np.zeros(400))


def products(a, b, y):
    # pragma parallel for
    for i in range(a.shape[0]):
        y[i] = int(a[i]) * int(b[i])


EDGES = [0, 1, -1, 3, 2**31, -(2**31), 2**32 - 1, 2**62, 2**63 - 1, -(2**63), -(2**32), 2**32 + 1]
FACTORS = np.array([(a, b) for a in EDGES for b in EDGES if -(2**63) <= a * b < 2**63]).T.copy()
TOO_LARGE = [(a, b) for a in EDGES for b in EDGES if not -(2**63) <= a * b < 2**63]


def test_products_that_fit_64_bits():
    compare(pragmac.jit(**DEVICE)(products), *FACTORS, np.zeros(FACTORS.shape[1], np.int64))


@pytest.mark.parametrize("a, b", TOO_LARGE)
def test_products_that_do_not_fit_64_bits(a, b):
    with pytest.raises(OverflowError):
        pragmac.jit(**DEVICE)(products)(np.array([a]), np.array([b]), np.zeros(1, np.int64))


def remainder_behind_a_test(x, y, m):
    # pragma parallel for
    for i in range(x.shape[0]):
        x[i, i] = i
        x[i, -1 - i] = y[100 % m]


def test_a_quotient_stays_behind_the_test_of_its_divisor():
    with pytest.raises(ZeroDivisionError):
        pragmac.jit(**DEVICE)(remainder_behind_a_test)(np.zeros((3, 3)), np.zeros(0), 0)


def permuted_rows(x, y, idx):
    # pragma parallel for
    for i in range(x.shape[0]):
        # pragma simd
        for j in range(x.shape[1]):
            y[i, idx[j]] = x[i, j]


def permuted_by_rows(x, y, idx):
    # pragma parallel for
    for i in range(x.shape[0]):
        row = idx[i]
        # pragma simd
        for j in range(x.shape[1]):
            y[i, row[j]] += x[i, j]


def permuted_and_summed(x, y, idx):
    s = 0.0
    # pragma parallel for
    for i in range(x.shape[0]):
        # pragma simd
        for j in range(x.shape[1]):
            y[i, idx[j]] = x[i, j]
        s += y[i, 0]
    return s


@pytest.mark.parametrize("repeated", [False, True])
def test_tests_of_index_arrays_leave_the_loop(repeated):
    x = np.arange(45.0).reshape(5, 9)
    idx = np.arange(9)[::-1].copy()
    if repeated:
        idx[3] = idx[7]
    for function in (permuted_rows, permuted_and_summed):
        compiled = pragmac.jit(**DEVICE)(function)
        compare(compiled, x, np.zeros_like(x), idx)
        head = compiled.inspect("machine", x, np.zeros_like(x), idx).split("launch ")[0]
        assert "holds unique" in head
    rows = np.stack([np.roll(idx, i) for i in range(5)])
    compiled = pragmac.jit(**DEVICE)(permuted_by_rows)
    compare(compiled, x, np.zeros_like(x), rows)
    assert "holds unique" not in compiled.inspect("machine", x, np.zeros_like(x), rows)
