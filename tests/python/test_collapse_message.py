"""P119 points at what stands in the way of joining loops."""

import pragmac
import pytest

PROGRAM = """
import pragmac


@pragmac.jit
def f(x):
    # pragma parallel for collapse(2)
    for i in range(x.shape[0]):
{body}
"""
LOOP = "        for j in range(x.shape[1]):\n            x[i, j] = 1.0"
STATEMENT = "        x[i, 0] = 2.0"

BODIES = [
    ([STATEMENT, LOOP], 9, "this statement beside its `for`"),
    ([LOOP, STATEMENT], 11, "this statement beside its `for`"),
    ([LOOP, LOOP], 11, "more than one `for`"),
    ([STATEMENT], 9, "no `for`"),
]


@pytest.mark.parametrize(("body", "line", "words"), BODIES)
def test_note(tmp_path, body, line, words):
    path = tmp_path / "program.py"
    path.write_text(PROGRAM.format(body="\n".join(body)))
    (error,) = pragmac.check(str(path)).diagnostics
    assert error.code == "P119"
    (note,) = error.notes
    assert note["line"] == line and note["text"] == f"loop 1 holds {words}"
