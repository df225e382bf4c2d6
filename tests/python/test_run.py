"""`pragmac run FILE` beside `python FILE`: the same output, files that are refused, tracebacks."""

import subprocess
import sys

import pytest
from test_check import NEAR_MISSES, OTHER_TOOLS


def python(*arguments, cwd):
    return subprocess.run(
        [sys.executable, *map(str, arguments)], capture_output=True, text=True, cwd=cwd
    )


def both(tmp_path, text, *arguments):
    """What plain Python and what `pragmac run` did with the file."""
    file = tmp_path / "program.py"
    file.write_text(text, encoding="utf-8")
    return [
        python(*how, file.name, *arguments, cwd=tmp_path) for how in ([], ["-m", "pragmac", "run"])
    ]


LOOP = """\
import numpy as np
def f(y):
    {0}
    for i in range(y.shape[0]):
        y[i] = 1.0
f(np.zeros(3))
print(type(f).__name__)
"""


@pytest.mark.parametrize("comment", NEAR_MISSES)
def test_no_near_miss_runs_as_plain_python(tmp_path, comment):
    _, ours = both(tmp_path, LOOP.format(comment))
    assert (ours.returncode, ours.stdout) == (1, "")
    assert "program.py:3:" in ours.stderr and "Traceback" not in ours.stderr


@pytest.mark.parametrize("comment", OTHER_TOOLS)
def test_functions_without_directives_stay_plain(tmp_path, comment):
    plain, ours = both(tmp_path, LOOP.format(comment))
    assert ours.stdout == plain.stdout == "function\n"


@pytest.mark.parametrize(
    ("comment", "code"),
    [("#pragma parallel for", "P110"), ("#pragma paralel for", "P101"), (NEAR_MISSES[0], "P102")],
)
def test_directives_outside_of_functions_stop_the_run(tmp_path, comment, code):
    _, ours = both(tmp_path, f"print('ran')\n{comment}\nfor i in range(3):\n    pass\n")
    assert (ours.returncode, ours.stdout) == (1, "")
    assert f"error[{code}]" in ours.stderr and f"2 | {comment}" in ours.stderr


@pytest.mark.parametrize("decorator", ["", "@pragmac.jit"])
def test_inner_functions_are_compiled_themselves(tmp_path, decorator):
    text = f"""
import pragmac
import numpy as np
def mk(n):
    notes = []
    {decorator}
    def inner(b):
        #pragma parallel for
        for i in range(n):
            b[i] = i
    return [inner]
b = np.zeros(4)
(f,) = mk(4)
f(b)
print(b, type(f).__name__, type(mk).__name__)
"""
    plain, ours = both(tmp_path, text)
    assert plain.returncode == ours.returncode == 0, ours.stderr
    assert ours.stdout == "[0. 1. 2. 3.] Jitted function\n"
    assert plain.stdout.split(".]")[0] == ours.stdout.split(".]")[0]


SURROUNDINGS = """
import sys
print(__file__, __name__, __package__, __spec__, sys.argv, sys.path[0], sys.flags.safe_path)
print(type(__loader__).__name__, sys._getframe().f_code.co_filename)
"""


@pytest.mark.parametrize("how", [[], ["-P"]])
def test_the_file_finds_what_python_gives_it(tmp_path, how):
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "program.py").write_text(SURROUNDINGS)
    (tmp_path / "link.py").symlink_to("sub/program.py")
    for path in ("sub/program.py", "./sub//program.py", tmp_path / "sub/program.py", "link.py"):
        plain = python(*how, path, "-x", "--json", cwd=tmp_path)
        ours = python(*how, "-m", "pragmac", "run", path, "-x", "--json", cwd=tmp_path)
        if how:  # nothing is put in front of the path
            assert ours.stdout.split("[")[0] == plain.stdout.split("[")[0]
        else:
            assert ours.stdout == plain.stdout


@pytest.mark.parametrize(
    "text",
    [
        "def f():\n    1 // 0\nf()\n",
        "try:\n    1 // 0\nexcept ZeroDivisionError as e:\n    raise KeyError('x') from e\n",
        "x = (\n",
        "import json\njson.loads('{')\n",
        "import sys\nsys.excepthook = lambda *a: print(a[0].__name__)\n1 // 0\n",
        "raise SystemExit('stop')\n",
        "raise SystemExit(7)\n",
        "import atexit\natexit.register(print, 'end')\n1 // 0\n",
    ],
)
def test_uncaught_exceptions_look_as_in_python(tmp_path, text):
    plain, ours = both(tmp_path, text)
    assert ours.returncode == plain.returncode
    assert (ours.stdout, ours.stderr) == (plain.stdout, plain.stderr)
