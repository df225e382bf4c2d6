"""Parallel loops in a row: CPython's result whether or not threads meet in between."""

import os
import pathlib
import subprocess
import sys

import numpy as np
import pragmac
import pytest

N = 5000
FOLDER = pathlib.Path(__file__).resolve().parent


def apart(x, y, z, n):
    # pragma parallel for
    for i in range(n):
        y[i] = 2.0 * x[i]
    # pragma parallel for
    for i in range(n):
        z[i] = x[i] + 1.0


def chain(x, y, z, n):
    # pragma parallel for
    for i in range(n):
        y[i] = 2.0 * x[i]
    # pragma parallel for
    for i in range(n):
        z[i] = y[i] + 1.0
    # pragma parallel for
    for i in range(n):
        y[i] = z[i] * y[i]


def halves(x, y, z, n):
    half = n // 2
    # pragma parallel for
    for i in range(half):
        y[2 * i] = x[i]
    # pragma parallel for
    for i in range(half):
        y[2 * i + 1] = z[i]


def in_time_loop(x, y, z, n):
    for _ in range(20):
        # pragma parallel for
        for i in range(n):
            y[i] = y[i] + x[i]
        # pragma parallel for
        for i in range(n):
            z[i] = z[i] - y[i]


def check_between(x, y, z, n):
    # pragma parallel for
    for i in range(n // 2):
        y[2 * i] = x[i]
    # pragma parallel for
    for i in range(n // 2):
        z[i] = y[2 * i + 1]


def doubled(a, b, n):
    # pragma parallel for
    for i in range(n):
        a[i] = 2.0 * b[i]


def calls(x, y, z, n):
    doubled(y, x, n)
    doubled(z, y, n)
    doubled(y, z, n)


def read_backwards(x, y, z, n):
    # pragma parallel for
    for i in range(n):
        y[i] = 2.0 * x[i]
    # pragma parallel for
    for i in range(n):
        z[i] = y[n - 1 - i]


def overwrite_read(x, y, z, n):
    # pragma parallel for
    for i in range(n):
        z[i] = y[n - 1 - i]
    # pragma parallel for
    for i in range(n):
        y[i] = x[i]


def overwrite_written(x, y, z, n):
    # pragma parallel for
    for i in range(n):
        y[i] = x[i]
    # pragma parallel for
    for i in range(n):
        y[n - 1 - i] = z[i]


def last_value(x, y, z, n):
    # pragma parallel for
    for i in range(n):
        t = x[i]
        y[i] = t
    # pragma parallel for
    for j in range(n - 1):
        t = x[j] * 3.0
        z[j] = t
    return t, i, j


WITHOUT = {
    apart: "any",
    chain: "by_chunk",
    halves: "any",
    in_time_loop: "by_chunk",
    check_between: "any",
}
WITH = (read_backwards, overwrite_read, overwrite_written)


def arguments(n=N):
    values = np.random.default_rng(5).random((3, n))
    return values[0].copy(), values[1].copy(), values[2].copy(), n


@pytest.mark.parametrize("body", [*WITHOUT, *WITH, calls, last_value], ids=lambda f: f.__name__)
@pytest.mark.parametrize("n", [0, 1, 2, 300, N])
def test_equal_to_python(body, n):
    if body is last_value and n < 2:
        n = 2
    pragmac.jit(body).compare(*arguments(n))


@pytest.mark.parametrize("body", WITHOUT, ids=lambda f: f.__name__)
def test_no_barrier(body):
    f = pragmac.jit(body)
    assert f"team {WITHOUT[body]}" in f.inspect("machine", *arguments())
    loops = f.explain(*arguments()).to_dict()["loops"]
    assert loops[1]["barrier"].startswith("no barrier before this loop: ")
    round_begins = "barrier kept: a new round of the loop around begins here"
    assert loops[0]["barrier"] == (round_begins if body is in_time_loop else "")


@pytest.mark.parametrize("body", WITH, ids=lambda f: f.__name__)
def test_barrier_kept(body):
    f = pragmac.jit(body)
    assert "team" not in f.inspect("machine", *arguments())
    barrier = f.explain(*arguments()).to_dict()["loops"][1]["barrier"]
    assert barrier.startswith("barrier kept: `y` is ") and barrier.endswith(" here")
    assert barrier in str(f.explain(*arguments()))


def test_loops_of_called_functions():
    assert "team by_chunk" in pragmac.jit(calls).inspect("machine", *arguments())


def sum_below(x, y, z, n):
    s = 0.0
    # pragma parallel for
    for i in range(n):
        y[i] = x[i]
    # pragma parallel for
    for i in range(n):
        s += x[i]
    # pragma parallel for
    for i in range(n):
        z[i] = x[i]
    return s


def statement_between(x, y, z, n):
    # pragma parallel for
    for i in range(n):
        y[i] = x[i]
    z[0] = x[0]
    # pragma parallel for
    for i in range(n):
        z[i] = x[i]


def bound_read_between(x, y, z, n):
    m = 0
    # pragma parallel for
    for i in range(n):
        m = i // 2
        y[i] = x[i]
    # pragma parallel for
    for i in range(m):
        z[i] = x[i]


def element_read_between(x, y, z, n):
    # pragma parallel for
    for i in range(n):
        y[i] = x[i]
    c = x[n // 2]
    # pragma parallel for
    for i in range(n):
        z[i] = c * x[i]


def other_range(x, y, z, n):
    # pragma parallel for
    for i in range(n):
        y[i] = x[i]
    # pragma parallel for
    for i in range(n - 1, -1, -1):
        z[i] = y[i]


def other_threads(x, y, z, n):
    # pragma parallel for num_threads(2)
    for i in range(n):
        y[i] = x[i]
    # pragma parallel for num_threads(3)
    for i in range(n):
        z[i] = x[i]


def in_arms(x, y, z, n):
    if n > 3:
        # pragma parallel for
        for i in range(n):
            y[i] = x[i]
    else:
        # pragma parallel for
        for i in range(n):
            z[i] = x[i]


def one_worker(x, y, z, n):
    # pragma parallel for single
    for i in range(n):
        y[i] = x[i]
    # pragma parallel for
    for i in range(n):
        z[i] = x[i]


def shifted_back(x, y, z, n):
    # pragma parallel for
    for i in range(n):
        y[i] = x[i]
    # pragma parallel for
    for i in range(1, n):
        z[i] = y[i - 1]


REASONS = {
    sum_below: ["", "this loop combines values", "the loop above combines values"],
    statement_between: ["", "other statements run between the loops"],
    bound_read_between: [
        "",
        "what this loop's bounds and tests read is written by the loop above",
    ],
    element_read_between: [
        "",
        "what is read in front of this loop is in range only when a check between the loops passes",
    ],
    other_range: [
        "",
        "iterations of one number share elements, and the loops' ranges or chunks differ",
    ],
    other_threads: ["", "the loops ask for other threads or another schedule"],
    in_arms: ["", ""],
    one_worker: ["", ""],
    shifted_back: ["", "`y` is written by the loop above and read here"],
}


@pytest.mark.parametrize("body", REASONS, ids=lambda f: f.__name__)
def test_every_pair_has_its_reason(body):
    f = pragmac.jit(body)
    report = f.explain(*arguments())
    found = [loop["barrier"] for loop in report.to_dict()["loops"]]
    assert found == [f"barrier kept: {reason}" if reason else "" for reason in REASONS[body]]
    assert all(reason in str(report) for reason in REASONS[body])
    if body is not sum_below:  # D8
        f.compare(*arguments())
        f.compare(*arguments(3))


def test_a_loop_that_does_not_join_decides_nothing():
    def refused(x, y, z, n):
        # pragma parallel for
        for i in range(n):
            y[i] = x[i]
        # pragma parallel for
        for i in range(n // 2):
            z[i] = x[i]
        # pragma parallel for
        for i in range(n // 2):
            y[i] = 2.0 * y[i]

    f = pragmac.jit(refused)
    assert "team any" in f.inspect("machine", *arguments())
    f.compare(*arguments())
    f.compare(*arguments(7))


def test_overlapping_arguments_keep_every_barrier():
    x, _, z, _ = arguments(2 * N)
    pragmac.jit(apart).compare(x[:N], x[1 : N + 1], z, N)
    pragmac.jit(apart).compare(x[:N], z[:N], z[1 : N + 1], N)


def test_a_failed_guard_runs_the_loops_as_they_were():
    x, y, z, n = arguments()
    for short in ((x, y[:9], z, n), (x, y, z[:9], n)):
        results = []
        for f in (apart, pragmac.jit(apart)):
            copies = [a.copy() if isinstance(a, np.ndarray) else a for a in short]
            with pytest.raises(IndexError):
                f(*copies)
            results.append(copies)
        for plain, compiled in zip(*results, strict=True):
            assert np.array_equal(plain, compiled)


def test_behind_an_error_nothing_has_run():
    def failing(x, y, z, k):
        # pragma parallel for
        for i in range(k.shape[0]):
            y[i] = x[k[i]]
        # pragma parallel for
        for i in range(k.shape[0]):
            z[i] = 7.0

    x, y, z, _ = arguments()
    k = np.arange(N)
    k[N - 1] = N
    z_before = z.copy()
    with pytest.raises(IndexError):
        pragmac.jit(failing)(x, y, z, k)
    assert np.array_equal(z, z_before)


def test_an_error_of_the_last_loop_leaves_the_first_complete():
    def failing(x, y, z, k):
        # pragma parallel for
        for i in range(k.shape[0]):
            y[i] = 7.0
        # pragma parallel for
        for i in range(k.shape[0]):
            z[i] = x[k[i]]

    x, y, z, _ = arguments()
    k = np.arange(N)
    k[0] = N
    f = pragmac.jit(failing)
    assert "team any" in f.inspect("machine", x, y, z, k)
    with pytest.raises(IndexError):
        f(x, y, z, k)
    assert (y == 7.0).all()


def test_a_check_between_that_fails_raises_behind_the_first_loop():
    def failing(x, y, z, k, n):
        # pragma parallel for
        for i in range(n):
            y[i] = 7.0
        assert k > 0
        # pragma parallel for
        for i in range(n):
            z[i] = x[i]

    x, y, z, n = arguments()
    f, z_before = pragmac.jit(failing), z.copy()
    assert "team any" in f.inspect("machine", x, y, z, 1, n)
    with pytest.raises(AssertionError):
        f(x, y, z, 0, n)
    assert (y == 7.0).all() and np.array_equal(z, z_before)
    f(x, y, z, 1, n)
    assert np.array_equal(z, x)


def any_order_then_fail(x, y, z, k, n):
    # pragma parallel for schedule(dynamic, 4)
    for i in range(n):
        y[i] = 7.0
    # pragma parallel for schedule(dynamic, 4)
    for i in range(n):
        z[i] = x[k[i]]


def by_chunk_then_fail(x, y, z, k, n):
    # pragma parallel for schedule(dynamic, 4)
    for i in range(n):
        y[i] = 7.0
    # pragma parallel for schedule(dynamic, 4)
    for i in range(n):
        z[i] = y[i] + x[k[i]]


# Whichever chunk fails first: the first loop is complete, and the error first in order comes.
@pytest.mark.parametrize(
    "body", [any_order_then_fail, by_chunk_then_fail], ids=lambda f: f.__name__
)
@pytest.mark.parametrize("wrong", [[0], [1, N - 1], [N - 1], [N // 2, N // 3], range(N)])
def test_errors_while_the_first_loop_runs(body, wrong):
    x, y, z, n = arguments()
    k = np.arange(N)
    for i in wrong:
        k[i] = N + i
    f = pragmac.jit(body)
    assert "team" in f.inspect("machine", x, y, z, k, n)
    for _ in range(20):
        y[:] = 0.0
        with pytest.raises(IndexError, match=f"index {N + min(wrong)} is out of bounds"):
            f(x, y, z, k, n)
        assert (y == 7.0).all()
    f(x, y, z, np.arange(N), n)


@pytest.mark.parametrize("threads", ["1", "2", "3", "8"])
def test_threads(threads):
    code = (
        "import test_loop_sequences as t, pragmac\n"
        "for body in [*t.WITHOUT, *t.WITH, t.last_value]:\n"
        "    for _ in range(3): pragmac.jit(body).compare(*t.arguments())\n"
        "for body in (t.any_order_then_fail, t.by_chunk_then_fail):\n"
        "    for wrong in ([1, t.N - 1], range(t.N)):\n"
        "        t.test_errors_while_the_first_loop_runs(body, wrong)\n"
    )
    environment = {**os.environ, "PRAGMAC_NUM_THREADS": threads}
    paths = [str(FOLDER), os.environ.get("PYTHONPATH", "")]
    environment["PYTHONPATH"] = os.pathsep.join(paths)
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)
