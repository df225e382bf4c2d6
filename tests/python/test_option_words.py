"""`pragmac check` finds options that `pragmac.jit` does not take, and what does their work."""

import pragmac
import pytest

HEAD = "import numpy as np\nimport pragmac\n\n\n"


def marked(text, d):
    line = text.splitlines()[d.line - 1]
    return line[d.column - 1 : d.end_column - 1]


# Of `pragmac.jit`, which a file that is only checked does not call.
OPTIONS = [
    ("parallel=True", "`#pragma parallel for` above a loop"),
    ("fastmath=True", 'math="fast"'),
    ("math='fastest'", "did you mean `fast`?"),
    ("vectorise=True", "its options are target, auto, math"),
    ("options={'width': 3}", "`options['width']` is one of 1, 2, 4"),
]


@pytest.mark.parametrize(("option", "words"), OPTIONS)
def test_options_of_a_decorator(tmp_path, option, words):
    path = tmp_path / "program.py"
    path.write_text(HEAD + f"@pragmac.jit(bounds='safe', {option})\ndef f(x):\n    x[0] = 1\n")
    (found,) = pragmac.check(str(path)).diagnostics
    assert (found.code, marked(path.read_text(), found)) == ("P609", option)
    assert words in found.message


def test_options_that_are_no_constants_and_other_decorators(tmp_path):
    path = tmp_path / "program.py"
    path.write_text(
        HEAD
        + "import functools\n\nM = 'fast'\n\n\n@pragmac.jit(math=M, races='trust')\ndef f(x):\n"
        "    x[0] = 1\n\n\n@functools.lru_cache(maxsize=3)\ndef g(x):\n    return x\n"
    )
    assert pragmac.check(str(path)).diagnostics == []
