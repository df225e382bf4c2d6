"""What refusals mark, and the way out that they offer, as `pragmac check` finds them in a file."""

import pragmac
import pytest

HEAD = "import numpy as np\nimport pragmac\n\n\n"

# Code, what is marked, words of the first fix, the function.
REFUSED = [
    ("P216", "self.k", "pass `self.k` as an argument",
     "def f(self, x):\n    for i in range(x.shape[0]):\n        x[i] *= self.k\n"),
    ("P216", "self.step", "make `step` a function of the module",
     "def f(self, x):\n    for i in range(x.shape[0]):\n        x[i] = self.step(x[i])\n"),
    ("P230", "x.ceil", "supported are .shape",
     "def f(x: 'f64[:]'):\n    return x.ceil\n"),
]  # fmt: skip


def marked(text, d):
    line = text.splitlines()[d.line - 1]
    return line[d.column - 1 : d.end_column - 1]


@pytest.mark.parametrize(("code", "place", "fix", "function"), REFUSED)
def test_check(tmp_path, code, place, fix, function):
    path = tmp_path / "program.py"
    path.write_text(HEAD + "@pragmac.jit\n" + function)
    (found,) = [d for d in pragmac.check(str(path)).diagnostics if d.severity == "error"]
    assert (found.code, marked(path.read_text(), found)) == (code, place)
    assert fix in found.fixes[0]["text"]
