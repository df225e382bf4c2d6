"""Relations of certificates by brute force: the interpreter's accesses at small sizes."""

import pathlib
import sys

import numpy as np
import pragmac
import pytest

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1]), str(HERE.parent / "races")]

import loop_case  # noqa: E402
import recorded  # noqa: E402
from certificates import proofs_of  # noqa: E402
from recorded import Compared, compare  # noqa: E402

import kernels  # noqa: E402

SIZES = (0, 1, 2, 3, 5)
PARAMETERS = (-1, 0, 1, 2)
CASES = [c for name in loop_case.categories() for c in loop_case.load_category(name)]
TOTAL = Compared()


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c.category}.{c.name}")
def test_labelled_loops(case, monkeypatch):
    monkeypatch.setattr(loop_case.LoopCase, "_parameters", _parameters)
    jitted, result = pragmac.jit(case.function), Compared()
    for setting in case.settings(SIZES):
        compare(jitted, case.arguments(setting), result)
    TOTAL.counts += result.counts
    assert result.wrong == []


def _parameters(case, n):
    uses = any(maker.uses_p for maker in case.makers.values())
    return list(PARAMETERS) if uses else [0]


def _small(size, most):
    return tuple(_small(s, most) for s in size) if isinstance(size, tuple) else min(size, most)


@pytest.mark.parametrize("name", kernels.NAMES)
def test_kernels(name):
    kernel, result = kernels.load(name), Compared()
    for most in SIZES:
        try:
            arguments = kernel.inputs(_small(kernel.sizes["XS"], most), 0)
        except (ValueError, ZeroDivisionError, IndexError):
            continue  # no such input
        compare(pragmac.jit(kernel.plain), arguments, result)
    TOTAL.counts += result.counts
    assert result.wrong == []


def test_the_certificates_are_those_that_explain_shows():
    for case in CASES[:: len(CASES) // 20]:
        setting = next(case.settings((5,)))
        shown = proofs_of(case.function, *case.arguments(setting)).values()
        jitted, arguments = pragmac.jit(case.function), case.arguments(setting)
        outcome = recorded.record(jitted, arguments)
        found = [loop["proof"] for loop in outcome["loops"]]
        for proof in shown:
            lines = [line for line in proof.splitlines(True) if not line.startswith("scalar ")]
            assert proof.count("loop over ") > 1 or "".join(lines) in found


def test_that_much_was_compared(request):
    """Runs last: not only refusals and loops without accesses."""
    print(dict(TOTAL.counts))
    if request.session.testscollected < len(CASES):
        pytest.skip("only some of the loops were compared")
    assert TOTAL.counts["calls"] > 10 * TOTAL.counts["refused"]
    assert TOTAL.counts["accesses"] > 10_000 and TOTAL.counts["exact"] > 2_000
    assert TOTAL.counts["pairs"] > 2_000


# ---- the comparison can fail ---------------------------------------------------------------------


def shifted(y, n):
    # pragma parallel for
    for i in range(n):
        if i % 2 == 0:
            y[i] = y[i + 1]


def _doctored(monkeypatch, old, new):
    """What is wrong with a certificate of `shifted` in which `old` has become `new`."""
    read = recorded.read
    texts = []

    def read_doctored(text):
        texts.append(text)
        return read(text.replace(old, new))

    monkeypatch.setattr(recorded, "read", read_doctored)
    result = Compared()
    compare(pragmac.jit(shifted), (np.ones(6), 4), result)
    assert old == new or any(old in text for text in texts), texts
    return " ".join(result.wrong)


def test_the_true_certificate_is_not_at_fault(monkeypatch):
    assert _doctored(monkeypatch, "", "") == ""


def test_another_offset_is_noticed(monkeypatch):
    wrong = _doctored(monkeypatch, "-i0 + o0 - 1 = 0", "-i0 + o0 - 2 = 0")
    assert "`y[i + 1]` touches (1,) in iteration (0,)" in wrong
    assert "`y[i + 1]` does not touch ((0,), (2,))" in wrong


def test_a_narrower_domain_is_noticed(monkeypatch):
    assert "touches" in _doctored(monkeypatch, "n - i0 - 1 >= 0", "n - i0 - 3 >= 0")


def test_a_dropped_guard_is_noticed(monkeypatch):
    assert "does not touch" in _doctored(monkeypatch, "-i0 + 2*e0 = 0 and ", "")


def test_a_false_claim_is_noticed(monkeypatch):
    monkeypatch.setattr(recorded._Execution, "inside", lambda self: None)
    monkeypatch.setattr(recorded._Execution, "nothing_more", lambda self: None)
    result = Compared()
    monkeypatch.setattr(recorded, "AFFINE", ("fact",))

    def scattered(y, k):
        # pragma parallel for
        for i in range(k.shape[0]):
            y[k[i]] = i

    compare(pragmac.jit(scattered), (np.zeros(3), np.array([1, 2, 1])), result)
    assert any("meet in (1,)" in text for text in result.wrong), result


def test_parameters_that_are_not_given_are_noticed(monkeypatch):
    assert "other parameters" in _doctored(monkeypatch, "y_0 - n - 1 >= 0", "y_0 - n - 9 >= 0")
