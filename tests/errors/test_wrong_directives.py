"""Directives that are wrong, one per line of wrong_directives.txt: code, place and the fix that is
an edit are as they stand there, and once it is made the program is accepted."""

import re
from pathlib import Path

import pragmac
import pytest
from edits import apply, edits_of

HEAD = """\
import pragmac


@pragmac.jit
def f(x, y, k, a):
"""
PROGRAMS = {
    "loop": """\
    s = 0.0
    {directive}
    for i in range(x.shape[0]):
        s += x[i]
    return s
""",
    "elements": """\
    {directive}
    for i in range(x.shape[0]):
        t = 2.0 * x[i]
        y[i] = t
""",
    "nest": """\
    {directive}
    for i in range(a.shape[0]):
        for j in range(a.shape[1]):
            a[i, j] = 1.0
""",
    "scatter": """\
    {directive}
    for i in range(x.shape[0]):
        y[k[i]] += x[i]
""",
    "update": """\
    #pragma parallel for
    for i in range(x.shape[0]):
        {directive}
        y[k[i]] += x[i]
""",
    "statement": """\
    {directive}
    t = x[0]
    return t
""",
    "while": """\
    i = 0
    {directive}
    while i < x.shape[0]:
        x[i] = 1.0
        i += 1
""",
    "end": """\
    x[0] = 1.0
    {directive}
""",
}
ROW = re.compile(r"(P\d+) (\w+): (.*) -> (.*) -> (.*)")
TABLE = Path(__file__).with_name("wrong_directives.txt").read_text().splitlines()
ROWS = [ROW.fullmatch(line).groups() for line in TABLE if not line.startswith("#")]

# What is not compiled yet stays so once it is written well, and a reduction may be the wrong one.
NOT_YET = {"P113", "P118"}


def errors(path, text):
    path.write_text(text)
    return [d for d in pragmac.check(str(path)).diagnostics if d.severity == "error"]


def test_there_are_many_of_each_kind():
    codes = [row[0] for row in ROWS]
    assert len(ROWS) >= 190 and len(set(map(tuple, ROWS))) == len(ROWS)
    assert sum(row[4] != "none" for row in ROWS) >= 160
    assert {code for code in set(codes) if codes.count(code) >= 3} >= {
        "P101", "P102", "P103", "P104", "P105", "P106", "P107", "P109", "P110", "P111", "P112",
        "P113", "P117", "P118", "P123",
    }  # fmt: skip


@pytest.mark.parametrize(
    "code, program, directive, marked, mended", ROWS, ids=[f"{r[1]}-{r[2]}" for r in ROWS]
)
def test_refused_and_mended(tmp_path, code, program, directive, marked, mended):
    path = tmp_path / "program.py"
    text = HEAD + PROGRAMS[program].format(directive=directive)
    first = errors(path, text)[0]
    line = next(i for i, s in enumerate(text.splitlines(), 1) if s.strip() == directive.strip())
    assert (first.code, first.line, first.end_line) == (code, line, line)
    assert text.splitlines()[line - 1][first.column - 1 : first.end_column - 1] == marked
    assert first.fixes, "an error offers a fix"
    edits = edits_of(first)
    assert bool(edits) == (mended != "none")
    if edits:
        made = apply(text, edits[0]).splitlines()
        removed = len(made) < len(text.splitlines()) or not made[line - 1].strip()
        assert (made[line - 1].strip() if not removed else "removed") == mended
    for edit in edits:
        assert_accepted(path, apply(text, edit), code)


def assert_accepted(path, text, code):
    """At once, or after what comes to light next: `collapse 2` lacks two parentheses."""
    found = errors(path, text)
    for _ in range(2):
        if found and found[0].code not in NOT_YET:
            edits = edits_of(found[0])
            assert edits, f"{code}, then {found[0]}"
            found = errors(path, apply(path.read_text(), edits[0]))
    assert not found or found[0].code in NOT_YET, str(found[0])
