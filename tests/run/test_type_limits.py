"""np.iinfo, np.finfo, np.dtype, np.clip, np.reciprocal, the angles, and np.arange of floats."""

import math

import numpy as np
import pytest
from same_as_python import Cases, compare

cases = Cases()


@cases()
def integers():
    return (
        np.iinfo(np.int8).max, np.iinfo("i2").min, np.iinfo(np.uint8).max, np.iinfo(int).max,
        np.iinfo(np.int64).min, np.iinfo(np.uint32).max, np.iinfo(np.uint32).min,
        np.iinfo(np.int32).bits, np.uint64(np.iinfo(np.uint64).max), np.iinfo(np.int16(3)).max,
    )  # fmt: skip


def floats(a):
    f = np.finfo(a.dtype)
    return (
        f.eps, f.max, f.min, f.tiny, f.smallest_normal, f.smallest_subnormal, f.epsneg, f.bits,
        np.finfo(float).eps, np.finfo("f4").max,
    )  # fmt: skip


@pytest.mark.parametrize("dtype", ["f2", "f4", "f8", "c8", "c16"])
def test_floats(dtype):
    compare(floats, np.zeros(1, dtype))


@cases(np.arange(5, dtype=np.int16))
@cases(np.array([3.5, -1.0], np.float32))
def least_element(a):
    least = np.iinfo(np.int16).max
    for v in a:
        if v < least:
            least = v
    return least if a.dtype == np.dtype("int16") else np.finfo(np.dtype(np.float32)).max


@cases(5, 1, 3)
@cases(0.5, np.float32(0), np.float32(1))
@cases(np.float32(0.5), 0, 1)
@cases(np.int8(-5), 0, 3)
@cases(np.int8(5), 0.5, 3)
@cases(math.nan, 0, 1)
@cases(3, 1.5, 2)
@cases(5, 3, 1)
@cases(np.uint64(7), np.uint64(8), np.int8(9))
@cases(1 + 2j, 0, 3)
def clipped(x, low, high):
    return np.clip(x, low, high), np.clip(a=x, a_min=low, a_max=high)


@cases(np.float32(2.5), 3)
@cases(7, 2.5)
def clipped_on_one_side(x, bound):
    return np.clip(x, bound, None), np.clip(x, None, bound), np.clip(x, a_min=None, a_max=None)


@cases(np.uint8(5))
@cases(np.uint8(250))
@cases(np.int8(-100))
def clipped_beyond_the_type(x):
    return np.clip(x, -1000, 100), np.clip(x, 7, 1000)


@cases(2.5)
@cases(np.float32(3))
@cases(np.float16(3))
@cases(0.0)
@cases(-math.inf)
def of_floats(x):
    return np.reciprocal(x), np.deg2rad(x), np.rad2deg(x)


@cases(np.int8(3))
@cases(True)
def of_integers(x):
    return np.deg2rad(x), np.rad2deg(x)


@cases.parametrize()
def test_same_as_python(function, arguments, make):
    compare(function, *arguments, make=make, kinds=function is not least_element)


def ranges(a, b, c):
    return np.arange(a), np.arange(a, b), np.arange(a, b, c), np.arange(a, b, c, dtype=np.float32)


@pytest.mark.parametrize(
    "bounds",
    [
        (0.0, 1.0, 0.1), (1.5, 7, 2), (0, 1, 0.25), (3, 0, -0.5), (0.1, 0.4, 0.1), (5.0, 0.0, 1.0),
        (0.0, 1.0, 0.0), (0, 1, 0.0), (2.5, math.inf, 1), (2.5, math.nan, 1.0), (1.0, 1.3, 0.1),
        (-1e-3, 1e-3, 7e-5), (0.0, 5e-324, 1e300), (0.0, -5e-324, 1e300),
        (np.float64(0.3), np.float64(2.0), np.float64(0.3)), (np.float64(0), 1.0, 0.0),
        (np.int32(1), 4.5, 1), (0.0, 10.0, math.inf), (-3.7, 2.1, 0.7), (0.1, 100.0, 0.3),
    ],
)  # fmt: skip
def test_arange_of_floats(bounds):
    compare(ranges, *bounds)
