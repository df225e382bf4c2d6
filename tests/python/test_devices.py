"""The devices of a machine: with a CUDA driver that is not there (tests/mock), and without one."""

import os
import pathlib
import subprocess
import sys

import numpy as np
import pragmac
import pragmac.machine
import pytest

PACKAGE = pathlib.Path(pragmac.__file__).parent
DRIVERS = PACKAGE.parents[1] / "tests/mock"
pytestmark = pytest.mark.skipif(not DRIVERS.is_dir(), reason="an installed package has no mocks")


def run_python(code: str, driver: str) -> str:
    """What the code prints in a process that finds this driver."""
    path = {"LD_LIBRARY_PATH": str(DRIVERS / driver)}
    return subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, **path}, check=True, text=True,
        capture_output=True,
    ).stdout  # fmt: skip


def listed(driver: str) -> list[str]:
    code = "from pragmac.cli import run_command\nrun_command(['devices'])\n"
    lines = run_python(code, driver).splitlines()
    return [line for line in lines if not line.startswith("opencl")]  # whatever this machine has


def test_cuda_devices_are_listed():
    host, cuda = listed("cuda")
    assert host.startswith("host: ")
    assert cuda == "cuda:0: Mock 0, compute capability 9.0, 4 multiprocessors, 80 GiB"


def test_devices_have_their_properties():
    code = "import pragmac\nprint(pragmac.devices()[1].to_dict())"
    assert run_python(code, "cuda").strip() == str(
        {"name": "cuda:0", "kind": "cuda", "model": "Mock 0", "cores": 4, "threads": 0,
         "memory": 80 * 2**30, "capability": (9, 0)}
    )  # fmt: skip


def test_a_driver_that_does_not_serve_is_said():
    (said,) = listed("old_cuda")[1:]
    assert said.startswith("cuda: the CUDA driver is too old: it has no cuDeviceGetCount; 11.2 is")


def test_a_child_of_fork_has_no_driver():
    code = """
import os, pragmac
assert len(pragmac.devices()) == 2
if os.fork() == 0:
    from pragmac.machine import cuda_devices
    print(cuda_devices())
else:
    os.wait()
"""
    assert "in use before this process was forked" in run_python(code, "cuda")


PROGRAM = """
import ctypes, sys
import numpy as np
import pragmac

@pragmac.jit(target="cuda")
def f(a, x, y):
    # pragma parallel for
    for i in range(x.shape[0]):
        y[i] = a * x[i]
    # pragma parallel for
    for i in range(x.shape[0]):
        y[i] += x[i]

try:
    f(2.0, np.ones(1000), np.ones(1000))
except Exception as error:
    print(type(error).__name__, error)
calls = ctypes.CDLL("libcuda.so.1").mock_cuda_calls
calls.restype = ctypes.c_char_p
print(calls().decode())
"""


def run_program(tmp_path, driver: str = "cuda", **environment: str) -> list[str]:
    path = tmp_path / "program.py"
    path.write_text(PROGRAM)
    done = subprocess.run(
        [sys.executable, str(path)], check=True, text=True, capture_output=True,
        env={**os.environ, "LD_LIBRARY_PATH": str(DRIVERS / driver), **environment},
    )  # fmt: skip
    return done.stdout.splitlines()


def test_a_call_copies_once_and_launches_each_loop(tmp_path):
    calls = [line.removeprefix("cu") for line in run_program(tmp_path) if line]
    assert not any("fault" in call or "rror" in call for call in calls)
    assert calls.count("LaunchKernel") == 2 and calls.count("ModuleLoadDataEx") == 1
    assert calls.count("MemcpyHtoDAsync") == 2 and calls.count("MemcpyDtoHAsync") == 1  # y
    assert calls.count("MemAllocAsync") == 2 and calls.count("MemFreeAsync") == 0  # kept


def test_driver_failures_are_errors_of_the_call(tmp_path):
    said = run_program(tmp_path, MOCK_CUDA_FAILS="cuLaunchKernel=719")[0]
    assert said == (
        "RuntimeError P602: a call of the device's driver failed: cuLaunchKernel gave "
        "CUDA_ERROR_LAUNCH_FAILED (719), in the words of the driver; kernel f_line9_0, "
        "device cuda:0 (Mock 0)"
    )
    said = run_program(tmp_path, MOCK_CUDA_FAILS="cuMemcpyDtoHAsync=999")[0]
    assert said.endswith("cuMemcpyDtoHAsync gave CUDA error (999); kernel f_line12_1, device "
                         "cuda:0 (Mock 0)")  # fmt: skip
    said = run_program(tmp_path, MOCK_CUDA_FAILS="cuMemAllocAsync=2")[0]
    assert said == "MemoryError P603: no memory on the device for the arrays of this loop"


def test_a_machine_without_a_device_is_said():
    if pragmac.machine.cuda_devices()[0]:
        pytest.skip("this machine has a CUDA device")

    @pragmac.jit(target="cuda")
    def f(x):
        # pragma parallel for
        for i in range(x.shape[0]):
            x[i] = 1.0

    with pytest.raises(RuntimeError, match="P601: no such device.* no CUDA driver"):
        f(np.zeros(3))
    assert ".entry" in f.inspect("ptx", np.zeros(3))
