"""SPIR-V of kernels, made without a device and taken by spirv-val where it is installed."""

import numpy as np
import pragmac
import pytest
from spirv_tools import validated
from test_emulated_device import flags, gathered, histogram, remainder_behind_a_test, stages
from test_ptx import KERNELS, waves, x, y


def spirv_of(function, *arguments):
    return pragmac.jit(options={"verify": True})(function).inspect("spirv", *arguments)


@pytest.mark.parametrize("kernel", KERNELS)
def test_kernels_have_valid_spirv(kernel, tmp_path):
    text = spirv_of(*KERNELS[kernel])
    assert "OpEntryPoint Kernel" in text and "OpExtension" not in text
    # Strict: no driver may make a product and a sum one operation.
    assert text.count("ContractionOff") == text.count("OpEntryPoint Kernel")
    validated(text, tmp_path)


def test_every_loop_is_a_kernel_named_after_its_line():
    line = stages.__code__.co_firstlineno
    text = spirv_of(*KERNELS["several"])
    for number, offset in enumerate((2, 5, 10)):
        assert f'"stages_line{line + offset}_{number}"' in text


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_mathematical_functions_are_those_of_opencl(dtype, tmp_path):
    text = spirv_of(waves, np.ones(4, dtype), np.ones(4, dtype))
    for name in ("exp", "sin", "pow", "atan2"):
        assert f" {name} " in text
    validated(text, tmp_path)


def any_of_rows(x, y):
    # pragma parallel for
    for i in range(x.shape[0]):
        found = np.bool_(False)
        # pragma simd(1) reduction(|: found)
        for j in range(x.shape[1]):
            found |= x[i, j]
        y[i] = found


def test_kernels_stay_scalar(tmp_path):
    # Vectors of bools became bit fields, which LLVM's back end gives up on.
    text = spirv_of(any_of_rows, np.ones((5, 40), bool), np.ones(5, bool))
    assert text.count("OpTypeVector") == 1  # of a work-item's numbers along x, y and z
    validated(text, tmp_path)


@pytest.mark.parametrize("dtype", ["int8", "uint16", "int32", "int64", "float32", "float64"])
def test_atomic_updates_need_no_extension(dtype, tmp_path):
    text = spirv_of(histogram, np.arange(8), np.zeros(9, dtype))
    whole = np.dtype(dtype).kind in "iu" and np.dtype(dtype).itemsize >= 4
    assert ("OpAtomicIAdd" in text) == whole
    assert ("OpAtomicCompareExchange" in text) != whole
    validated(text, tmp_path)


def test_stores_of_one_value_by_many_are_atomic(tmp_path):
    text = spirv_of(flags, np.arange(8), np.zeros(9, bool))
    assert "OpAtomicCompareExchange" in text  # of the word around the byte
    validated(text, tmp_path)


def test_checks_keep_the_first_iteration():
    assert "OpAtomicUMax" in spirv_of(gathered, x, np.arange(8), y)


def test_compiles_of_one_process_do_not_see_each_other(tmp_path):
    wanted = {name: spirv_of(*arguments) for name, arguments in KERNELS.items()}
    for _ in range(3):
        for name in reversed(KERNELS):
            assert spirv_of(*KERNELS[name]) == wanted[name]


def doubled(a, t):
    n = a.shape[1]
    # pragma parallel for
    for i in range(a.shape[0]):
        w = 1
        while w < n:
            # pragma simd(16)
            for j in range(n):
                t[i, j] = a[i, j] + (a[i, j - w] if j >= w else 0)
            # pragma simd(16)
            for j in range(n):
                a[i, j] = t[i, j]
            w *= 2


def python_numbers(a, y):
    # pragma parallel for
    for i in range(a.shape[0]):
        k = 1
        while k < 1000:
            s = k // 2
            while s > 0:
                k = k + s * i - (k - s)
                s //= 3
            k = k * 2 + 5
        y[i] = k


def products(a, y):
    # pragma parallel for
    for i in range(a.shape[0]):
        y[i] = (int(a[i]) * int(a[i - 1]) * 3 + 7**i) // 2


@pytest.mark.parametrize(
    "function, shape",
    [(doubled, (2, 20)), (python_numbers, (20,)), (products, (20,))],
    ids=["indices", "numbers", "products"],
)
def test_results_that_may_overflow(function, shape, tmp_path):
    """LLVM 22's back end selects no sadd.with.overflow and no ssub.with.overflow, and drivers read
    no OpSMulExtended."""
    a = np.ones(shape, np.int64)
    text = spirv_of(function, a, a.copy())
    assert "MulExtended" not in text
    validated(text, tmp_path)


def test_a_remainder_stays_behind_the_test_of_its_divisor():
    """LLVM 22's back end thinks that OpSRem can be moved anywhere."""
    text = spirv_of(remainder_behind_a_test, np.ones((3, 3)), np.ones(3), 2)
    tested = [kernel for kernel in text.split("OpFunctionEnd") if "OpSRem" in kernel][-1]
    before = tested[: tested.index("OpSRem")]
    assert before.count("OpBranchConditional") >= 4, tested
