"""The command line: exit codes, streams, --json."""

import json
import os
import re
import subprocess
import sys

import pytest

GOOD = """
import numpy as np
SIZE = 4
def double(x):
    return 2 * x
def fill(y, s):
    #pragma parallel for
    for i in range(y.shape[0]):
        y[i] = double(s) + SIZE
if __name__ == "__main__":
    import sys
    y = np.zeros(8)
    fill(y, 1.5)
    print(y.sum(), sys.argv[1:], type(fill).__name__, __file__ == sys.argv[0])
"""
BAD = """
def scale(y):
    #pragma paralel for
    for i in range(y.shape[0]):
        y[i] = [i]
"""


def pragmac(*arguments, cwd=None):
    return subprocess.run(
        [sys.executable, "-m", "pragmac", *map(str, arguments)],
        capture_output=True, text=True, cwd=cwd,
    )  # fmt: skip


@pytest.fixture
def good(tmp_path):
    (tmp_path / "good.py").write_text(GOOD)
    return tmp_path / "good.py"


@pytest.fixture
def bad(tmp_path):
    (tmp_path / "bad.py").write_text(BAD)
    return tmp_path / "bad.py"


def test_check_of_a_clean_file(good):
    done = pragmac("check", good)
    assert done.returncode == 0, done.stderr
    assert f"{good}:8: parallel: free" in done.stdout
    assert done.stderr == ""


def test_check_reports_with_place_and_fix(bad):
    done = pragmac("check", bad)
    assert done.returncode == 1
    assert f"--> {bad}:3:" in done.stderr
    assert "P101" in done.stderr and "parallel" in done.stderr
    assert "P202" in done.stderr
    assert done.stdout == ""


def test_check_json(bad, good):
    done = pragmac("check", "--json", bad, good)
    assert done.returncode == 1
    found = json.loads(done.stdout)
    assert {d["code"] for d in found["diagnostics"]} == {"P101", "P202"}
    assert set(found["diagnostics"][0]) >= {
        "code", "severity", "file", "line", "column", "message", "notes", "fixes",
    }  # fmt: skip
    (loop,) = found["loops"]
    assert loop["verdict"] == "free" and loop["line"] == 8
    assert set(loop) == {"file", "line", "directive", "verdict", "guard", "witness", "missing"}


def test_check_does_not_run_the_file(tmp_path):
    file = tmp_path / "loud.py"
    file.write_text("print('ran')\nraise SystemExit(5)\n" + GOOD)
    done = pragmac("check", file)
    assert done.returncode == 0 and "ran" not in done.stdout


def test_check_of_a_file_that_is_no_python(tmp_path):
    file = tmp_path / "broken.py"
    file.write_text("def f(:\n")
    done = pragmac("check", file)
    assert done.returncode == 1 and f"{file}:1:7" in done.stderr
    assert "1 | def f(:\n  |       ^\n" in done.stderr


def test_check_of_a_directive_outside_of_functions(tmp_path):
    file = tmp_path / "top.py"
    file.write_text("#pragma parallel for\nfor i in range(3):\n    pass\n")
    done = pragmac("check", file)
    assert done.returncode == 1 and "P110" in done.stderr
    assert "1 | #pragma parallel for\n  | ^" in done.stderr


def test_check_leaves_foreign_pragmas_alone(tmp_path):
    file = tmp_path / "foreign.py"
    file.write_text("if 0:  # pragma: no cover\n    pass\n")
    assert pragmac("check", file).returncode == 0


def test_run_compiles_undecorated_functions(good):
    done = pragmac("run", good, "--flag", "x")
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["56.0", "['--flag',", "'x']", "Jitted", "True"]


def test_run_reports_findings(bad):
    bad.write_text(BAD + "scale(__import__('numpy').zeros(3))\n")
    done = pragmac("run", bad)
    assert done.returncode == 1
    assert "P101" in done.stderr


def test_run_passes_exceptions_and_exit_codes_through(tmp_path):
    file = tmp_path / "stop.py"
    file.write_text("raise SystemExit(7)\n")
    assert pragmac("run", file).returncode == 7
    file.write_text("1 // 0\n")
    done = pragmac("run", file)
    assert done.returncode == 1 and "ZeroDivisionError" in done.stderr


def test_run_imports_beside_the_file(tmp_path):
    (tmp_path / "beside.py").write_text("value = 3\n")
    (tmp_path / "main.py").write_text("import beside\nprint(beside.value)\n")
    assert pragmac("run", tmp_path / "main.py").stdout == "3\n"


