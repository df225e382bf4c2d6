"""A short campaign of programs with mistakes, and what counts as a fault."""

import mutations
import pragmac

LOOP = """\
import pragmac


@pragmac.jit
def f(x):
    #pragma parallel for
    for i in range(x.shape[0]):
        x[i] = 1.0
"""


def test_no_faults():
    counts, faults = mutations.campaign(300, seed=20261129)
    assert not faults, "\n".join(f"{fault}\n{text}" for fault, text in faults)
    assert counts["accepted"] >= 20 and counts["refused"] >= 100


def test_a_dimension_that_no_array_has(tmp_path):
    text = LOOP.replace("x.shape[0]", "x.shape[9223372036854775807]")
    assert mutations.fault_of(text, tmp_path / "program.py") == ("", "refused")


def test_a_lost_directive_is_a_fault(tmp_path, monkeypatch):
    path = tmp_path / "program.py"
    assert mutations.fault_of(LOOP, path) == ("", "accepted")
    found = pragmac.check(str(path))
    monkeypatch.setattr(found, "loops", [])
    monkeypatch.setattr(pragmac, "check", lambda path: found)
    assert mutations.fault_of(LOOP, path) == ("1 directives, 0 of them listed", "lost")


def test_an_exception_is_a_fault(tmp_path, monkeypatch):
    monkeypatch.setattr(pragmac, "check", lambda path: 1 // 0)
    fault, ending = mutations.fault_of(LOOP, tmp_path / "program.py")
    assert fault.startswith("ZeroDivisionError") and ending == "raised"
