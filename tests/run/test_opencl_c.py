"""Kernels as OpenCL C, made without a device and taken by clang; tests/gpu runs them."""

import shutil
import subprocess

import numpy as np
import pragmac
import pytest
from test_emulated_device import flags, gathered, histogram, stages
from test_ptx import KERNELS, waves, x, y


def opencl_c_of(function, *arguments, **options):
    return pragmac.jit(options={"verify": True, **options})(function).inspect(
        "opencl_c", *arguments
    )


def accepted(text, folder):
    if not shutil.which("clang"):
        pytest.skip("no clang here")
    source = folder / "kernels.cl"
    source.write_text(text)
    command = ["clang", "-x", "cl", "-cl-std=CL1.2", "-target", "spir64", "-fsyntax-only",
               "-Xclang", "-finclude-default-header", "-Wall", "-Wno-unused",
               "-Wno-unknown-pragmas", "-Wno-constant-logical-operand", "-Werror",
               str(source)]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr + text


@pytest.mark.parametrize("kernel", KERNELS)
def test_kernels_are_opencl_c(kernel, tmp_path):
    text = opencl_c_of(*KERNELS[kernel])
    assert "FP_CONTRACT OFF" in text  # no driver may make a product and a sum one operation
    accepted(text, tmp_path)


def test_every_loop_is_a_kernel_with_its_spirvs_name():
    text = opencl_c_of(*KERNELS["several"])
    line = stages.__code__.co_firstlineno
    for number, offset in enumerate((2, 5, 10)):
        assert f"__kernel void stages_line{line + offset}_{number}(" in text


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_mathematical_functions_are_those_of_opencl(dtype, tmp_path):
    text = opencl_c_of(waves, np.ones(4, dtype), np.ones(4, dtype))
    for name in ("exp(", "sin(", "pow(", "atan2("):
        assert name in text
    accepted(text, tmp_path)


@pytest.mark.parametrize("dtype", ["int8", "uint16", "int32", "int64", "float32", "complex64"])
def test_atomic_updates_exchange_words(dtype, tmp_path):
    text = opencl_c_of(histogram, np.arange(8), np.zeros(9, dtype))
    wide = dtype == "int64"
    assert ("atom_cmpxchg(at" in text) == wide and ("atomic_cmpxchg(at" in text) != wide
    assert ("& ~(" in text) == (np.dtype(dtype).itemsize < 4)  # the other bytes stay
    accepted(text, tmp_path)


def test_stores_of_one_value_by_many_leave_their_neighbours(tmp_path):
    text = opencl_c_of(flags, np.arange(8), np.zeros(9, bool))
    assert "atomic_cmpxchg" in text
    accepted(text, tmp_path)


def bins_of(values, counts):
    # pragma parallel for
    for i in range(values.shape[0]):
        # pragma atomic
        counts[int(values[i] * 16)] += 1


def test_lanes_that_leave_meet_at_the_end_of_the_iteration():
    # PoCL 3.1 without the barrier: lanes add what their group's table holds behind its end.
    text = opencl_c_of(bins_of, np.ones(5000), np.zeros(16, int))
    at_the_end = text.split("goto failed;")[1].split("failed:;")[1].split()
    assert at_the_end[0].startswith("barrier(")


def test_a_failed_check_ends_its_worker():
    text = opencl_c_of(gathered, x, np.arange(8), y)
    kernel = text[text.index("__kernel") :]
    assert "pragmac_record(" in kernel and "return;" in kernel


def exponentials(z):
    # pragma parallel for
    for i in range(z.shape[0]):
        z[i] = np.exp(z[i])


@pytest.mark.parametrize(
    ("argument", "words"), [(np.ones(3, complex), "`exp` of c128"), (np.ones(3, "f2"), "float16")]
)
def test_what_has_no_text_is_refused_at_its_place(argument, words):
    with pytest.raises(pragmac.CompileError, match=f"P617.*{words}") as caught:
        opencl_c_of(exponentials, argument)
    first = exponentials.__code__.co_firstlineno
    assert first + 2 <= caught.value.diagnostics[0].line <= first + 3
