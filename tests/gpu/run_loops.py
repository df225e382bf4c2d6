"""Loops of tests/run on a device beside CPython: `run_loops.py TARGET`, a process of its own.
The target "opencl-c" is OpenCL with kernels as OpenCL C, "opencl-device" with SPIR-V of the device
flavour.

Ends with an AssertionError at the first loop that has another result.
"""

import functools
import pathlib
import sys

import numpy as np
import pragmac

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "run"))
import test_emulated_device as loops  # noqa: E402
import test_workspace as workspace  # noqa: E402
from same_as_python import compare  # noqa: E402

rng = np.random.default_rng(7)
x, y, j = rng.random(3000), np.zeros(3000), np.arange(3000) % 10
j[2900], j[1234], j[1235] = 77, 55, -66
k = rng.integers(0, 9, 800)
CASES = [
    (loops.elementwise, 1.5, x, y),
    (loops.elementwise, np.float32(1.5), x.astype("f4"), y.astype("f4")),
    (loops.elementwise, np.int8(3), (x * 90).astype("i1"), (x * 50).astype("i1")),
    (loops.elementwise, 1 + 2j, x + 0j, y + 1j),
    (loops.guarded, x > 0.5, x, y),
    (loops.plane, rng.random((37, 41)), np.zeros((37, 41))),
    (loops.inner_loops, rng.random((200, 30)), np.zeros(200)),
    (loops.in_place, rng.random(600)[::-2], np.zeros(900)[::3]),
    (loops.stages, *rng.random((3, 700)), 700),
    (loops.time_loop, rng.random(90), np.zeros(90), 10),
    (loops.until_small, rng.random(50) + 1.0),
    (loops.local_arrays, rng.random(111)),
    (loops.last_values, x),
    (loops.histogram, k, np.zeros(9, np.int64)),
    (loops.histogram, k, np.zeros(9, np.int8)),
    (loops.histogram, k, np.zeros(9, np.uint16)),
    (loops.histogram, k, np.zeros(9, np.float64)),
    (loops.histogram, k, np.zeros(9, np.complex64)),
    (loops.flags, k, np.zeros(9, bool)),
    (loops.fortran, np.asfortranarray(rng.random((37, 41))), np.zeros((37, 41), order="F")),
    (loops.box, rng.random((7, 9, 11)), np.zeros((7, 9, 11))),
    (loops.four, rng.random((7, 9)), np.zeros((7, 2, 9, 3))),
    (loops.products, *loops.FACTORS, np.zeros(loops.FACTORS.shape[1], np.int64)),
    *workspace.CASES,
    *workspace.LANES,
]
ERRORS = [
    (IndexError, "index 55 is out of bounds for axis 0 of `x`", loops.gathered, x[:10], j, y),
    (ZeroDivisionError, "", loops.remainder_behind_a_test, np.ones((3, 3)), np.zeros(0), 0),
    (MemoryError, "no memory for `t`", workspace.checked, x, j, 2**45, y),
    *((OverflowError, "", loops.products, np.array([a]), np.array([b]), j[:1])
      for a, b in loops.TOO_LARGE),
]  # fmt: skip


def two_loops(x, j, y, z):
    # pragma parallel for
    for i in range(y.shape[0]):
        y[i] = x[j[i]]
    # pragma parallel for
    for i in range(z.shape[0]):
        z[i] = z[i] + 1.0


def nothing_runs_behind_a_failure(target: str) -> None:
    """The second loop has been started when the first one fails, and leaves its array alone."""
    z = np.ones(3000)
    try:
        pragmac.jit(target=target)(two_loops)(x[:10], j, y.copy(), z)
    except IndexError as error:
        assert "index 55 is out of bounds" in str(error), error
        assert (z == 1.0).all(), z
    else:
        raise AssertionError("no error")


def main(target: str) -> None:
    nothing_runs_behind_a_failure(target)
    for function, *arguments in CASES:
        compare(pragmac.jit(target=target)(function), *arguments)
    for expected, words, function, *arguments in ERRORS:
        try:
            pragmac.jit(target=target)(function)(*arguments)
        except expected as error:
            assert words in str(error), error
        else:
            raise AssertionError(f"no error: {function.__name__}{arguments}")
    found = (str(device) for device in pragmac.devices())
    print(next(line for line in found if line.startswith(target)), "equal")


if __name__ == "__main__":
    target, _, form = sys.argv[1].partition("-")
    options = {"": {}, "c": {"kernels": "c"}, "device": {"spirv": "device"}}[form]
    pragmac.jit = functools.partial(pragmac.jit, options=options)
    main(target)
