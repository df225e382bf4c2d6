"""compare verifies every `assume` while plain Python runs: wrong facts are named."""

import pathlib
import sys
import warnings

import numpy as np
import pragmac
import pytest
from pragmac import MismatchError

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "run"))

from same_as_python import call_from_threads  # noqa: E402


def compare(f, *args, **keywords):
    return f._compiler.compare(*args, **keywords)


@pragmac.jit
def scatter(y, x, idx):
    # pragma parallel for assume(unique: idx) assume(inrange: idx)
    for i in range(x.shape[0]):
        y[idx[i]] = x[i]


@pragmac.jit
def rows(out, row):
    # pragma parallel for assume(sorted: row)
    for i in range(row.shape[0] - 1):
        for j in range(row[i], row[i + 1]):
            out[j] = i


@pragmac.jit
def shortest(path):
    for k in range(path.shape[0]):
        # pragma parallel for assume(samevalue: path)
        for i in range(path.shape[0]):
            for j in range(path.shape[0]):
                path[i, j] = min(path[i, j], path[i, k] + path[k, j])


@pragmac.jit
def copy(a, c):
    # pragma parallel for assume(disjoint: a, c)
    for i in range(a.shape[0]):
        a[i] = c[i]


def graph(diagonal=0.0):
    return np.array([[0.0, 1.0, 5.0], [1.0, diagonal, 2.0], [5.0, 2.0, 0.0]])


@pytest.mark.parametrize(
    ("f", "arguments", "held"),
    [
        (
            scatter,
            lambda: (np.zeros(9), np.ones(3), np.array([4, -1, 0, 4])),
            ["unique", "inrange"],
        ),
        (rows, lambda: (np.zeros(9), np.array([0, 2, 2, 7])), ["sorted"]),
        (shortest, lambda: (graph(),), ["samevalue"]),
        (copy, lambda: (lambda a: (a[::2], a[1::2]))(np.zeros(8)), ["disjoint"]),
    ],
    ids=lambda f: getattr(f, "__name__", ""),
)
def test_right_facts_hold(f, arguments, held):
    report = compare(f, *arguments())
    facts = report.to_dict()["facts"]
    assert [fact["fact"] for fact in facts] == held
    assert all(fact["checked"] and "held in" in fact["result"] for fact in facts)
    assert report.to_dict()["notes"] == []
    assert f"line {facts[0]['line']}" in str(report)


@pytest.mark.parametrize(
    ("f", "arguments", "clause", "words"),
    [
        (
            scatter, lambda: (np.zeros(9), np.ones(3), np.array([4, 0, 4])), "unique: idx",
            "positions 0 and 2 of `idx`, of iterations i=0 and i=2, both mean element 4",
        ),
        (
            scatter, lambda: (np.zeros(9), np.ones(3), np.array([8, 0, -1])), "unique: idx",
            "positions 0 and 2 of `idx`, of iterations i=0 and i=2, both mean element 8",
        ),
        (
            scatter, lambda: (np.zeros(9), np.ones(3), np.array([4, 9, 1])), "inrange: idx",
            "iteration i=1 indexes 9 elements with 9, which `idx` holds at position 1",
        ),
        (
            scatter, lambda: (np.zeros(9), np.ones(3), np.array([4, 1, -10])), "inrange: idx",
            "iteration i=2 indexes 9 elements with -10, which `idx` holds at position 2",
        ),
        (
            rows, lambda: (np.zeros(9), np.array([0, 4, 2, 7])), "sorted: row",
            "`row` holds 4 at position 1 and 2 at position 2, read by iterations i=1 and i=2",
        ),
        (
            shortest, lambda: (graph(-4.0),), "samevalue: path",
            "iteration i=1 stores -3.0 where 1.0 was in `path[1, 0]`, which iteration i=0 touches",
        ),
        (
            copy, lambda: (lambda a: (a[:4], a[2:6]))(np.zeros(8)), "disjoint: a, c",
            "`a[2]` and `c[0]` share memory",
        ),
    ],
)  # fmt: skip
def test_wrong_facts_are_named(f, arguments, clause, words):
    line = f.py_func.__code__.co_firstlineno + (4 if f is shortest else 3)
    with pytest.raises(MismatchError) as caught:
        compare(f, *arguments())
    loop = f"assume({clause}) of the loop in line {line} of {__file__} does not hold: "
    assert loop in str(caught.value) and words in str(caught.value)


