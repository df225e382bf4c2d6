"""The runner of IR text tests must fail whenever a case tests nothing or does not hold."""

import pathlib
import shutil
import subprocess
import sys

import pytest

RUNNER = pathlib.Path(__file__).with_name("run_case.py")
FILECHECK = shutil.which("FileCheck", path="/usr/lib/llvm-22/bin") or shutil.which("FileCheck")


def run_case(folder: pathlib.Path, text: str, tool: str = "cat") -> int:
    case = folder / "case.ir"
    case.write_text(text)
    command = [sys.executable, RUNNER, "--pragma-opt", tool, "--filecheck", FILECHECK, case]
    return subprocess.run(command, capture_output=True).returncode


def test_filecheck_is_there():
    assert FILECHECK


def test_expected_output_passes(tmp_path):
    assert run_case(tmp_path, "// RUN: pragma-opt %s\n// CHECK: func @f\nfunc @f\n") == 0


@pytest.mark.parametrize(
    "text",
    [
        "// RUN: pragma-opt %s\nfunc @f\n",
        "// CHECK: func @f\nfunc @f\n",
        "// RUN: pragma-opt %s\n// CHECK: func {{@g$}}\nfunc @f\n",
        "// RUN: not pragma-opt %s\n// CHECK: func @f\nfunc @f\n",
        "// RUN: cat %s\n// CHECK: func @f\nfunc @f\n",
    ],
    ids=["no check", "no run", "wrong output", "must fail but did not", "another tool"],
)
def test_bad_case_fails(tmp_path, text):
    assert run_case(tmp_path, text) == 1


def test_a_crash_is_never_an_expected_failure(tmp_path):
    crash = tmp_path / "crash"
    crash.write_text("#!/bin/sh\nkill -SEGV $$\n")
    crash.chmod(0o755)
    text = "// RUN: not pragma-opt %s\n// CHECK-NOT: anything\n"
    assert run_case(tmp_path, text, str(crash)) == 1
