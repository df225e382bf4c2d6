"""What the peers run: C written by hand, C of ours, and Numba's text, against NumPy's reference."""

import copy
import inspect
import pathlib
import shutil
import sys
import types

import numpy as np
import pytest

from bench.cpu.c_functions import by_hand, emitted
from bench.cpu.chosen import NAMES
from bench.cpu.numba_text import OWN, derived, numba_text
from bench.cpu.programs import load, sizes
from bench.cpu.runnable import NotHere
from bench.cpu.work_counts import COUNTS
from kernels.kernel import largest_difference, same_bits

PROGRAMS = [load(name) for name in NAMES]
by_name = pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)


def difference(program, returned, arguments):
    """From the reference, of what came back and of the arguments that were written."""
    found = (*map(np.asarray, returned), *(arguments[position] for position in program.outputs))
    expected = program.run(program.reference, program.arguments("XS"))
    return largest_difference(found, expected)


def allowed(program):
    return max(program.tolerance, 1e-12)


@by_name
@pytest.mark.skipif(not shutil.which("gcc"), reason="no gcc here")
def test_c_by_hand(program, tmp_path):
    arguments = copy.deepcopy(program.arguments("XS"))
    runnable = by_hand(program, arguments, "gcc", tmp_path)
    assert difference(program, runnable.results(runnable.call()), arguments) <= allowed(program)


@pytest.mark.parametrize("name", ["arc_distance", "crc16", "gemm", "gramschmidt"])
@pytest.mark.skipif(not shutil.which("gcc"), reason="no gcc here")
def test_c_of_ours_again_and_again(name, tmp_path):
    program = load(name)
    arguments = copy.deepcopy(program.arguments("XS"))
    runnable = emitted(program, arguments, "gcc", tmp_path)
    for _ in range(2):
        for position in program.outputs:
            arguments[position][...] = program.arguments("XS")[position]
        found = runnable.results(runnable.call())
        assert difference(program, found, arguments) <= allowed(program)


def test_a_compiler_that_is_not_here():
    program = load("pi")
    for make in (by_hand, emitted):
        with pytest.raises(NotHere, match="no compiler-of-nobody"):
            make(program, program.arguments("XS"), "compiler-of-nobody", None)


def numba_in_python() -> types.ModuleType:
    """What the texts use of Numba, as plain Python."""
    numba = types.ModuleType("numba")
    numba.njit = lambda **options: lambda function: function
    numba.prange = range
    numba.get_num_threads = lambda: 3
    return numba


@by_name
@pytest.mark.parametrize("parallel", [False, True], ids=["serial", "parallel"])
def test_numba_text(program, parallel, monkeypatch):
    monkeypatch.setitem(sys.modules, "numba", numba_in_python())
    source = pathlib.Path(inspect.getfile(program.plain))
    text = numba_text(program.name, source, program.directives, parallel)
    assert f'"parallel": {parallel}, "fastmath": False' in text
    module: dict = {}
    exec(text, module)
    arguments = copy.deepcopy(program.arguments("XS"))
    returned = module[program.name](*arguments)
    returned = returned if isinstance(returned, tuple) else () if returned is None else (returned,)
    assert difference(program, returned, arguments) <= allowed(program)


def test_the_marked_loops_become_prange():
    text, loops = derived(
        "LIMIT = 3\nUNUSED = 4\n"
        "def helper(x):\n    return x + LIMIT\n"
        "def f(x):\n"
        "    for t in range(2):\n"
        "        # pragma parallel for\n"
        "        for i in range(x.size):\n"
        "            # pragma simd\n"
        "            for j in range(3):\n"
        "                x[i] = helper(x[i])\n",
        "f",
        True,
    )
    assert loops == 1 and "for i in prange(x.size)" in text and "for j in range(3)" in text
    assert "LIMIT = 3" in text and "UNUSED" not in text and text.count("@numba.njit") == 2


def test_a_mark_that_is_not_found_is_an_error():
    source = types.SimpleNamespace(read_text=lambda: "def f(x):\n    return x\n")
    with pytest.raises(AssertionError, match="0 loops became prange, 1 are marked"):
        numba_text("f", source, ("parallel for",), True)


def test_every_file_belongs_to_a_program():
    c_files = {file.stem for file in (OWN.parent / "c").glob("*.c")}
    assert c_files == set(NAMES) == set(COUNTS)
    assert {file.stem for file in OWN.glob("*.py")} <= set(NAMES)


@by_name
def test_counts_grow_with_the_size(program):
    small, large = (COUNTS[program.name](program.sizes[size]) for size in ("S", "M"))
    assert 0 < small[0] < large[0] and 0 < small[1] <= large[1]
    assert set(sizes(program.name)) <= set(program.sizes)


@by_name
def test_the_same_seed_gives_the_same_inputs(program):
    first, second = (program.arguments("XS") for _ in range(2))
    kept = [np.full(1000, 7.0) for _ in range(100)]  # memory that is free holds other values now
    del kept
    assert same_bits(first, second) and same_bits(program.arguments("XS"), first)
