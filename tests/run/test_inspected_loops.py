"""Loops whose data decide which iterations meet: CPython's result whatever the data are, errors
included, and the parallel copy is not taken on trust."""

import re
import warnings

import numpy as np
import pragmac
import pytest

N = 2001


def gather_in_place(y, k, x):
    # pragma parallel for
    for i in range(k.shape[0]):
        y[i] = y[k[i]] + x[i]


def two_steps(y, k, x):
    # pragma parallel for
    for i in range(k.shape[0]):
        y[k[k[i]]] = x[i]


def backwards(y, k, x):
    # pragma parallel for
    for i in range(k.shape[0] - 1, -1, -2):
        y[k[i]] = y[k[i - 1]] + x[i]


def under_a_condition(y, k, x):
    # pragma parallel for
    for i in range(1, k.shape[0]):
        if k[i] % 3 == 0:
            y[i] = y[i - 1] + 1.0
        elif k[i] > 5 and y[k[i]] > 0.5:
            y[i] = x[i]


def under_its_own_condition(y, k, x):
    # pragma parallel for
    for i in range(k.shape[0]):
        if y[k[i]] > 1.0:
            y[k[i]] = x[i]


def inner_loops(y, k, x):
    # pragma parallel for
    for i in range(k.shape[0] - 1):
        for j in range(k[i] % 5, k[i + 1] % 7):
            if k[j] == 4:
                break
            y[k[j]] += x[i]


def left_out(y, k, x):
    # pragma parallel for
    for i in range(k.shape[0]):
        if x[i] < 0.5:
            continue
        position = k[i]
        if position > 10:
            position -= 1
        y[position] = x[i]


def place(k, i):
    if k[i] > 7:
        return k[i] - 1
    return k[i]


def in_a_function(y, k, x):
    # pragma parallel for
    for i in range(k.shape[0]):
        y[place(k, i)] = x[i]


def quotients(y, k, x):
    n = k.shape[0]
    # pragma parallel for
    for i in range(n):
        y[i * 3 % n] = x[i]


LOOPS = [gather_in_place, two_steps, backwards, under_a_condition, under_its_own_condition]
LOOPS += [inner_loops, left_out, in_a_function, quotients]
KINDS = ("identity", "reversed", "permuted", "equal", "random", "negative", "outside", "low")


