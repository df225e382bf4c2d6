"""Programs in C, by hand or emitted, compiled by what is installed, called on the same arrays.

Flags of both: -O3 -march=native -fopenmp, and -ffp-contract=off, since we are strict. Without
-ffast-math, neither compiler has lanes for exp, log, erf, sin, cos, tanh.
"""

import ctypes
import hashlib
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np

from bench.cpu.runnable import NotHere, Runnable
from kernels.kernel import Kernel

ROOT = Path(__file__).resolve().parents[2]
BY_HAND = ROOT / "bench/c"
SPEED = ("-O3", "-march=native")
FLAGS = ("-std=gnu11", *SPEED, "-fopenmp", "-ffp-contract=off", "-fPIC", "-shared")


def convolved(images: tuple, weights: tuple) -> tuple:
    batch, height, width, _ = images
    window, _, _, filters = weights
    return batch, height - window + 1, width - window + 1, filters


# Results that come back and are not arguments: (shape, dtype) from the arguments; () is a number.
RESULTS: dict[str, Any] = {
    "arc_distance": lambda t, *_: [(t.shape, "f8")],
    "atax": lambda a, x: [(a.shape[1], "f8")],
    "azimint_hist": lambda data, radius, bins: [(bins, "f8")],
    "azimint_naive": lambda data, radius, rings: [(rings, "f8")],
    "bicg": lambda a, p, r: [(a.shape[1], "f8"), (a.shape[0], "f8")],
    "compute": lambda a, *_: [(a.shape, "i8")],
    "conv2d_bias": lambda x, w, b: [(convolved(x.shape, w.shape), "f4")],
    "correlation": lambda data: [((data.shape[1],) * 2, "f8")],
    "covariance": lambda data: [((data.shape[1],) * 2, "f8")],
    "crc16": lambda data: [((), "i8")],
    "deriche": lambda alpha, image: [(image.shape, "f8")],
    "dot": lambda x, y, times: [((), "f8")],
    "durbin": lambda r: [(r.shape, "f8")],
    "gesummv": lambda alpha, beta, a, b, x: [(a.shape[0], "f8")],
    "go_fast": lambda a: [(a.shape, "f8")],
    "gramschmidt": lambda a: [(a.shape, "f8"), ((a.shape[1],) * 2, "f8")],
    "histogram": lambda values, bins: [(bins, "i8")],
    "ludcmp": lambda a, b: [(b.shape, "f8")],
    "mandelbrot": lambda re, im, limit: [((im.size, re.size), "i4")],
    "nussinov": lambda bases: [((bases.size, bases.size), "i4")],
    "pi": lambda steps: [((), "f8")],
    "sddmm": lambda row, col, val, a, b: [(val.shape, "f8")],
    "softmax": lambda x: [(x.shape, "f4")],
    "spmm": lambda row, col, val, dense: [((row.size - 1, dense.shape[1]), "f8")],
    "spmv": lambda row, col, val, x: [(row.size - 1, "f8")],
}


def compiled(source: Path, compiler: str, folder: Path, flags: tuple[str, ...] = FLAGS) -> Path:
    """The shared object of a C file; made again when text, flags or compiler are others."""
    if not shutil.which(compiler):
        raise NotHere(f"no {compiler}")
    key = hashlib.sha256(repr((source.read_text(), compiler, flags)).encode()).hexdigest()[:12]
    built = folder / f"{source.stem}-{compiler}-{key}.so"
    if not built.exists():
        folder.mkdir(parents=True, exist_ok=True)
        command = [compiler, *flags, "-o", str(built), str(source), "-lm"]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            raise NotHere(f"{compiler}: {done.stderr.strip().splitlines()[0]}")
    return built


def passed(argument: Any) -> list[Any]:
    """An array is its elements, then its extents."""
    if isinstance(argument, np.ndarray):
        extents = map(ctypes.c_int64, argument.shape)
        return [ctypes.c_void_p(argument.ctypes.data), *extents]
    return [ctypes.c_double(argument) if isinstance(argument, float) else ctypes.c_int64(argument)]


def by_hand(program: Kernel, arguments: tuple, compiler: str, folder: Path) -> Runnable:
    source = BY_HAND / f"{program.name}.c"
    if not source.exists():
        raise NotHere("not written in C")
    function = getattr(ctypes.CDLL(str(compiled(source, compiler, folder))), program.name)
    function.restype = None
    given = [value for argument in arguments for value in passed(argument)]
    made = RESULTS.get(program.name, lambda *_: [])(*arguments)

    def call() -> tuple:
        """New arrays are made in every call, as everywhere else."""
        results = tuple(np.empty(shape, dtype) for shape, dtype in made)
        function(*given, *(ctypes.c_void_p(result.ctypes.data) for result in results))
        return results

    return Runnable(call)


def emitted(program: Kernel, arguments: tuple, compiler: str, folder: Path) -> Runnable:
    """What `inspect("openmp")` writes for these arguments."""
    if not shutil.which(compiler):
        raise NotHere(f"no {compiler}")
    sys.path.insert(0, str(ROOT / "tests/run"))
    from openmp_c import CFunction, array_like, release

    place = folder / f"emitted/{compiler}/{program.name}"
    place.mkdir(parents=True, exist_ok=True)
    function = CFunction(program.function, arguments, place, compiler, *SPEED, "-Wno-error")
    shaped = program.run(program.function, arguments)
    likes = shaped[: len(shaped) - len(program.outputs)]
    bound = function.bind(*arguments)

    def results(_: None) -> tuple:
        """Copies, whose memory is given back."""
        found = []
        raw = bound.results()
        values = [raw] if len(likes) == 1 else list(raw or ())
        for value, like in zip(values, likes, strict=True):
            if isinstance(like, np.ndarray):
                found.append(array_like(value, like))
                release(value)
            else:
                found.append(type(like)(value))
        return tuple(found)

    return Runnable(bound.run, results)
