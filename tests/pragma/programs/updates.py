# fmt: off
# ruff: noqa
"""Order of evaluation of augmented assignments, and every operator."""
import numpy as np


def bump(a):
    a[0] += 1
    return a[0]


def the_index_once(a):
    #= a: i64[1]
    a[bump(a)] += bump(a)


def old_value_before_the_call(a, s):
    #= a: i64[1], s: i64
    s += bump(a)
    a[0] *= bump(a)
    return s


def operators(a, x):
    #= a: i32[1], x: int
    a[0] += x
    a[0] -= x
    a[0] *= x
    a[0] //= x
    a[0] %= x
    a[0] **= 2
    a[0] &= 3
    a[0] |= 4
    a[0] ^= 5
    a[0] <<= 1
    a[0] >>= 1
    a[0] /= 2


def of_python_kinds(i, x, z, b):
    #= i: int, x: float, z: complex, b: bool
    return i / 2, i // 3, i % 7, i ** 2, x ** i, z * x, z ** 2, -b, ~i, +x, b + b, b & True, i << 2


def of_numpy_kinds(i, x, b, u):
    #= i: i8, x: f32, b: npbool, u: u64
    return i + 1, i / i, x * 2.0, i + x, b + b, b * b, b // b, ~b, u + i, u >> 1, -i, x ** 0.5


def folded(a):
    #= a: f64[1]
    a[0] = -1
    a[1] = -2.5
    a[2] = -9223372036854775808
    a[3] = True
