"""NVIDIA's assembler, for tests that skip without it."""

import os
import shutil
import subprocess
import sys

import pytest


def ptxas():
    """The program itself, of a toolkit or of the `nvidia-cuda-nvcc` wheel: one on the PATH may be a
    wrapper."""
    folders = [os.environ.get("CUDA_HOME", "/usr/local/cuda")]
    folders += [os.path.join(path, "nvidia", "cu13") for path in sys.path]
    found = (shutil.which("ptxas", path=os.path.join(f, "bin")) for f in folders)
    return next(filter(None, found), None) or shutil.which("ptxas")


def needs_ptxas():
    """Skips a test that has no use without it, and without libdevice, which comes along."""
    from pragmac.environment import libdevice

    if ptxas() is None or not libdevice():
        pytest.skip("no ptxas or libdevice here: CUDA's toolkit and NVIDIA's wheels have them")


def assembled(text, architecture, folder):
    program = ptxas()
    if program is None:
        pytest.skip("no ptxas here: it comes with CUDA's toolkit or the `nvidia-cuda-nvcc` wheel")
    source = folder / "kernels.ptx"
    source.write_text(text)
    command = [program, f"-arch={architecture}", "-o", str(folder / "kernels.cubin"), str(source)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr + text
    return done
