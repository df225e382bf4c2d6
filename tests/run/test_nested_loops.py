"""Parallel loops inside of parallel loops: CPython's result, and who runs the inner one."""

import os
import pathlib
import subprocess
import sys

import numpy as np
import pragmac
import pytest

FOLDER = pathlib.Path(__file__).resolve().parent


def transpose(x, y, z, n):
    # pragma parallel for
    for i in range(n):
        # pragma parallel for
        for j in range(n):
            y[i, j] = x[j, i] * 2.0


def row_sums(x, y, z, n):
    # pragma parallel for
    for i in range(n):
        s = 0.0
        # pragma parallel for reduction(+: s)
        for j in range(n):
            s += x[i, j]
        z[i] = s


def two_inside(x, y, z, n):
    # pragma parallel for
    for i in range(n):
        # pragma parallel for
        for j in range(n):
            y[i, j] = x[i, j] + 1.0
        # pragma parallel for
        for j in range(n):
            x[i, j] = y[i, n - 1 - j]


def scaled_row(y, x, i, n):
    # pragma parallel for
    for j in range(n):
        y[i, j] = x[i, j] * 3.0


def in_a_callee(x, y, z, n):
    # pragma parallel for
    for i in range(n):
        scaled_row(y, x, i, n)


def triangle(x, y, z, n):
    # pragma parallel for
    for i in range(n):
        # pragma parallel for
        for j in range(i, n):
            y[i, j] = x[j, i]


def last_assigned(x, y, z, n):
    t = -1.0
    # pragma parallel for
    for i in range(n):
        # pragma parallel for
        for j in range(n):
            t = x[i, j]
            y[i, j] = t
    return t


def inspected_rows(x, y, z, n):
    # pragma parallel for
    for i in range(n):
        k = int(8.0 * x[0, i]) % n
        # pragma parallel for
        for j in range(n):
            y[k, j] = x[i, j]


def largest(x, y, z, n):
    m = 0.0
    # pragma parallel for reduction(max: m)
    for i in range(n):
        s = 0.0
        # pragma parallel for
        for j in range(n):
            s = max(s, x[i, j])
        m = max(m, s)
    return m


def three_deep(x, y, z, n):
    # pragma parallel for
    for i in range(n):
        # pragma parallel for
        for j in range(n):
            s = 0.0
            # pragma parallel for
            for k in range(n):
                s += x[i, k] * x[k, j]
            y[i, j] = s


def other_threads_inside(x, y, z, n):
    # pragma parallel for num_threads(2)
    for i in range(n):
        # pragma parallel for num_threads(3) schedule(dynamic, 1)
        for j in range(n):
            y[i, j] = x[i, j]


def within_an_ordinary_loop(x, y, z, n):
    for i in range(1, n):
        # pragma parallel for
        for j in range(n):
            y[i, j] = y[i - 1, j] + x[i, j]


NESTED = (
    transpose,
    row_sums,
    two_inside,
    in_a_callee,
    triangle,
    last_assigned,
    inspected_rows,
    largest,
    three_deep,
    other_threads_inside,
)


def arguments(n):
    """Eighths: their sums are exact in every order."""
    x, y = np.random.default_rng(n).integers(0, 8, (2, n, n)) / 8.0
    return x, y, np.zeros(n), n


@pytest.mark.parametrize("n", [0, 1, 2, 5, 33])
@pytest.mark.parametrize("body", [*NESTED, within_an_ordinary_loop], ids=lambda f: f.__name__)
def test_equal_to_python(body, n):
    pragmac.jit(body).compare(*arguments(n))


@pytest.mark.parametrize("body", NESTED, ids=lambda f: f.__name__)
def test_the_worker_of_the_outer_iteration_runs_the_inner_loop(body):
    report = pragmac.jit(body).explain(*arguments(5))
    loops = {loop["line"]: loop for loop in report.to_dict()["loops"]}
    outer = [line for line, loop in loops.items() if loop["parallel"]]
    assert len(outer) == 1
    inner = [loop for line, loop in loops.items() if line not in outer]
    place = f"{__file__}:{outer[0]}"
    assert inner
    for loop in inner:
        assert loop["inside"] == [__file__, outer[0]]
        assert loop["outcome"] == f"runs in order: it lies inside of the parallel loop at {place}"
        assert loop["outcome"] in str(report)
        assert loop["verdict"] == "free" and loop["proof"]


def test_inside_of_an_ordinary_loop_the_workers_share_it():
    (loop,) = pragmac.jit(within_an_ordinary_loop).explain(*arguments(5)).to_dict()["loops"]
    assert loop["parallel"] and loop["inside"] is None


def test_the_claim_of_an_inner_loop_is_checked_all_the_same():
    def running_sum(y, n):
        # pragma parallel for
        for i in range(n):
            # pragma parallel for
            for j in range(1, n):
                y[i, j] = y[i, j - 1] + 1.0

    with pytest.raises(pragmac.CompileError, match="P302"):
        pragmac.jit(running_sum)(np.zeros((5, 5)), 5)


def test_the_error_first_in_loop_order():
    def failing(x, y, n):
        # pragma parallel for
        for i in range(n):
            # pragma parallel for
            for j in range(n):
                y[i, j] = x[i, 9 * j]

    x = np.zeros((300, 300))
    f = pragmac.jit(failing)
    messages = []
    for g in (failing, *[f] * 20):
        with pytest.raises(IndexError) as caught:
            g(x, np.zeros((300, 300)), 300)
        messages.append(str(caught.value))
    assert "index 306 is out of bounds" in messages[0]
    assert all("index 306 is out of bounds" in message for message in messages)


@pytest.mark.parametrize("threads", ["1", "2", "3", "8"])
def test_threads(threads):
    code = (
        "import test_nested_loops as t, pragmac\n"
        "for body in t.NESTED:\n"
        "    f = pragmac.jit(body)\n"
        "    for _ in range(5): f.compare(*t.arguments(40))\n"
    )
    environment = {**os.environ, "PRAGMAC_NUM_THREADS": threads}
    environment["PYTHONPATH"] = os.pathsep.join([str(FOLDER), os.environ.get("PYTHONPATH", "")])
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)
