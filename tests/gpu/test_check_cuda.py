"""`./dev test --gpu` without a device, with a driver that computes nothing, with a sanitizer."""

import os
import pathlib
import subprocess
import sys

import executors
import pragmac
import pragmac.machine
import pytest

MOCK = pathlib.Path(pragmac.__file__).parents[2] / "tests/mock/cuda"
needs_mock = pytest.mark.skipif(not MOCK.is_dir(), reason="an installed package has no mocks")


def check_cuda(*arguments: str, **environment: str) -> subprocess.CompletedProcess:
    program = pathlib.Path(executors.__file__).with_name("check_cuda.py")
    return subprocess.run(
        [sys.executable, str(program), *arguments], env={**os.environ, **environment}, text=True,
        capture_output=True, timeout=200,
    )  # fmt: skip


def test_without_a_device_it_is_said():
    if pragmac.machine.cuda_devices()[0]:
        pytest.skip("this machine has a CUDA device")
    done = check_cuda()
    assert done.returncode == 1 and done.stdout == ""
    assert done.stderr.startswith("no CUDA device: no CUDA driver: libcuda.so.1")


@needs_mock
def test_kernels_that_compute_nothing_are_found():
    done = check_cuda("softmax", "crc16", LD_LIBRARY_PATH=str(MOCK))
    assert done.returncode == 1
    device, titles, *rows = done.stdout.splitlines()
    assert device.startswith("cuda:0: Mock 0")
    assert titles.split("  ")[0] == "kernel" and "block 33" in titles and "block 1000" in titles
    assert rows[0].split("  ")[0] == "softmax" and rows[0].count("other values than CPy") == 4
    assert rows[1].split() == ["crc16", *["equal"] * 4]  # it has no parallel loop
    assert rows[-1] == "1 kernels passed, 1 failed"


SANITIZER = """#!/bin/bash
while [[ $1 == --* ]]; do [[ $1 == --log-file ]] && log=$2; shift 2; done
echo "========= COMPUTE-SANITIZER" >"$log"
"$@"
{words} >>"$log"
"""


@needs_mock
@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("echo '========= ERROR SUMMARY: 0 errors'", "equal"),
        ("echo -e '========= Invalid __global__ read\\n========= ERROR SUMMARY: 1 error'",
         "Invalid __global__ read"),
        ("true", "the sanitizer wrote no summary"),
    ],
)  # fmt: skip
def test_what_the_sanitizer_finds_is_an_error(tmp_path, monkeypatch, words, found):
    program = tmp_path / "bin/compute-sanitizer"
    program.parent.mkdir()
    program.write_text(SANITIZER.replace("{words}", words))
    program.chmod(0o755)
    monkeypatch.setenv("CUDA_HOME", str(tmp_path))
    monkeypatch.setenv("LD_LIBRARY_PATH", str(MOCK))
    assert executors.run_under_sanitizer("memcheck", ["crc16"]) == {"crc16": found}