def test_explain():
    done = pragmac("explain", "p301")
    assert done.returncode == 0 and "P301" in done.stdout
    page = json.loads(pragmac("explain", "--json", "P301").stdout)
    assert page["code"] == "P301" and page["explanation"]
    wrong = pragmac("explain", "P31")
    assert wrong.returncode == 2 and "did you mean" in wrong.stderr


def test_devices():
    done = pragmac("devices")
    assert done.returncode == 0 and done.stdout.startswith("host: ")
    assert json.loads(pragmac("devices", "--json").stdout)[0]["kind"] == "cpu"


@pytest.mark.parametrize("arguments", [[], ["chek"], ["check"], ["check", "none.py"], ["run", "x"]])
def test_wrong_use(arguments, tmp_path):
    done = pragmac(*arguments, cwd=tmp_path)
    assert done.returncode == 2 and done.stderr


def test_a_misspelt_command():
    done = pragmac("chek", "x.py")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "pragmac: no command `chek`; did you mean `check`?\n"
    done = pragmac("frobnicate")
    assert done.returncode == 2 and "there are check, run, " in done.stderr


def test_every_command_is_known_by_its_name():
    from pragmac.cli import COMMANDS, parser

    assert re.findall(r"^    ([a-z]+) ", parser().format_help(), re.M) == COMMANDS


def test_check_of_a_directory(tmp_path, good, bad):
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / ".venv").mkdir()
    (tmp_path / "c.py").symlink_to("nowhere.py")
    for name in ("a/b/z.py", "a/y.py", ".venv/x.py", "a/notes.txt"):
        (tmp_path / name).write_text(BAD)
    done = pragmac("check", "--json", tmp_path)
    assert done.returncode == 1
    found = json.loads(done.stdout)
    files = list(dict.fromkeys(d["file"] for d in found["diagnostics"]))
    assert files == [str(tmp_path / name) for name in ("a/b/z.py", "a/y.py", "bad.py")]
    assert [loop["file"] for loop in found["loops"]] == [str(good)]


def test_check_of_a_directory_without_python(tmp_path):
    done = pragmac("check", tmp_path)
    assert done.returncode == 2 and "no Python files" in done.stderr


def test_check_of_a_file_that_is_nested_too_deeply(tmp_path):
    file = tmp_path / "deep.py"
    file.write_text("x = " + "(" * 5000 + ")" * 5000 + "\n")
    done = pragmac("check", file)
    assert done.returncode == 1 and "Traceback" not in done.stderr
    file.write_text("def f(y):\n    #pragma parallel for\n    for i in range(3):\n        y[i] = 1"
                    + " + i" * 950 + "\n")  # fmt: skip
    done = pragmac("check", file)
    assert done.returncode == 1 and "P242" in done.stderr


UNPROVED = """import numpy as np
def f(y: "f64[:]", a: "i64[:]", b: "i64[:]"):
    #pragma parallel for
    for i in range(a.shape[0]):
        b[i] += 0
        y[a[i] + b[i]] = 1.0 * i
f(np.zeros(9), np.arange(3), np.arange(3))
"""


@pytest.mark.parametrize("command", ["check", "run"])
@pytest.mark.parametrize(
    ("races", "status"), [("check", 0), ("trust", 0), ("require_proof", 1), ("prove", 2)]
)
def test_races_of_undecorated_functions(command, races, status, tmp_path):
    file = tmp_path / "program.py"
    file.write_text(UNPROVED)
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "pragmac", command, "--races", races, str(file)],
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == status, done.stderr
    assert ("P309" in done.stderr) == (status == 1)


@pytest.mark.parametrize(("math", "status"), [("reassoc", 0), ("quick", 2)])
def test_math_of_undecorated_functions(math, status, tmp_path):
    file = tmp_path / "program.py"
    file.write_text("print(1)\n")
    done = subprocess.run(
        [sys.executable, "-m", "pragmac", "run", "--math", math, str(file)], capture_output=True
    )
    assert done.returncode == status


def test_a_reader_that_has_enough_ends_the_output_quietly():
    command = [sys.executable, "-m", "pragmac", "explain", "P301"]
    reads, writes = os.pipe()
    os.close(reads)
    done = subprocess.run(command, stdout=writes, stderr=subprocess.PIPE, text=True)
    os.close(writes)
    assert done.stderr == "" and done.returncode == 141
