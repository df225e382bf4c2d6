# fmt: off
# ruff: noqa
"""Library functions by their rules."""
import math

import numpy as np
from numpy import float32


def builtins(i, x, z, b):
    #= i: int, x: float, z: complex, b: bool
    return (abs(i), abs(z), abs(b), min(i, 3), max(x, i, 2.0), min((1, i)), int(x), float(i),
            bool(z), complex(i, x), complex(x), int(), round(x), round(x, 2), round(i), pow(i, 2),
            divmod(i, 3)[0])


def of_math(i, x, s):
    #= i: int, x: float, s: f32
    return (math.sqrt(i), math.floor(x), math.ceil(s), math.log(x, 2), math.atan2(s, 1),
            math.isnan(x), math.pi, math.inf, math.pow(x, i))


def of_numpy(i, x, s, u, z):
    #= i: int, x: float, s: f32, u: u8, z: c64
    return (np.sqrt(i), np.sqrt(s), np.sin(u), np.abs(i), np.maximum(s, x), np.minimum(u, 3),
            np.where(u > 3, s, 1.0), np.add(i, 2), np.less(s, 1), np.logical_and(i, s),
            np.floor(i), np.sign(u), np.square(True), np.conj(z), np.real(z), np.isnan(z),
            np.fmod(u, 3), np.fmax(s, 1.0), np.negative(u), np.copysign(s, u), np.e)


def types(x):
    #= x: float
    return np.float32(x), np.int64(x), np.uint8(7), np.bool_(x), np.complex64(x), float32(x)


def passed_numbers(i):
    #= i: int
    dtype = np.float32
    a = np.zeros(i, dtype)
    root = np.sqrt
    return root(a[0])
