"""Arrays made in the iterations of device loops, of sizes known when the loop starts: CPython's
results on the emulated device, and kernels for the others. tests/gpu runs CASES on OpenCL."""

import numpy as np
import pragmac
import pytest
from same_as_python import compare, copies, outcome
from test_emulated_device import on_device, raises_as_python
from test_lanes import with_lanes

DEVICE = {"options": {"device": "emulated", "verify": True}}
rng = np.random.default_rng(23)


def of_any_size(x, m, y):
    # pragma parallel for
    for i in range(x.shape[0]):
        t = np.zeros(m)
        for j in range(m):
            t[j] += x[i] * j
        for j in range(m):
            y[i] += t[m - 1 - j] / (j + 1)


def computed_sizes(x, m, y):
    # pragma parallel for
    for i in range(x.shape[0]):
        n = 2 * m + 1
        a = np.full(n, 3, np.int16)
        b = np.empty((n // 2, m + 2), x.dtype)
        c = np.ones(b.shape[1], bool)
        for j in range(m):
            a[2 * j] += j
            c[j] = x[i] * j > 3
            for k in range(m + 2):
                b[j, k] = x[i] + j * k
        for j in range(m):
            if c[j]:
                y[i] += a[2 * j] * b[j, m + 1 - j] + a[2 * j + 1]


def made_for_a_row(x, y):
    # pragma parallel for
    for i in range(x.shape[0]):
        for r in range(3):
            t = np.empty(x.shape[1])
            for j in range(x.shape[1]):
                t[j] = x[i, j] * (r + 1)
            y[i, r] = t[x.shape[1] - 1] - t[0]


def private_ones(x, y):
    w = np.empty(x.shape[1])
    # pragma parallel for private(w)
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            w[j] = x[i, j] * 2
        for j in range(x.shape[1]):
            y[i, j] = w[x.shape[1] - 1 - j]


def joined(x, m, y):
    # pragma parallel for collapse(2)
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            t = np.zeros(m, x.dtype)
            t[(i + j) % m] = x[i, j]
            y[i, j] = t[0] - 2 * t[m - 1]


def large_tables(x, y):
    # pragma parallel for
    for i in range(x.shape[0]):
        small = np.zeros(4)
        t = np.zeros(3000, np.int32)
        t[i % 3000] = 7
        small[i % 4] = x[i]
        y[i] = t[i % 7] + small[1]


def growing(x, y):
    m = 1
    while m < 50:
        # pragma parallel for
        for i in range(x.shape[0]):
            t = np.full(m, x[i])
            for j in range(m):
                y[i] += t[j] * j
        m *= 3


def checked(x, q, m, y):
    # pragma parallel for
    for i in range(x.shape[0]):
        t = np.zeros(m)
        t[q[i]] = x[i]
        y[i] = t[0]


x, q = rng.random(1500), rng.integers(-5, 5, 1500)
CASES = [
    (of_any_size, x, 5, np.zeros(1500)),
    (of_any_size, x[:40], 3000, np.zeros(40)),
    (of_any_size, x, 0, np.zeros(1500)),
    (computed_sizes, x, 6, np.zeros(1500)),
    (computed_sizes, x.astype("f4"), 9, np.zeros(1500, "f4")),
    (made_for_a_row, rng.random((80, 33)), np.zeros((80, 3))),
    (private_ones, rng.random((80, 33)), np.zeros((80, 33))),
    (joined, rng.random((37, 41)), 5, np.zeros((37, 41))),
    (joined, rng.random((37, 41)) + 1j, 700, np.zeros((37, 41), complex)),
    (large_tables, x, np.zeros(1500)),
    (growing, x[:100], np.zeros(100)),
    (checked, x, q, 5, np.zeros(1500)),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0].__name__)
def test_sizes_known_when_the_loop_starts(case):
    on_device(*case)


def lanes_share(x, y):
    # pragma parallel for
    for i in range(x.shape[0]):
        t = np.zeros(x.shape[1])
        # pragma simd(8)
        for j in range(x.shape[1]):
            t[j] += x[i, j]
        # pragma simd(8)
        for j in range(x.shape[1]):
            y[i, j] = t[x.shape[1] - 1 - j]


def each_lane_has_one(x, m, y):
    # pragma parallel for
    for i in range(x.shape[0]):
        # pragma simd(8)
        for j in range(x.shape[1]):
            t = np.zeros(m)
            t[j % m] = x[i, j]
            y[i, j] = t[0] + t[m - 1]


LANES = [
    (lanes_share, rng.random((70, 21)), np.zeros((70, 21))),
    (lanes_share, rng.random((9, 3000)), np.zeros((9, 3000))),
    (each_lane_has_one, rng.random((70, 21)), 3, np.zeros((70, 21))),
]


@pytest.mark.parametrize("case", LANES, ids=lambda case: case[0].__name__)
def test_workers_with_lanes(case):
    with_lanes(*case, lanes=8)


def test_arrays_that_lanes_share_need_their_barrier():
    compiled = pragmac.jit(**DEVICE)(lanes_share)
    (loop, *_) = compiled.explain(*LANES[0][1:]).to_dict()["loops"]
    assert "required" in [b["fate"] for b in loop["lane_barriers"]]


def test_a_small_number_of_workers_has_the_memory():
    m = 200_000  # more for one worker than all are meant to have
    on_device(of_any_size, x[:3], m, np.zeros(3))


# ---- errors ---------------------------------------------------------------------------------

TOO_MANY = 2**45


@pytest.mark.parametrize("m", [-1, 4])
def test_errors_are_those_of_python(m):
    raises_as_python(checked, x, q, m, np.zeros(1500))


@pytest.mark.parametrize("m", [TOO_MANY, 2**50, 2**62])
def test_no_memory_is_an_error_where_the_array_is_made(m):
    arguments = (x, q, m, np.zeros(1500))
    filename = checked.__code__.co_filename
    there, here = (
        outcome(pragmac.jit(options=options)(checked), copies(arguments), filename)
        for options in (DEVICE["options"], {})
    )
    assert there == here
    assert there[:2] == ("error", MemoryError)


@pytest.mark.parametrize("m", [-1, TOO_MANY])
def test_a_loop_without_iterations_makes_no_array(m):
    compare(pragmac.jit(**DEVICE)(checked), x[:0], q[:0], m, np.zeros(0))


def made_late(x, m, y):
    # pragma parallel for
    for i in range(x.shape[0]):
        if x[i] > 1.0:
            t = np.zeros(m)
            t[0] = x[i]
            y[i] = t[0]
        else:
            y[i] = 2.0


def test_arrays_that_no_iteration_makes_need_no_memory():
    compare(pragmac.jit(**DEVICE)(made_late), x, TOO_MANY, np.zeros(1500))
    with pytest.raises(MemoryError, match="no memory for `t`"):
        pragmac.jit(**DEVICE)(made_late)(x * 2, TOO_MANY, np.zeros(1500))


def of_sizes_of_their_own(x, y):
    # pragma parallel for
    for i in range(x.shape[0]):
        t = np.zeros(i + 1)
        t[i] = x[i]
        y[i] = t[0]


def test_sizes_that_differ_are_refused_with_their_line():
    with pytest.raises(pragmac.CompileError, match="P614.*that may differ between") as caught:
        pragmac.jit(**DEVICE)(of_sizes_of_their_own)(x, np.zeros(1500))
    assert caught.value.lineno == of_sizes_of_their_own.__code__.co_firstlineno + 3
