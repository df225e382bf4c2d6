"""The recorder tells hand-checked loops apart, and the compiler calls no racy loop free."""

import functools
import pathlib
import sys

import numpy as np
import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from arguments import array, extent, indices, parameter, signs, vector, view  # noqa: E402
from judge import Judged, hard_failures, judge, soft_failures  # noqa: E402
from loop_case import categories, load_category, loop  # noqa: E402
from record import record  # noqa: E402
from verdict import Verdict, call_difference, witness_fault  # noqa: E402

CASES = {f"{name}.{c.name}": c for name in categories() for c in load_category(name)}

# ---- five functions of each label, checked by hand --------------------------------------------


@loop(a=vector(), n=extent)
def racy_neighbour(a, n):
    # pragma parallel for
    for i in range(1, n):
        a[i] = a[i - 1]


@loop(a=vector(), b=view("a", "ahead"), n=extent)
def racy_views(a, b, n):
    """b[i] is a[i + 1]."""
    # pragma parallel for
    for i in range(n):
        a[i] = b[i]


@loop(a=vector(), n=extent)
def racy_scalar(a, n):
    t = 0.0
    # pragma parallel for
    for i in range(n):
        a[i] = t
        t = 1.0 + i


@loop(s=array(1), n=extent)
def racy_operations(s, n):
    # pragma parallel for
    for i in range(n):
        if i % 2 == 0:
            # pragma atomic
            s[0] += 1.0
        else:
            # pragma atomic
            s[0] *= 2.0


