"""Fixes that are a change of the text carry it as an edit: `check --json`, SARIF and editors."""

import pragmac
import pytest

PROGRAM = """
import pragmac


@pragmac.jit
def f(x):
    {directive}
    for i in range(x.shape[0]):
        x[i] = 1.0
"""

FIXES = [
    ("P101", "# pragma paralel for", "# pragma parallel for"),
    ("P102", "# pragma: parallel for", "# pragma parallel for"),
    ("P102", "#-pragma parallel for", "#pragma parallel for"),
    ("P103", "# pragma parallel for colapse(1)", "# pragma parallel for collapse(1)"),
    ("P105", "# pragma parallel for schedule(statc)", "# pragma parallel for schedule(static)"),
    ("P106", "# pragma parallel for simd(4) simd(8)", "# pragma parallel for simd(4) "),
    ("N101", "# pragma parallel for worker(group)", "# pragma parallel for "),
    ("N104", "##pragma parallel for", "#pragma parallel for"),
]


@pytest.mark.parametrize(("code", "directive", "mended"), FIXES)
def test_the_edit_mends_the_line(tmp_path, code, directive, mended):
    path = tmp_path / "program.py"
    path.write_text(PROGRAM.format(directive=directive))
    (found,) = [d for d in pragmac.check(str(path)).diagnostics if d.code == code]
    edit = found.fixes[0]["edit"]
    line = path.read_text().splitlines()[edit["line"] - 1]
    assert edit["line"] == edit["end_line"]
    made = line[: edit["column"] - 1] + edit["replacement"] + line[edit["end_column"] - 1 :]
    assert made.strip() == mended.strip()


def test_one_name_in_two_reductions_is_told_by_operation(tmp_path):
    path = tmp_path / "program.py"
    directive = "# pragma parallel for reduction(+: x) reduction(*: x)"
    path.write_text(PROGRAM.format(directive=directive))
    (found,) = [d for d in pragmac.check(str(path)).diagnostics if d.code == "P107"]
    assert found.message == "`x` cannot be both `reduction(+)` and `reduction(*)`"
