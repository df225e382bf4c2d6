"""Loops on Intel's OpenCL runtime for CPUs, which takes SPIR-V as it is: CPython's results."""

import os
import pathlib
import subprocess
import sys

import executors
import pytest

RUN = pathlib.Path(__file__).resolve().parents[1] / "run"
ENVIRONMENT = executors.intel_environment()
needs_intel = pytest.mark.skipif(
    ENVIRONMENT is None, reason="no OpenCL runtime in .venv-opencl: ./dev setup brings it"
)
PROGRAM = """
import sys
import numpy as np
import pragmac
sys.path.insert(0, {run!r})
import test_emulated_device as loops
from same_as_python import compare

rng = np.random.default_rng(7)
x, y, j = rng.random(3000), np.zeros(3000), np.arange(3000) % 10
j[2900], j[1234], j[1235] = 77, 55, -66
k = rng.integers(0, 9, 800)
CASES = [
    (loops.elementwise, 1.5, x, y),
    (loops.elementwise, np.float32(1.5), x.astype("f4"), y.astype("f4")),
    (loops.elementwise, np.int8(3), (x * 90).astype("i1"), (x * 50).astype("i1")),
    (loops.elementwise, 1 + 2j, x + 0j, y + 1j),
    (loops.guarded, x > 0.5, x, y),
    (loops.plane, rng.random((37, 41)), np.zeros((37, 41))),
    (loops.fortran, np.asfortranarray(rng.random((37, 41))), np.zeros((37, 41), order="F")),
    (loops.box, rng.random((7, 9, 11)), np.zeros((7, 9, 11))),
    (loops.four, rng.random((7, 9)), np.zeros((7, 2, 9, 3))),
    (loops.inner_loops, rng.random((200, 30)), np.zeros(200)),
    (loops.in_place, rng.random(600)[::-2], np.zeros(900)[::3]),
    (loops.stages, *rng.random((3, 700)), 700),
    (loops.time_loop, rng.random(90), np.zeros(90), 10),
    (loops.until_small, rng.random(50) + 1.0),
    (loops.local_arrays, rng.random(111)),
    (loops.last_values, x),
    (loops.histogram, k, np.zeros(9, np.int64)),
    (loops.histogram, k, np.zeros(9, np.int8)),
    (loops.histogram, k, np.zeros(9, np.uint16)),
    (loops.histogram, k, np.zeros(9, np.float64)),
    (loops.histogram, k, np.zeros(9, np.complex64)),
    (loops.flags, k, np.zeros(9, bool)),
    (loops.products, *loops.FACTORS, np.zeros(loops.FACTORS.shape[1], np.int64)),
]
for function, *arguments in CASES:
    compare(pragmac.jit(target="opencl")(function), *arguments)
try:
    pragmac.jit(target="opencl")(loops.gathered)(rng.random(10), j, y)
except IndexError as error:
    assert "index 55 is out of bounds for axis 0 of `x`" in str(error), error
else:
    raise AssertionError("no error")
try:
    pragmac.jit(target="opencl")(loops.remainder_behind_a_test)(np.ones((3, 3)), np.zeros(0), 0)
except ZeroDivisionError:
    pass
else:
    raise AssertionError("no error")
for a, b in loops.TOO_LARGE:
    try:
        pragmac.jit(target="opencl")(loops.products)(np.array([a]), np.array([b]), j[:1])
    except OverflowError:
        continue
    raise AssertionError(f"no error: {{a}} * {{b}}")
print(pragmac.devices()[-1], "equal")
"""


def run_python(code: str, environment: dict[str, str], cwd=None) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, **environment}, text=True,
        capture_output=True, timeout=120, cwd=cwd,
    )  # fmt: skip


@needs_intel
def test_loops_have_pythons_results(tmp_path):
    done = run_python(PROGRAM.format(run=str(RUN)), ENVIRONMENT)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("opencl:0: ") and done.stdout.endswith("equal\n")


def test_without_a_device_it_is_said(tmp_path):
    (tmp_path / "program.py").write_text(
        """
import numpy as np, pragmac
@pragmac.jit(target="opencl")
def f(x):
    # pragma parallel for
    for i in range(x.shape[0]):
        x[i] = 1.0
"""
    )
    code = "import program; program.f(program.np.zeros(3))"
    done = run_python(code, {"OCL_ICD_VENDORS": "/nowhere"}, cwd=tmp_path)
    assert "P601: no such device: this function has target='opencl', and" in done.stderr
