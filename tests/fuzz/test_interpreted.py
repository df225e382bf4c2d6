"""The executor behind `./dev fuzz --races`, on the loops of tests/races."""

import pathlib
import sys

import numpy as np
import pragmac
import pytest

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "races")]

from interpreted import REFUSED, compare_orders, order_dependence  # noqa: E402
from loop_case import categories, load_category  # noqa: E402
from racy import conflict_seen  # noqa: E402

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


def test_another_answer_than_cpython_is_a_mismatch(tmp_path, monkeypatch):
    from pragmac import _compiler

    path = tmp_path / "program.py"
    path.write_text(
        "import numpy as np\nimport pragmac\n\n\n@pragmac.jit\ndef f(y):\n"
        "    #pragma parallel for\n    for i in range(len(y)):\n        y[i] = i\n\n\n"
        "def case_0():\n    return (np.zeros(3),)\n\n\nCASES = (case_0,)\n"
    )
    assert compare_orders(str(path)).status == "equal"
    interpret = _compiler.interpret

    def other_bits(request, runs):
        outcome = interpret(request, runs)
        for arrays, *_ in runs:
            arrays[0][1] += 1
        return outcome

    monkeypatch.setattr(_compiler, "interpret", other_bits)
    verdict = compare_orders(str(path))
    assert verdict.status == "mismatch" and "argument 0" in verdict.detail


def test_a_conflict_of_a_refused_loop_is_seen():
    def f(y):
        part = y[1:]
        # pragma parallel for
        for i in range(len(part)):
            part[i] = y[i] + 1

    def apart(y):
        # pragma parallel for
        for i in range(len(y)):
            y[i] = i

    loop = {"verdict": "racy", "line": f.__code__.co_firstlineno + 3}
    assert conflict_seen(f, [loop], [(np.zeros(4),)])
    assert not conflict_seen(f, [loop], [(np.zeros(1),)])
    loop["line"] = apart.__code__.co_firstlineno + 2
    assert not conflict_seen(apart, [loop], [(np.zeros(4),)])


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
