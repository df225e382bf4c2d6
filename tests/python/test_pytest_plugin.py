"""`pytest --pragmac-compare`: every call of a jitted function runs both ways."""

import subprocess
import sys

import pytest

TESTS = """
import numpy as np
import pragmac
import pytest


@pragmac.jit
def helper(x, i):
    return x[i] * 2.0


@pragmac.jit
def double(x, y):
    #pragma parallel for
    for i in range(x.shape[0]):
        y[i] = helper(x, i)
    return x.shape[0]


@pragmac.jit
def count(at, x):
    #pragma parallel for assume(unique: at)
    for i in range(at.shape[0]):
        x[at[i]] += 1.0


class Model:
    @staticmethod
    @pragmac.jit
    def last(x):
        return x[-1]


def test_double():
    x, y = np.arange(5.0), np.zeros(5)
    assert double(x, y=y) == 5
    np.testing.assert_array_equal(y, 2.0 * x)
    assert Model.last(y) == 8.0


@pragmac.jit
def above(x, limit):
    return x[0] > limit


def test_parameters_with_the_names_of_options():
    assert above(np.ones(2), limit=0.5) and not above(np.ones(2), limit=2.0)


def test_errors_of_both_are_equal():
    with pytest.raises(IndexError):
        Model.last(np.zeros(0))


def test_count():
    x = np.zeros(3)
    count(np.array([2, 0]), x)
    assert x.tolist() == [1.0, 0.0, 1.0]
    count(np.array([1, 1]), x)  # what the directive claims is wrong
"""


def outcome(tmp_path, *options):
    path = tmp_path / "test_both.py"
    path.write_text(TESTS)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "pragmac.pytest_plugin",
               "-p", "no:cacheprovider", *options, str(path)]  # fmt: skip
    return subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)


def test_calls_are_compared(tmp_path):
    done = outcome(tmp_path, "--pragmac-compare")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "1 failed, 3 passed" in done.stdout
    assert "MismatchError" in done.stdout
    assert "FAILED test_both.py::test_count" in done.stdout
    assert "pragmac: 6 calls of 4 functions compared with plain Python's" in done.stdout


def test_without_the_option_nothing_changes(tmp_path):
    done = outcome(tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "4 passed" in done.stdout and "compared" not in done.stdout


@pytest.mark.parametrize("plugin", [True, False])
def test_functions_made_before_the_plugin(tmp_path, plugin):
    """Plugins named in a conftest come late: functions made from then on are compared."""
    (tmp_path / "conftest.py").write_text(
        "pytest_plugins = ['pragmac.pytest_plugin']\n" if plugin else ""
    )
    (tmp_path / "test_one.py").write_text(
        "import pragmac, pragmac._native\n"
        "@pragmac.jit\ndef f(n):\n    return n + 1\n"
        "def test_f():\n"
        "    assert f(1) == 2\n"
        f"    assert (type(f) is not pragmac._native.Jitted) == {plugin}\n"
    )
    options = ["--pragmac-compare"] if plugin else []
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options, "."]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