def store(a, i):
    a[i // 2] = 1.0 * i


@loop(a=vector(), n=extent)
def racy_call(a, n):
    # pragma simd
    for i in range(n):
        store(a, i)


@loop(a=vector(), b=vector(), n=extent)
def free_map(a, b, n):
    # pragma parallel for
    for i in range(n):
        a[i] += b[i - 1]


@loop(a=vector(2), b=view("a", "same"), n=extent)
def free_views(a, b, n):
    # pragma parallel for
    for i in range(n):
        a[i] = b[i + n]


@loop(a=vector(), found=array(1), n=extent)
def free_scalars(a, found, n):
    s = m = 0.0
    k = 0
    # pragma parallel for
    for i in range(n):
        t = a[k] + i
        s += t
        if t > m:
            m = t
        found[0] = 1.0
        k += 1
    return s, m


@loop(h=array(1), x=vector(), n=extent)
def free_atomic(h, x, n):
    # pragma parallel for
    for i in range(n):
        # pragma atomic
        h[0] = max(h[0], x[i])


@loop(judged=2, a=array(0, 0), n=extent)
def free_inner(a, n):
    """Only the outer loop, which is not judged, carries."""
    # pragma parallel for
    for i in range(1, n):
        # pragma parallel for
        for j in range(n):
            a[i][j] = a[i - 1][j]


@loop(a=vector(2), x=indices(), n=extent)
def depends_on_indices(a, x, n):
    # pragma parallel for
    for i in range(n):
        a[x[i]] = 1.0 * i


@loop(a=vector(3), n=extent, p=parameter)
def depends_on_parameter(a, n, p):
    # pragma parallel for
    for i in range(1, n):
        a[i] = a[i + p]


@loop(a=vector(), b=view("a", "apart", "behind"), n=extent)
def depends_on_views(a, b, n):
    # pragma parallel for
    for i in range(n):
        a[i] = b[i]


@loop(a=signs(), b=vector(), n=extent)
def depends_on_data(a, b, n):
    t = 0.0
    # pragma parallel for
    for i in range(n):
        if a[i] > 0.0:
            t = 1.0
        b[i] = t


@loop(a=vector(), n=extent)
def depends_on_extent(a, n):
    """Only an odd extent has an element that is both read and written."""
    # pragma parallel for
    for i in range((n + 1) // 2):
        a[i] = a[i + n // 2]


HAND_CHECKED = [f for name, f in list(globals().items()) if hasattr(f, "loop_case")]


@pytest.mark.parametrize("function", HAND_CHECKED, ids=lambda f: f.__name__)
def test_label(function):
    assert record(function.loop_case).word == function.__name__.partition("_")[0]


def test_five_of_each_label():
    assert len(HAND_CHECKED) == 15


def test_conflict_names_iterations_and_element():
    conflict = record(racy_neighbour.loop_case).conflict
    assert (conflict.name, conflict.element) == ("a", (1,))
    assert (conflict.first, conflict.second) == ((1,), (2,))


def test_recorded_functions_compute_what_the_plain_ones_do():
    from record import Runs

    for case in CASES.values():
        setting = next(case.settings((5,)))
        plain, recorded = case.arguments(setting), case.arguments(setting)
        case.function(*plain)
        Runs(case).executions(recorded)
        for a, b in zip(plain, recorded, strict=True):
            assert not isinstance(a, np.ndarray) or a.tobytes() == b.tobytes(), case.name


# ---- scalars --------------------------------------------------------------------------------


@loop(a=vector(), n=extent)
def sum_that_is_read(a, n):
    s = 0.0
    # pragma parallel for
    for i in range(n):
        s += a[i]
        a[i] = s
    return s


@loop(a=vector(), n=extent)
def divided(a, n):
    s = 1.0
    # pragma parallel for
    for i in range(n):
        s = a[i] - s
    return s


@loop(a=vector(), n=extent)
def counted_in_some_iterations(a, n):
    k = 0
    # pragma parallel for
    for i in range(n):
        if i % 2:
            continue
        a[k] = a[k] + 0.0
        k += 1


@pytest.mark.parametrize("function", [sum_that_is_read, divided, counted_in_some_iterations])
def test_no_reduction_and_no_induction(function):
    assert record(function.loop_case).word == "racy"


# ---- verdicts and witnesses -----------------------------------------------------------------


@pytest.mark.parametrize(
    "function, witness",
    [
        (racy_neighbour, {"iterations": [1, 2], "array": "a", "element": [1]}),
        (racy_views, {"iterations": [3, 2], "array": "b", "element": [2]}),
        (racy_call, {"iterations": [8, 9], "array": "a", "element": [4]}),
        (racy_scalar, {"iterations": [0, 1], "array": "t", "element": []}),
        (
            racy_neighbour,
            {
                "iterations": [50, 51],
                "array": "a",
                "element": [50],
                "given": {"n": 90, "a.shape[0]": 60},
            },
        ),
        (
            depends_on_indices,
            {
                "iterations": [0, 1],
                "array": "a",
                "element": [2],
                "given": {"n": 2, "a.shape[0]": 3, "x[0]": 2, "x[1]": -1},
            },
        ),
    ],
)
def test_right_witness_replays(function, witness):
    assert not witness_fault(function.loop_case, witness)


@pytest.mark.parametrize(
    "witness",
    [
        {"iterations": [1, 3], "array": "a", "element": [1]},
        {"iterations": [1, 2], "array": "a", "element": [2000]},
        {"iterations": [1, 1], "array": "a", "element": [1]},
        {"iterations": [1, 2], "array": "b", "element": [1]},
    ],
)
def test_wrong_witness_is_noticed(witness):
    case = racy_neighbour.loop_case
    assert witness_fault(case, witness)
    verdict = Verdict("racy", "", witness, 0.0)
    assert hard_failures([Judged(case, record(case), verdict)])


def test_racy_called_free_is_noticed():
    case = racy_neighbour.loop_case
    assert hard_failures([Judged(case, record(case), Verdict("free", "", None, 0.0))])


def test_different_result_is_noticed(monkeypatch):
    def jit(function):
        def broken(a, n):
            function(a, n)
            a[n // 2 :] += a.size == 5

        return broken

    assert not call_difference(racy_neighbour.loop_case)
    monkeypatch.setattr("pragmac.jit", jit)
    assert call_difference(racy_neighbour.loop_case).startswith("n=5")


def test_lanes_meet_a_far_dependence():
    near, far = (CASES[f"distance.simd4_distance_{d}"] for d in ("three", "eight"))
    assert not record(near).beyond_the_lanes
    assert record(far).beyond_the_lanes


# ---- the corpus -----------------------------------------------------------------------------


@functools.cache
def judged(name: str) -> Judged:
    return judge(CASES[name])


@pytest.mark.parametrize("name", CASES)
def test_no_racy_loop_is_called_free(name):
    found = judged(name)
    assert not (found.label.word == "racy" and found.word == "free"), found.label.conflict


def test_no_loop_is_refused_for_another_reason():
    assert [n for n in CASES if judged(n).verdict.word == "rejected"] == []


@pytest.mark.parametrize("category", categories())
def test_category(category):
    """Enough loops, of every label, and none that raises in CPython."""
    found = [judged(name) for name, case in CASES.items() if case.category == category]
    assert len(found) >= 10
    assert {j.label.word for j in found} == {"racy", "free", "depends"}
    assert [j.name for j in found if j.label.failures] == []


def test_corpus():
    assert len(categories()) == 12
    assert len(CASES) >= 150


def test_precision_and_unknown_loops():
    """At most one loop in ten of each category is unknown, `racy` is right 19 times of 20."""
    assert soft_failures([judged(name) for name in CASES]) == []


def test_too_many_unknown_loops_are_noticed():
    case = racy_neighbour.loop_case
    assert soft_failures([Judged(case, record(case), Verdict("unknown", "", None, 0.0))])
