"""What is measured, by name: kernels of `kernels/`, and loops of `bench/loops/` in that form."""

import dataclasses
import importlib

import kernels
from bench.cpu.chosen import LARGE, SIZES
from kernels.kernel import Kernel


def load(name: str) -> Kernel:
    """The program of this name, its out-of-cache size L included where it has one."""
    package = "kernels" if name in kernels.NAMES else "bench.loops"
    program: Kernel = importlib.import_module(f"{package}.{name}").KERNEL
    if name in LARGE:
        program = dataclasses.replace(program, sizes={**program.sizes, "L": LARGE[name]})
    return program


def sizes(name: str) -> tuple[str, ...]:
    """Those that are measured."""
    return (*SIZES, "L") if name in LARGE else SIZES