def test_positions_that_the_loop_does_not_use_may_hold_anything():
    compare(scatter, np.zeros(9), np.ones(2), np.array([4, 1, 4, 99]))
    compare(rows, np.zeros(9), np.array([0, 2, 5, 1])[:3])


@pragmac.jit
def by_name(y, idx):
    # pragma parallel for assume(unique: idx) assume(inrange: idx)
    for i in range(idx.shape[0]):
        j = int(idx[i])
        if j >= 0:
            y[j] += 1.0


@pragmac.jit
def by_value(y, idx):
    for i, k in enumerate(idx):  # pragma parallel for assume(unique: idx)
        y[k] = i


@pragmac.jit
def by_column(y, idx):
    # pragma parallel for collapse(2) \
    #     assume(unique: idx)
    for i in range(2):
        for j in range(2):
            y[1, idx[i, j]] = i


@pytest.mark.parametrize(
    ("f", "y", "right", "wrong", "words"),
    [
        (by_name, (4,), [3, -1, -1, 2], [3, -1, 3, 2], "iterations i=0 and i=2"),
        (by_value, (4,), [3, 1, -2], [3, 1, -1], "iterations i=0 and i=2"),
        (by_column, (2, 4), [[0, 1], [2, 3]], [[0, 1], [2, 1]],
         "positions 0, 1 and 1, 1 of `idx`, of iterations i=0, j=1 and i=1, j=1"),
    ],
    ids=["by_name", "by_value", "by_column"],
)  # fmt: skip
def test_indices_by_other_ways(f, y, right, wrong, words):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", pragmac.RaceWarning)
        report = compare(f, np.zeros(y), np.array(right))
        assert all(fact["checked"] for fact in report.to_dict()["facts"])
        with pytest.raises(MismatchError) as caught:
            compare(f, np.zeros(y), np.array(wrong))
    assert words in str(caught.value)


def test_what_cannot_be_verified_is_noted():
    @pragmac.jit
    def f(y, idx):
        # pragma parallel for assume(inrange: idx)
        for i in range(y.shape[0]):
            y[i] = idx[i]

    report = compare(f, np.zeros(2), np.array([5, 6]))
    (note,) = report.to_dict()["notes"]
    assert note.startswith("assume(inrange: idx) of the loop in line")
    assert "not verified" in note and "not verified" in str(report)


def test_loops_of_called_functions_and_closures():
    scale = 2.0

    @pragmac.jit
    def inner(y, idx):
        # pragma parallel for assume(unique: idx)
        for i in range(idx.shape[0]):
            y[idx[i]] = scale

    @pragmac.jit
    def outer(y, idx):
        inner(y, idx)

    report = compare(outer, np.zeros(3), np.array([2, 0]))
    assert [fact["checked"] for fact in report.to_dict()["facts"]] == [2]
    with pytest.raises(MismatchError, match="unique: idx"):
        compare(outer, np.zeros(3), np.array([2, 2]))


