"""Loops on Intel's OpenCL runtime for CPUs, which takes SPIR-V as it is: CPython's results."""

import os
import pathlib
import subprocess
import sys

import executors
import pytest

ENVIRONMENT = executors.intel_environment()
needs_intel = pytest.mark.skipif(
    ENVIRONMENT is None, reason="no OpenCL runtime in .venv-opencl: ./dev setup brings it"
)


def run_python(code: str, environment: dict[str, str], cwd=None) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, **environment}, text=True,
        capture_output=True, timeout=120, cwd=cwd,
    )  # fmt: skip


def run_loops(target: str, environment: dict[str, str]) -> None:
    program = pathlib.Path(executors.__file__).with_name("run_loops.py")
    done = subprocess.run(
        [sys.executable, str(program), target], env={**os.environ, **environment}, text=True,
        capture_output=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("opencl:0: ") and done.stdout.endswith("equal\n")


@needs_intel
@pytest.mark.parametrize("target", ["opencl", "opencl-device"])
def test_loops_have_pythons_results(target):
    run_loops(target, ENVIRONMENT)


@needs_intel
@pytest.mark.parametrize("flavour", ["checking", "device"])
def test_lanes_combine_with_the_same_bits(flavour):
    program = pathlib.Path(executors.__file__).with_name("run_lanes.py")
    done = subprocess.run(
        [sys.executable, str(program), flavour], env={**os.environ, **ENVIRONMENT}, text=True,
        capture_output=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout == "72 equal\n"


@needs_intel
def test_kernels_come_from_the_cache(tmp_path):
    (tmp_path / "program.py").write_text(
        """
import sys, numpy as np, pragmac

@pragmac.jit(target="opencl")
def f(x, y):
    s = 0.0
    # pragma parallel for
    for i in range(x.shape[0]):
        y[i] = x[i] * 2 + np.sqrt(x[i])
    # pragma parallel for
    for i in range(x.shape[0]):
        s += y[i]
    return s
"""
    )
    code = (
        "from program import f, np, sys; y = np.zeros(999); x = np.arange(999.0);"
        "print(f(x, y), (y == 2 * x + np.sqrt(x)).all(), 'pragmac._compiler' in sys.modules)"
    )
    cache = {"PRAGMAC_CACHE": "1", "PRAGMAC_CACHE_DIR": str(tmp_path / "cache")}
    runs = [run_python(code, {**ENVIRONMENT, **cache}, cwd=tmp_path) for _ in range(2)]
    first, again = (done.stdout.split() for done in runs)
    assert first[1:] == ["True", "True"] and again == [first[0], "True", "False"], runs[1].stderr


def test_loops_as_opencl_c_have_pythons_results():
    environment = executors.pocl_environment()
    if environment is None:
        pytest.skip("no PoCL here, or no llvm-spirv-14 for the loader in front of it")
    run_loops("opencl-c", environment)


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
