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
         "memory": 80 * 2**30, "capability": (9, 0), "spirv": None}
    )  # fmt: skip


def test_a_driver_that_does_not_serve_is_said():
    (said,) = listed("old_cuda")[1:]
    assert said.startswith("cuda: the CUDA driver is too old: it has no cuDeviceGetCount; 11.2 is")


def test_a_child_of_fork_has_no_driver():
    code = """
import os, pragmac
assert pragmac.devices()[1].kind == "cuda"
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


def run_program(
    tmp_path, driver: str = "cuda", program: str = PROGRAM, **environment: str
) -> list[str]:
    path = tmp_path / "program.py"
    path.write_text(program)
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


def test_kernels_come_from_the_cache(tmp_path):
    """The same calls of the driver, without the compiler; another architecture is another entry."""
    program = PROGRAM + "print('_compiler:', 'pragmac._compiler' in sys.modules)\n"
    cache = {"PRAGMAC_CACHE": "1", "PRAGMAC_CACHE_DIR": str(tmp_path / "cache")}
    first, again = (run_program(tmp_path, program=program, **cache) for _ in range(2))
    assert first[-1] == "_compiler: True" and again[-1] == "_compiler: False"
    assert first[:-1] == again[:-1] and any("LaunchKernel" in line for line in again)
    other = program.replace('target="cuda"', 'target="cuda", options={"architecture": "sm_80"}')
    assert run_program(tmp_path, program=other, **cache)[-1] == "_compiler: True"


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


# ---- OpenCL -------------------------------------------------------------------------------------

OPENCL_PROGRAM = """
import ctypes
import numpy as np
import pragmac

def said(work):
    try:
        return work()
    except Exception as error:
        print(type(error).__name__, str(error).splitlines()[0])

def scale(a, x, y):
    # pragma parallel for
    for i in range(x.shape[0]):
        y[i] = a * x[i]

on = {name: pragmac.jit(target=name)(scale) for name in ("opencl", "opencl:1", "opencl:2")}
x, y = np.ones(100), np.ones(100)
mock = ctypes.CDLL("libOpenCL.so.1").mock_opencl_calls
mock.restype = ctypes.c_char_p
def calls():
    return [c.removeprefix("cl") for c in mock().decode().splitlines()]
"""


def with_opencl(tmp_path, code: str, **environment: str) -> list[str]:
    path = tmp_path / "program.py"
    path.write_text(OPENCL_PROGRAM + code)
    done = subprocess.run(
        [sys.executable, str(path)], check=False, text=True, capture_output=True,
        env={**os.environ, "LD_LIBRARY_PATH": str(DRIVERS / "opencl"), **environment},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_opencl_devices_are_listed():
    code = "from pragmac.cli import run_command\nrun_command(['devices'])\n"
    said = run_python(code, "opencl").splitlines()
    assert [line for line in said if line.startswith("opencl")] == [
        "opencl:0: Mock 0, 4 units, 8 GiB"
    ]


def test_opencl_devices_that_take_no_spirv_get_text(tmp_path):
    code = "print(*pragmac.devices()[1:])\n"
    code += 'on["opencl:1"](2.0, x, y)\nprint(*[c for c in calls() if "Program" in c])\n'
    code += 'device = pragmac.jit(target="opencl", options={"spirv": "device"})(scale)\n'
    code += "said(lambda: device(2.0, x, y))"
    lines = with_opencl(tmp_path, code, MOCK_OPENCL_DEVICES="2", MOCK_OPENCL_TAKES_TEXT="1")
    text = "4 units, 8 GiB, kernels as OpenCL C"
    assert lines == [
        f"opencl:0: Mock 0, {text} opencl:1: Mock 1, {text}",
        "CreateProgramWithSource BuildProgram",
        "RuntimeError P601: no such device: `options['spirv']` is 'device', and opencl:0 (Mock 0) "
        "takes no SPIR-V",
    ]


def test_one_of_several_opencl_devices(tmp_path):
    lines = with_opencl(tmp_path, """
on["opencl:1"](2.0, x, y)
print(calls().count("CreateContext"), calls().count("EnqueueNDRangeKernel"))
there = pragmac.asarray(y, device="opencl:1")
print(there.device)
on["opencl:1"](2.0, there, there)
scale_there = pragmac.jit(scale)
scale_there(2.0, there, pragmac.empty(100, device="opencl:1"))
said(lambda: on["opencl"](2.0, there, there))
said(lambda: scale_there(2.0, there, pragmac.empty(100, device="opencl")))
said(lambda: on["opencl:2"](2.0, x, y))
said(lambda: pragmac.empty(3, device="opencl:7"))
print([c for c in calls() if "fault" in c])
""", MOCK_OPENCL_DEVICES="2")  # fmt: skip
    assert lines == [
        "1 1",
        "opencl:1",
        "ArgumentError error[P616]: argument `x` is on opencl:1, and this function is for opencl:0",
        "ArgumentError error[P616]: argument `x` is on opencl:1 and `y` on opencl:0",
        "RuntimeError P601: no such device: this function has target='opencl:2', and this machine "
        "has opencl:0 (Mock 0) and opencl:1 (Mock 1)",
        "RuntimeError P601: no such device: opencl:7; `pragmac devices` lists them",
        "[]",
    ]


def test_failures_of_opencl_drivers_are_errors_of_the_call(tmp_path):
    code = 'said(lambda: on["opencl:1"](2.0, x, y))'

    def failing(what: str) -> str:
        (line,) = with_opencl(tmp_path, code, MOCK_OPENCL_DEVICES="2", MOCK_OPENCL_FAILS=what)
        return line

    assert failing("clBuildProgram=-11") == (
        "RuntimeError P602: a call of the device's driver failed: clBuildProgram gave "
        "CL_BUILD_PROGRAM_FAILURE (-11); kernel scale_line14_0, device opencl:1 (Mock 1)"
    )
    assert "clEnqueueNDRangeKernel gave CL_OUT_OF_RESOURCES (-5)" in failing(
        "clEnqueueNDRangeKernel=-5"
    )
    memory = "MemoryError P603: no memory on the device for the arrays of this loop"
    assert failing("clSVMAlloc=-1") == memory


def test_without_an_opencl_device_it_is_said(tmp_path):
    lines = with_opencl(tmp_path, """
said(lambda: on["opencl:1"](2.0, x, y))
said(lambda: pragmac.empty(3, device="opencl"))
""", MOCK_OPENCL_DEVICES="0")  # fmt: skip
    assert lines == [
        "RuntimeError P601: no such device: this function has target='opencl:1', and the OpenCL "
        "loader finds no device",
        "RuntimeError P601: no such device: opencl:0; the OpenCL loader finds no device",
    ]
