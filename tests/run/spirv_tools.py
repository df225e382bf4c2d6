"""Khronos' assembler and validator, for tests that skip without them."""

import shutil
import subprocess

import pytest


def needs_spirv_tools():
    if not shutil.which("spirv-as") or not shutil.which("spirv-val"):
        pytest.skip("no spirv-as and spirv-val here: Debian's package spirv-tools has them")


def validated(text, folder, version="spv1.2"):
    """The module that the text stands for, taken by spirv-val."""
    needs_spirv_tools()
    source, module = folder / "kernels.spvasm", folder / "kernels.spv"
    source.write_text(text)
    run(["spirv-as", "--target-env", version, "-o", str(module), str(source)], text)
    # The environments named after OpenCL refuse 64-bit atomics and float16, which are optional.
    run(["spirv-val", "--target-env", version, str(module)], text)
    return module


def run(command, text):
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr + text
