"""PTX of kernels, made without a device: `ptxas` of a CUDA toolkit takes it where there is one."""

import math

import numpy as np
import pragmac
import pytest
from pragmac.environment import libdevice
from ptx_tools import assembled
from test_emulated_device import (
    elementwise,
    gathered,
    guarded,
    histogram,
    inner_loops,
    plane,
    scratch,
    stages,
    sums,
    tables,
    time_loop,
)
from test_workspace import computed_sizes, each_lane_has_one, lanes_share

ARCHITECTURES = ("sm_75", "sm_80", "sm_90", "sm_100", "sm_120")
x, y, m = np.ones(8), np.ones(8), np.ones((4, 4))
KERNELS = {
    "elementwise": (elementwise, 2.0, x, y),
    "float32": (elementwise, np.float32(2), np.ones(8, np.float32), np.ones(8, np.float32)),
    "int8": (elementwise, np.int8(2), np.ones(8, np.int8), np.ones(8, np.int8)),
    "complex64": (elementwise, np.complex64(2), np.ones(8, "c8"), np.ones(8, "c8")),
    "guarded": (guarded, x > 0, x, y),
    "plane": (plane, m, m.copy()),
    "inner loops": (inner_loops, m, np.ones(4)),
    "strided": (elementwise, 2.0, x[::2], y[::2]),
    "checks": (gathered, x, np.arange(8), y),
    "several": (stages, x, y, np.ones(8), 8),
    "time loop": (time_loop, x, y, 3),
    "sums": (sums, x),
    "scratch": (scratch, x, y),
    "tables": (tables, x, y),
    "workspace": (computed_sizes, x, 5, y),
    "workspace of lanes": (lanes_share, m, m.copy()),
    "workspace of each lane": (each_lane_has_one, m, 3, m.copy()),
    "atomic": (histogram, np.arange(8), np.zeros(9, np.int64)),
}


def ptx_of(function, *arguments, architecture=""):
    options = {"verify": True, "architecture": architecture}
    return pragmac.jit(options=options)(function).inspect("ptx", *arguments)


@pytest.mark.parametrize("kernel", KERNELS)
def test_kernels_have_ptx(kernel):
    text = ptx_of(*KERNELS[kernel])
    assert ".target sm_90" in text and ".visible .entry" in text
    assert ".extern" not in text  # nothing is left for a later link
    assert "fma." not in text  # strict: a product is rounded before it is added


@pytest.mark.parametrize("architecture", ARCHITECTURES)
@pytest.mark.parametrize("kernel", KERNELS)
def test_ptxas_takes_it(kernel, architecture, tmp_path):
    text = ptx_of(*KERNELS[kernel], architecture=architecture)
    assert f".target {architecture}" in text
    assembled(text, architecture, tmp_path)


def test_every_loop_is_a_kernel_named_after_its_line():
    line = stages.__code__.co_firstlineno
    text = ptx_of(*KERNELS["several"])
    for number, offset in enumerate((2, 5, 10)):
        assert f".entry stages_line{line + offset}_{number}(" in text


def test_quotients_and_roots_are_correctly_rounded():
    def f(x, y):
        # pragma parallel for
        for i in range(x.shape[0]):
            y[i] = np.sqrt(x[i]) / y[i]

    text = ptx_of(f, np.ones(4, np.float32), np.ones(4, np.float32))
    assert "sqrt.rn.f32" in text and "div.rn.f32" in text


def waves(x, y):
    # pragma parallel for
    for i in range(x.shape[0]):
        y[i] = np.exp(-x[i]) * np.sin(x[i]) ** 2.5 + np.arctan2(x[i], y[i])


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_mathematical_functions_come_from_libdevice(dtype, architecture, tmp_path):
    if not libdevice():
        pytest.skip("no libdevice.10.bc here: it comes with CUDA's toolkit")
    arrays = np.ones(4, dtype), np.ones(4, dtype)
    text = ptx_of(waves, *arrays, architecture=architecture)
    assert ".extern" not in text
    assembled(text, architecture, tmp_path)


def test_without_libdevice_they_are_refused(monkeypatch):
    monkeypatch.setattr("pragmac.environment.libdevice", lambda: "")
    with pytest.raises(pragmac.CompileError, match="P614.*libdevice"):
        ptx_of(waves, x, y)


def decimals(x, y):
    # pragma parallel for
    for i in range(x.shape[0]):
        y[i] = round(float(x[i]), 2)
        y[i] = y[i] + round(float(y[i]), 1)


def test_functions_without_device_code_are_refused_with_their_lines():
    with pytest.raises(pragmac.CompileError, match="P614") as caught:
        ptx_of(decimals, x, y)
    first = decimals.__code__.co_firstlineno
    assert [d.line for d in caught.value.diagnostics] == [first + 3, first + 4]
    assert "`round` with digits" in caught.value.diagnostics[0].message


def gammas(x, y):
    # pragma parallel for
    for i in range(x.shape[0]):
        y[i] = math.lgamma(x[i] + 2.0) + math.gamma(x[i] + 1.0)


@pytest.mark.parametrize("architecture", ["sm_75", "sm_90"])
def test_gamma_functions_are_the_run_times_own(tmp_path, architecture):
    if not libdevice():
        pytest.skip("no libdevice here: it comes with CUDA's toolkit or the `nvidia-nvvm` wheel")
    text = ptx_of(gammas, x, y, architecture=architecture)
    assert ".extern" not in text
    assembled(text, architecture, tmp_path)


def test_a_function_without_parallel_loops_has_no_kernels():
    def f(x):
        return x + 1

    assert ".entry" not in ptx_of(f, 1)
