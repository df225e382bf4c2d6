"""The executor behind `./dev fuzz --races`, on the loops of tests/races."""

import pathlib
import sys

import numpy as np
import pragmac
import pytest

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "races")]

from interpreted import REFUSED, order_dependence  # noqa: E402
from loop_case import categories, load_category  # noqa: E402

CASES = [case for name in categories() for case in load_category(name)]


def test_it_sees_that_an_answer_depends_on_the_order(monkeypatch):
    from pragmac import _compiler

    answers = iter(range(9))

    def outcome():
        return {"error": "", "races": [], "faults": [], "results": [next(answers)]}

    monkeypatch.setattr(
        _compiler, "interpret", lambda _, runs: {"runs": [outcome() for _ in runs]}, raising=True
    )

    @pragmac.jit
    def f(y):
        # pragma parallel for
        for i in range(y.shape[0]):
            y[i] = i

    assert "another answer" in order_dependence(f, lambda: (np.zeros(3),))


def test_it_runs_the_loops_in_different_orders():
    """Not only refusals: the executor computes what plain Python computes."""
    from interpreted import parameters, request_of
    from pragmac import _compiler

    @pragmac.jit
    def f(x, y):
        s = 0.0
        # pragma parallel for
        for i in range(y.shape[0]):
            y[i] = x[i] * 2
            s += x[i]
        return s

    given = (np.arange(5.0), np.zeros(5))
    arrays = parameters(f, given)
    (outcome,) = _compiler.interpret(request_of(f, given), [(arrays, "shuffled", 1)])["runs"]
    assert outcome["error"] == "" and not outcome["races"] and not outcome["faults"]
    assert outcome["results"] == [np.float64(10.0).tobytes()]
    assert arrays[1].tolist() == [0, 2, 4, 6, 8]


def test_it_finds_a_race():
    """`races="trust"` runs a loop that no proof covers: the checker must object."""

    @pragmac.jit(races="trust")
    def f(y, k):
        # pragma parallel for
        for i in range(k.shape[0]):
            y[k[i] * k[i]] = i

    found = order_dependence(f, lambda: (np.zeros(3), np.zeros(5, np.int64)))
    assert "race: " in found


def test_most_loops_are_interpreted():
    first = [next(case.settings((5,))) for case in CASES]
    found = [
        order_dependence(pragmac.jit(case.function), lambda c=case, s=setting: c.arguments(s))
        for case, setting in zip(CASES, first, strict=True)
    ]
    assert sum(f == "" for f in found) > len(CASES) // 3, found


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c.category}.{c.name}")
def test_labelled_loops(case):
    """No race and one answer wherever the compiler lets iterations run at the same time."""
    jitted = pragmac.jit(case.function)
    for setting in case.settings((0, 1, 2, 5)):
        found = order_dependence(jitted, lambda setting=setting: case.arguments(setting))
        if found == REFUSED:
            return
        assert not found, f"{setting.words()}: {found}"
