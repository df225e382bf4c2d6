"""The loops for NPBench's names: plain Python, NumPy's reference and compiled code agree."""

import pytest

from bench.cpu.chosen import NAMES
from bench.cpu.programs import load
from kernels.kernel import largest_difference

LOADED = [load(name) for name in NAMES if load(name).function.__module__.startswith("bench.")]


@pytest.mark.parametrize("program", LOADED, ids=lambda program: program.name)
def test_loops_agree_with_the_reference(program):
    arguments = program.arguments("XS")
    plain = program.run(program.plain, arguments)
    expected = program.run(program.reference, arguments)
    assert largest_difference(plain, expected) <= program.tolerance
    compiled = program.run(program.function, arguments)
    assert largest_difference(compiled, plain) <= (0.0 if program.exact else program.tolerance)


@pytest.mark.parametrize("program", LOADED, ids=lambda program: program.name)
def test_the_race_analysis_proves_every_loop(program):
    loops = program.function.explain(*program.arguments("XS")).to_dict()["loops"]
    assert [loop["verdict"] for loop in loops] == ["free"] * len(loops)
