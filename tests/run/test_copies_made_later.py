"""Copies of loops that are compiled when a call first needs them: nothing has happened before."""

import subprocess
import sys
import threading
import traceback

import numpy as np
import pragmac
import pytest
from pragmac.function import Compiler


def versions_of(function):
    """Whether each compiled version of the function is whole."""
    compiler: Compiler = function._compiler
    return [version.whole for version in compiler._versions.values()]


def doubled(x, y, n):
    # pragma parallel for
    for i in range(n):
        y[i] = 2.0 * x[i]


def counted(x, y, first, n):
    y[0] += 1.0
    for i in range(first, n):
        y[i] += 2.0 * x[i]


def two_sweeps(x, n, m):
    y = np.zeros(x.shape[0])
    columns = m + 1
    # pragma parallel for
    for i in range(n):
        y[i] = 2.0 * x[i]
    rows = columns - 1
    # pragma parallel for
    for i in range(rows):
        x[i] = y[i] + 1.0
    return y


def test_a_call_that_never_needs_them_compiles_no_more():
    function = pragmac.jit(doubled)
    x, y = np.arange(10.0), np.zeros(10)
    for n in (10, 3, 0):
        function(x, y, n)
    assert versions_of(function) == [False]
    assert y.tolist() == (2.0 * x).tolist()


def test_a_call_that_needs_them_raises_as_python_does():
    function = pragmac.jit(doubled)
    x, y = np.arange(10.0), np.zeros(12)
    function(x, y, 10)
    with pytest.raises(IndexError, match="index 10 is out of bounds for axis 0") as raised:
        function(x, y, 12)
    assert versions_of(function) == [True]
    line = traceback.extract_tb(raised.value.__traceback__)[-1].lineno
    assert line == doubled.__code__.co_firstlineno + 3
    function(x, y, 10)
    assert y.tolist() == [*(2.0 * x).tolist(), 0.0, 0.0]
    assert versions_of(function) == [True]


def test_the_first_call_may_need_them():
    function = pragmac.jit(doubled)
    with pytest.raises(IndexError):
        function(np.zeros(3), np.zeros(3), 4)
    assert versions_of(function) == [True]


def test_what_happened_before_a_late_test_does_not_happen_twice():
    function = pragmac.jit(counted)
    x = np.arange(20.0)
    y, expected = np.zeros(20), np.zeros(20)
    for first, whole in ((0, False), (-3, True)):  # the second time indices wrap
        function(x, y, first, 20)
        counted(x, expected, first, 20)
        assert y.tolist() == expected.tolist()
        assert versions_of(function) == [whole]


def test_tests_of_later_loops_are_asked_before_the_first():
    function = pragmac.jit(two_sweeps)
    x, same = np.arange(8.0), np.arange(8.0)
    assert function(x, 8, 8).tolist() == two_sweeps(same, 8, 8).tolist()
    assert x.tolist() == same.tolist()
    assert versions_of(function) == [False]
    with pytest.raises(IndexError, match="index 8 is out of bounds for axis 0 of `y`"):
        function(x, 8, 9)
    with pytest.raises(IndexError):
        two_sweeps(same, 8, 9)
    assert x.tolist() == same.tolist()
    assert versions_of(function) == [True]


def test_overlapping_arguments_have_their_own():
    function = pragmac.jit(doubled)
    x = np.arange(12.0)
    same = x.copy()
    function(x[:-1], x[:-1], 11)
    doubled(same[:-1], same[:-1], 11)
    assert x.tolist() == same.tolist()
    with pytest.raises(IndexError):
        function(x[:-1], x[:-1], 12)
    assert x[:-1].tolist() == (2.0 * same[:-1]).tolist()


def test_threads_that_need_them_at_the_same_time():
    function = pragmac.jit(counted)
    outcomes, start = [], threading.Barrier(4)

    def call():
        x, y, expected = np.arange(50.0), np.zeros(50), np.zeros(50)
        start.wait()
        for first in (-50, 0, -2):
            function(x, y, first, 50)
            counted(x, expected, first, 50)
        outcomes.append(y.tolist() == expected.tolist())

    threads = [threading.Thread(target=call) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes == [True] * 4


@pytest.mark.parametrize("copies", ["all", "original", "mixed"])
def test_the_option_chooses_what_runs(copies):
    function = pragmac.jit(options={"copies": copies})(two_sweeps)
    x, same = np.arange(8.0), np.arange(8.0)
    assert function(x, 8, 8).tolist() == two_sweeps(same, 8, 8).tolist()
    assert x.tolist() == same.tolist()
    assert versions_of(function) == [True]
    with pytest.raises(IndexError):
        function(x, 9, 8)


def test_a_copy_that_the_option_forbids_does_not_run():
    function = pragmac.jit(options={"copies": "original"})(doubled)
    machine = function.inspect("machine", np.zeros(3), np.zeros(3), 3)
    assert "bit_and(" in machine and "false:bool" in machine.split("if_fast", 1)[1].splitlines()[0]


PROGRAM = """
import sys, numpy as np, pragmac
@pragmac.jit
def f(x, n):
    #pragma parallel for
    for i in range(n):
        x[i - 1] += 1.0
x = np.zeros(9)
f(x, 9)
f(x[:4], 0)
print(x.tolist(), "pragmac._compiler" in sys.modules)
"""


def test_both_are_found_in_the_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("PRAGMAC_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("PRAGMAC_CACHE", "1")
    file = tmp_path / "program.py"
    file.write_text(PROGRAM)
    lines = [
        subprocess.run([sys.executable, file], capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    ]
    assert lines == [f"{[1.0] * 9} True\n", f"{[1.0] * 9} False\n"]
