"""The archive for GPU machines, as a folder: it works with an empty environment."""

import json
import os
import pathlib
import shutil
import subprocess
import sys

import pragmac
import pragmac.machine
import pytest
from pragmac.environment import libdevice

ROOT = pathlib.Path(__file__).resolve().parents[2]
PACKAGE = pathlib.Path(pragmac.__file__).parent
PROGRAM = """
import numpy as np
import pragmac
import pragmac.machine

@pragmac.jit
def f(x, y):
    # pragma parallel for
    for i in range(x.shape[0]):
        y[i] = np.exp(x[i]) // 0.25

x, y, z = np.linspace(0, 1, 99), np.zeros(99), np.zeros(99)
f(x, y)
f.py_func(x, z)
assert (y == z).all()
assert f.inspect("ptx", x, y).count(".entry") == 1
print(pragmac.__file__, np.__version__)
"""


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    missing = [program for program in ("patchelf", "strip", "git") if not shutil.which(program)]
    if missing or not libdevice():
        pytest.skip(f"not installed here: {' '.join(missing) or 'libdevice'}")
    made = tmp_path_factory.mktemp("made") / "folder"
    subprocess.run(
        [sys.executable, str(ROOT / "tools/make_archive.py"), "--package", str(PACKAGE),
         "--libdevice", libdevice(), "--output", str(made)], check=True,
    )  # fmt: skip
    moved = tmp_path_factory.mktemp("elsewhere") / "archive"
    made.rename(moved)
    return moved


def dev(archive: pathlib.Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
    """With nothing of this environment: an interpreter without packages, where there is one."""
    plain = getattr(sys, "_base_executable", sys.executable)
    return subprocess.run(
        [str(archive / "dev"), *arguments], text=True, capture_output=True, timeout=200,
        env={"PATH": "/usr/bin:/bin", "PYTHON": plain, "HOME": str(archive), **environment},
    )  # fmt: skip


def test_it_names_what_it_is_for(archive):
    facts = json.loads((archive / "archive.json").read_text())
    assert facts["python"] == "{}.{}".format(*sys.version_info)
    assert {"libstdc++.so.6", "libisl.so.23"} <= set(facts["libraries"])


def test_every_library_comes_from_the_archive_or_the_c_library(archive):
    package = archive / "package/pragmac"
    for library in package.glob("*.so*"):
        found = subprocess.run(["ldd", str(library)], capture_output=True, text=True).stdout
        outside = [line.split()[0] for line in found.splitlines()
                   if "=>" in line and str(package) not in line]  # fmt: skip
        assert [name for name in outside if not name.startswith(("libc.", "libm."))] == []


def test_loops_compile_and_run(archive, tmp_path):
    (tmp_path / "program.py").write_text(PROGRAM)
    done = dev(archive, "python", str(tmp_path / "program.py"))
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(str(archive / "package/pragmac"))
    assert dev(archive, "devices").stdout.startswith("host: ")


def test_kernels_run_on_the_emulated_device(archive):
    done = dev(archive, "python", "tests/gpu/run_kernels.py", "emulated", "33", "spmv")
    assert done.stdout.splitlines()[-1:] == ['{"kernel": "spmv", "found": "equal"}'], done.stderr


def test_no_test_lacks_a_file(archive):
    done = dev(archive, "python", "-m", "pytest", "-q", "-p", "no:cacheprovider", "--collect-only",
               "tests/run", "tests/gpu")  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:]


def test_tests_of_loops_run_there(archive):
    done = dev(archive, "python", "-m", "pytest", "-q", "-p", "no:cacheprovider",
               "tests/run/test_nested_loops.py")  # fmt: skip
    assert done.returncode == 0 and " passed" in done.stdout, done.stdout


@pytest.mark.parametrize("command", ["test", "bench"])
def test_without_a_device_it_is_said(archive, command):
    if pragmac.machine.cuda_devices()[0]:
        pytest.skip("this machine has a CUDA device")
    done = dev(archive, command, "--gpu")
    assert done.returncode == 1 and done.stdout == ""
    assert done.stderr.startswith("no CUDA device: ")


def test_another_interpreter_is_refused(archive, tmp_path):
    other = tmp_path / "python"
    other.write_text("#!/bin/sh\necho 3.7\n")
    other.chmod(0o755)
    done = dev(archive, "devices", PYTHON=str(other))
    assert done.returncode == 1
    assert f"{other} is Python 3.7, and this archive is for CPython" in done.stderr
    assert os.access(archive / "dev", os.X_OK)