def indices(kind):
    k = np.arange(N)
    match kind:
        case "reversed":
            return k[::-1].copy()
        case "permuted":
            return np.random.default_rng(1).permutation(N)
        case "equal":
            return np.full(N, 3)
        case "random":
            return np.random.default_rng(2).integers(0, N, N)
        case "negative":
            return k - N
        case "outside":
            k[N // 2] = N + 5
        case "low":
            k[N // 3] = -N - 1
    return k


def outcome(f, y, k, x):
    try:
        f(y, k, x)
    except IndexError as error:
        return str(error)
    return "done"


@pytest.mark.parametrize("loop", LOOPS, ids=lambda f: f.__name__)
@pytest.mark.parametrize("kind", KINDS)
def test_result_is_that_of_python(loop, kind):
    k, x = indices(kind), np.random.default_rng(3).random(N)
    compiled = pragmac.jit(loop)
    plain, ours = np.linspace(0, 2, N), np.linspace(0, 2, N)
    expected = outcome(loop, plain, k, x)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert (outcome(compiled, ours, k, x) == "done") == (expected == "done")
    if expected == "done":
        assert ours.tobytes() == plain.tobytes()


@pytest.mark.parametrize("loop", LOOPS, ids=lambda f: f.__name__)
def test_the_inspection_is_reported(loop):
    k, x = indices("identity"), np.zeros(N)
    report = pragmac.jit(loop).explain(np.zeros(N), k, x)
    cheaper = loop is under_its_own_condition  # a test of `k` alone decides it
    assert ("`k` holds no index twice" if cheaper else "no two iterations meet in `y`") in str(
        report
    )


def test_the_cost_of_an_inspection_is_told():
    report = pragmac.jit(shifted).explain(np.zeros(12), np.arange(9), np.ones(9))
    (loop,) = report.to_dict()["loops"]
    (test,) = loop["tests"]
    assert test["array"] == "y" and test["length"] == 12
    assert test["cost"] == "O(index arithmetic of the loop + size of `y`)"


def test_few_iterations_in_front_of_an_unreachable_copy_are_reported():
    def f(b, n: int, p: int):
        # pragma parallel for
        for i in range(min(n, 30)):
            for j in range(2):
                b[(p % 3 + 1) * i + j] = 1.0 * i

    (loop,) = pragmac.jit(f).explain(np.zeros(80), 10, 1).to_dict()["loops"]
    assert loop["verdict"] == "guarded"


def test_few_iterations_that_do_meet_are_not_inspected():
    def f(a):
        # pragma parallel for
        for i in range(1, 9):
            a[i] = a[i - 1]

    with pytest.raises(pragmac.CompileError, match="P302"):
        pragmac.jit(f)(np.ones(9))


def test_a_distance_below_a_constant_trip_count_is_tested():
    def f(y, k):
        # pragma parallel for
        for i in range(100):
            y[i] = y[i + k] + 1.0

    for distance in (0, 1, 99, 100, 150):
        expected, y = np.arange(300.0), np.arange(300.0)
        f(expected, distance)
        compiled = pragmac.jit(f)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            compiled(y, distance)
        assert np.array_equal(expected, y)
        (loop,) = compiled.explain(y, distance).to_dict()["loops"]
        assert loop["verdict"] == "guarded"


@pytest.mark.parametrize("count", [2, 3, 8, 9, 64, 65, 4096, 5000, 1_000_000])
def test_any_constant_trip_count_above_one_races(count, tmp_path):
    path = tmp_path / "pairs.py"
    path.write_text(f"""
import pragmac


@pragmac.jit
def f(y):
    # pragma parallel for
    for i in range({count}):
        y[i // 2] += i
""")
    assert [d.code for d in pragmac.check(path).diagnostics] == ["P301"]


def test_one_iteration_meets_no_other():
    def f(y):
        # pragma parallel for
        for i in range(3, 4):
            y[0] = y[i] + i

    (loop,) = pragmac.jit(f).explain(np.zeros(5)).to_dict()["loops"]
    assert loop["verdict"] == "free"


def test_a_loop_that_runs_in_order_is_not_inspected():
    def f(y, k, x):
        # pragma parallel for
        for i in range(x.shape[0]):
            # pragma parallel for
            for j in range(k.shape[0]):
                y[i, j] = y[i, k[j]] + x[i]

    text = pragmac.jit(f).inspect("loops", np.zeros((4, N)), indices("identity"), np.zeros(4))
    assert "owner" not in text


# ---- races="require_proof" ----------------------------------------------------------------------


def where_they_meet(loop, *arguments):
    with pytest.raises(pragmac.RaceError) as caught:
        pragmac.jit(races="require_proof")(loop)(*arguments)
    return re.search("iterations .*", str(caught.value))[0]


def shifted(y, k, x):
    # pragma parallel for
    for i in range(3, k.shape[0]):
        y[k[i] + 1] = x[i]


def downwards(y, k, x):
    # pragma parallel for
    for i in range(k.shape[0] - 1, -1, -1):
        y[k[i] + 1] = x[i]


def rows(y, k, x):
    # pragma parallel for
    for i in range(k.shape[0]):
        y[k[i] % 3, k[i] // 3] = y[0, 1] + x[i]


def test_iterations_and_element_are_named():
    k = np.arange(9)
    k[[4, 7]] = 5
    y, x = np.zeros(12), np.ones(9)
    assert where_they_meet(shifted, y, k, x) == "iterations i=4 and i=5 meet in `y[6]`"
    assert where_they_meet(downwards, y, k, x) == "iterations i=7 and i=5 meet in `y[6]`"
    assert where_they_meet(rows, np.zeros((3, 4)), k, x).endswith("meet in `y[2, 1]`")
    reader = "iterations i=0 and i=3 meet in `y[0, 1]`"
    assert where_they_meet(rows, np.zeros((3, 4)), np.arange(9), x) == reader
    assert not y.any()


def test_the_proof_may_come_from_the_inspection():
    y, k, x = np.zeros(12), np.arange(9)[::-1].copy(), np.arange(9.0)
    pragmac.jit(races="require_proof")(shifted)(y, k, x)
    expected = np.zeros(12)
    shifted(expected, k, x)
    assert y.tobytes() == expected.tobytes()
    k[8] = 40  # Python's error comes before any race
    with pytest.raises(IndexError):
        pragmac.jit(races="require_proof")(shifted)(y, k, x)
