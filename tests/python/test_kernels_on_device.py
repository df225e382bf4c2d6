"""Every kernel on a device: run by the emulated one, its PTX taken by ptxas for five GPUs, its
SPIR-V by spirv-val."""

import pathlib
import sys

import pragmac
import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "run"))

from kernel_cases import KERNELS, SMALLEST, assert_agrees, by_name  # noqa: E402
from ptx_tools import assembled, needs_ptxas  # noqa: E402
from spirv_tools import validated  # noqa: E402
from test_kernels import VERDICTS  # noqa: E402

ARCHITECTURES = ("sm_75", "sm_80", "sm_90", "sm_100", "sm_120")


BLOCKS = {"one worker": 1, "an odd number": 33, "larger than the data": 1024, "default": None}


@pytest.mark.parametrize("block", BLOCKS)
@pytest.mark.parametrize("kernel", KERNELS, ids=by_name)
def test_emulated(kernel, block):
    arguments = [kernel.arguments("XS")]
    arguments += [kernel.inputs(size, 0) for size in SMALLEST[kernel.name]]
    size = BLOCKS[block]
    options = {"device": "emulated", "verify": True} | ({"block": size} if size else {})
    compiled = pragmac.jit(options=options)(kernel.plain)
    for given in arguments:
        assert_agrees(kernel, kernel.run(compiled, given), kernel.run(kernel.plain, given))


def kernels_of(kernel):
    """One per parallel loop; the histogram's has another one, whose groups update copies."""
    return len(VERDICTS[kernel.name]) + (kernel.name == "histogram")


@pytest.mark.parametrize("architecture", ARCHITECTURES)
@pytest.mark.parametrize("kernel", KERNELS, ids=by_name)
def test_ptxas_takes_it(kernel, architecture, tmp_path):
    needs_ptxas()
    function = pragmac.jit(options={"architecture": architecture})(kernel.plain)
    text = function.inspect("ptx", *kernel.arguments("XS"))
    assert text.count(".visible .entry") == kernels_of(kernel)
    assembled(text, architecture, tmp_path)


@pytest.mark.parametrize("kernel", KERNELS, ids=by_name)
def test_spirv_val_takes_it(kernel, tmp_path):
    text = pragmac.jit(kernel.plain).inspect("spirv", *kernel.arguments("XS"))
    assert text.count("OpEntryPoint Kernel") == kernels_of(kernel)
    validated(text, tmp_path)