def test_functions_called_through_their_module(tmp_path, monkeypatch):
    text = (
        "import pragmac\n@pragmac.jit\ndef put(y, idx):\n"
        "    # pragma parallel for assume(unique: idx)\n"
        "    for i in range(idx.shape[0]):\n        y[idx[i]] = i\n"
    )
    (tmp_path / "one_module.py").write_text(text)
    (tmp_path / "one_package").mkdir()
    (tmp_path / "one_package/__init__.py").write_text("")
    (tmp_path / "one_package/inner.py").write_text(text)
    (tmp_path / "callers.py").write_text(
        "import one_module, one_package.inner, pragmac\n@pragmac.jit\ndef f(y, idx):\n"
        "    one_module.put(y, idx)\n"
        "@pragmac.jit\ndef g(y, idx):\n    one_package.inner.put(y, idx)\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    import callers

    assert compare(callers.f, np.zeros(3), np.array([2, 0])).to_dict()["notes"] == []
    with pytest.raises(MismatchError, match="unique: idx"):
        compare(callers.f, np.zeros(3), np.array([2, 2]))
    (note,) = compare(callers.g, np.zeros(3), np.array([2, 0])).to_dict()["notes"]
    assert note == "`one_package.inner.put` runs as it is: it is called through a package"


def test_jitted_callees_are_plain_on_the_plain_side(monkeypatch):
    @pragmac.jit
    def inner(a):
        a[0] += 1.0

    @pragmac.jit
    def outer(a):
        inner(a)

    called = []
    original = type(inner._compiler).compile
    monkeypatch.setattr(
        type(inner._compiler), "compile", lambda c, *a: (called.append(c), original(c, *a))[1]
    )
    compare(outer, np.zeros(1))
    assert called == [outer._compiler]


def test_instrumented_functions_raise_where_the_plain_one_does():
    @pragmac.jit
    def f(y, idx):
        # pragma parallel for assume(unique: idx)
        for i in range(idx.shape[0]):
            y[idx[i]] = 1.0

    report = compare(f, np.zeros(3), np.array([2, 5]))
    assert "raise IndexError" in report.to_dict()["error"]


def test_facts_of_calls_at_the_same_time_stay_apart():
    def found_wrong(k):
        idx = np.arange(200) % (100 if k % 2 else 200)
        found = set()
        for _ in range(5):
            try:
                compare(scatter, np.zeros(200), np.ones(200), idx)
                found.add(False)
            except MismatchError:
                found.add(True)
        return found

    assert call_from_threads(found_wrong, 4) == [{False}, {True}] * 2


# ---- arrays that the loop reaches by another name, or in a function that it calls ---------------


def element(a, i):
    return a[i]


def put(a, i, value):
    a[i] = value


def fill_row(a, bounds, i):
    for j in range(bounds[i], bounds[i + 1]):
        a[j] = i


def same(a):
    return a


def read_by_a_callee(y, k):
    # pragma parallel for assume(unique: k)
    for i in range(k.shape[0]):
        y[element(k, i)] = i


def rows_of_a_callee(y, k):
    # pragma parallel for assume(sorted: k)
    for i in range(k.shape[0] - 1):
        fill_row(y, k, i)


def written_by_a_callee(y, k):
    # pragma parallel for assume(samevalue: y)
    for i in range(k.shape[0]):
        put(y, k[i], 1.0 * i)


def another_name(y, k):
    other = k
    # pragma parallel for assume(unique: k)
    for i in range(k.shape[0]):
        y[other[i]] = i


def another_name_by_a_call(y, k):
    other = same(k)
    # pragma parallel for assume(unique: k)
    for i in range(k.shape[0]):
        y[other[i]] = i


def another_name_of_the_target(y, k):
    other = y
    # pragma parallel for assume(samevalue: y)
    for i in range(k.shape[0]):
        other[k[i]] = 1.0 * i


def row_under_a_name(y, k):
    row = y[1]
    # pragma parallel for assume(samevalue: y)
    for i in range(k.shape[0]):
        row[k[i]] = 1.0 * i


def row_inside_of_the_loop(y, k):
    # pragma parallel for assume(samevalue: y)
    for i in range(k.shape[0]):
        row = y[k[i]]
        row[3] = 1.0 * i


def fill_whole(row, value):
    for j in range(row.shape[0]):
        row[j] = value


def row_of_a_callee(y, k):
    # pragma parallel for assume(samevalue: y)
    for i in range(k.shape[0]):
        fill_whole(y[k[i]], 1.0 * i)


def end_of_the_index_array(y, k):
    end = k[1:]
    # pragma parallel for assume(unique: k)
    for i in range(end.shape[0]):
        y[end[i], 0] = i


HIDDEN = [
    (read_by_a_callee, [1, 5, 1], "positions 0 and 2 of `k`"),
    (rows_of_a_callee, [0, 5, 3, 7], "`k` holds 5 at position 1 and 3 at position 2"),
    (written_by_a_callee, [2, 3, 2], "in `y[2]`, which iteration i=0 touches too"),
    (another_name, [1, -9, 3], "positions 0 and 1 of `k`"),
    (another_name_by_a_call, [1, -9, 3], "positions 0 and 1 of `k`"),
    (another_name_of_the_target, [2, 3, 2], "in `y[2]`, which iteration i=0 touches too"),
]


PARTS = [
    (row_under_a_name, [2, 3, 2], "i=2 stores 2.0 where 0.0 was in `y[1, 2]`"),
    (row_inside_of_the_loop, [2, 3, 2], "i=2 stores 2.0 where 0.0 was in `y[2, 3]`"),
    (row_of_a_callee, [2, 3, 2], "i=2 stores 2.0 where 0.0 was in `y[2, 0]`"),
    (end_of_the_index_array, [7, 2, 3, 2], "positions 1 and 3 of `k`"),
]


@pytest.mark.parametrize(("f", "wrong", "words"), PARTS, ids=[f.__name__ for f, *_ in PARTS])
def test_parts_of_arrays(f, wrong, words):
    compiled = pragmac.jit(f)
    report = compare(compiled, np.zeros((8, 8)), np.array(sorted(set(wrong))))
    (fact,) = report.to_dict()["facts"]
    assert fact["checked"] and "held" in fact["result"]
    with pytest.raises(MismatchError) as caught:
        compare(compiled, np.zeros((8, 8)), np.array(wrong))
    assert words in str(caught.value)


@pytest.mark.parametrize(("f", "wrong", "words"), HIDDEN, ids=[f.__name__ for f, *_ in HIDDEN])
def test_accesses_by_another_way(f, wrong, words):
    compiled = pragmac.jit(f)
    report = compare(compiled, np.zeros(10), np.array(sorted({abs(k) for k in wrong})))
    (fact,) = report.to_dict()["facts"]
    assert fact["checked"] and "held" in fact["result"]
    with pytest.raises(MismatchError) as caught:
        compare(compiled, np.zeros(10), np.array(wrong))
    assert words in str(caught.value) and "of the loop in line" in str(caught.value)


# ---- facts that are nearly true ------------------------------------------------------------------


def changed_in_front(y, k):
    k[2] = k[1]
    # pragma parallel for assume(unique: k)
    for i in range(k.shape[0]):
        y[k[i]] = i


def changed_between_two_runs(y, k):
    for _ in range(2):
        # pragma parallel for assume(unique: k)
        for i in range(k.shape[0]):
            y[k[i]] = i
        k[2] = 0


def rebound(y, k, m):
    k = m
    # pragma parallel for assume(unique: k)
    for i in range(k.shape[0]):
        y[k[i]] = i


def zero_of_another_sign(y):
    # pragma parallel for assume(samevalue: y)
    for i in range(8):
        y[i % 4] = -0.0


def over_nan(y):
    # pragma parallel for assume(samevalue: y)
    for i in range(8):
        y[i % 4] = 1.0 * i


def another_extent(y, z, k):
    # pragma parallel for assume(unique: k)
    for i in range(k.shape[0]):
        y[k[i]] = i
        z[k[i]] = i


def in_range_of_the_other_array(y, z, k):
    # pragma parallel for assume(inrange: k)
    for i in range(k.shape[0]):
        y[k[i]] = i
        if i > 1:
            z[k[i]] = i


NEARLY = [
    (changed_in_front, (np.zeros(9), np.arange(4)), "positions 1 and 2 of `k`"),
    (changed_between_two_runs, (np.zeros(9), np.arange(4)), "positions 0 and 2 of `k`"),
    (rebound, (np.zeros(9), np.arange(3), np.array([4, 4])), "both mean element 4"),
    (zero_of_another_sign, (np.zeros(4),), "i=0 stores -0.0 where 0.0 was in `y[0]`"),
    (over_nan, (np.full(4, np.nan),), "i=0 stores 0.0 where nan was in `y[0]`"),
    (another_extent, (np.zeros(10), np.zeros(5), np.array([4, -1])), "both mean element 4"),
    (in_range_of_the_other_array, (np.zeros(10), np.zeros(5), np.array([1, 9, 7])), "with 7"),
]


@pytest.mark.parametrize(("f", "arguments", "words"), NEARLY, ids=[f.__name__ for f, *_ in NEARLY])
def test_facts_that_are_nearly_true(f, arguments, words):
    with pytest.raises(MismatchError) as caught:
        compare(pragmac.jit(f), *arguments)
    assert words in str(caught.value)


def test_facts_of_empty_arrays_hold():
    compare(copy, np.zeros(0), np.zeros(0))
    compare(scatter, np.zeros(0), np.zeros(0), np.zeros(0, np.int64))


def test_a_callee_may_give_back_what_it_got():
    @pragmac.jit
    def f(y, k):
        # pragma parallel for assume(unique: k)
        for i in range(k.shape[0]):
            y[k[i]] = same(k)[i] + k.shape[0]

    compare(f, np.zeros(4), np.arange(4))


def test_elements_of_parts_are_found_in_the_whole():
    from pragmac.fact_checks import _element_of

    whole = np.arange(120.0).reshape(4, 5, 6)
    parts = [whole[1], whole[:, 2], whole[::-1, ::2, 3:], whole[2, 3], whole.T, whole[..., 0]]
    for base in (whole, whole.T, whole[::-1], np.asfortranarray(whole)):
        for part in [p for p in parts if np.shares_memory(p, base)]:
            for element in np.ndindex(part.shape):
                assert base[_element_of(base, part, element)] == part[element]
    assert _element_of(whole[:1], whole[1:2], (0, 0, 0)) is None
