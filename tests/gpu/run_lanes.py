"""Workers with lanes on an OpenCL device: `run_lanes.py FLAVOUR`, a process of its own.

Sums and products of random numbers have the bits that the emulated device gives, whose lanes
combine in the same order through memory; errors are the same. Ends with an AssertionError at the
first difference.
"""

import pathlib
import sys

import numpy as np
import pragmac

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "run"))
from one_loop import made  # noqa: E402
from same_as_python import bits  # noqa: E402
from test_lane_exchange import CHECKED, DTYPES, SCRATCH, TOTALS  # noqa: E402

LANES = (2, 8, 32, 128)
rng = np.random.default_rng(5)


def cases(lanes: int):
    """Programs and their arguments."""
    for dtype in DTYPES:
        for operator in "|" if dtype == "bool" else "+*":
            x = (3 * rng.standard_normal((9, 301))).astype(dtype)
            yield TOTALS.format(lanes=lanes, op=operator), (x, x[:, 0].copy())
    x = rng.random((50, 16))
    yield SCRATCH.format(lanes=lanes), (x, np.zeros_like(x))
    at = rng.integers(-9, 9, 301)
    yield CHECKED.format(lanes=lanes), (rng.random((9, 9)), at, np.zeros((9, 301)))
    at[[40, 77, 78, 290]] = 55, 66, 77, -88
    yield CHECKED.format(lanes=lanes), (rng.random((9, 9)), at, np.zeros((9, 301)))


def outcome(text: str, arguments: tuple, **options):
    """The bits of what was computed, or the error in words."""
    given = [a.copy() for a in arguments]
    try:
        with np.errstate(all="ignore"):
            pragmac.jit(**options)(made(text).py_func)(*given)
    except IndexError as error:
        return str(error)
    return bits(given[-1])


def main(flavour: str) -> None:
    found = [
        outcome(text, arguments, options={"device": "emulated"})
        == outcome(text, arguments, target="opencl", options={"spirv": flavour})
        or (text, arguments)
        for lanes in LANES
        for text, arguments in cases(lanes)
    ]
    assert set(found) == {True}, [x for x in found if x is not True]
    print(len(found), "equal")


if __name__ == "__main__":
    main(sys.argv[1])
