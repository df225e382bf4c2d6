"""What `pragmac check` says of options, and what it leaves to the call."""

import pragmac
import pytest

LOOP = """
    for i in range(x.shape[0]):
        x[i] = 0.0
"""


def codes(tmp_path, text):
    file = tmp_path / "program.py"
    file.write_text(text)
    return [d.code for d in pragmac.check(str(file)).diagnostics]


@pytest.mark.parametrize(
    "head",
    [
        "import pragmac\n@pragmac.jit(parallel=True)",
        "import pragmac as pm\n@pm.jit(races='never')",
        "from pragmac import jit\n@jit(nopython=True)",
    ],
)
def test_options_that_there_are_not(tmp_path, head):
    assert codes(tmp_path, f"{head}\ndef f(x):{LOOP}") == ["P609"]


@pytest.mark.parametrize(
    "text",
    [
        "import pragmac\n@pragmac.jit(**{'races': 'trust'})\ndef f(x):" + LOOP,
        "import pragmac\nmode = 'never'\n@pragmac.jit(races=mode)\ndef f(x):" + LOOP,
        # The name means something else in places.
        "from pragmac import jit\n@jit\ndef f(x):" + LOOP
        + "def g():\n    from numba import jit\n    return jit(nopython=True)\n",
        "import pragmac\nfast = pragmac.jit(math='fast')\n@fast\ndef f(x):" + LOOP
        + "def g(fast):\n    return fast(size=3)\n",
        "import pragmac\n@pragmac.jit\ndef f(x):" + LOOP
        + "def g(pragmac):\n    return pragmac.jit(color=3)\n",
    ],
)  # fmt: skip
def test_what_only_the_call_knows(tmp_path, text):
    assert codes(tmp_path, text) == []
