# fmt: off
# ruff: noqa
"""Conditions: evaluated once, and only as far as needed."""
import numpy as np


def next_of(a, i):
    a[i] += 1
    return a[i]


def chained(x, y, z):
    #= x: int, y: f32, z: float
    return x < y <= z != 3


def chained_with_a_call(a, i):
    #= a: i64[1], i: int
    return a[i] < next_of(a, i) < next_of(a, i + 1)


def short_circuit(a, i, n):
    #= a: f64[1], i: int, n: int
    if i < n and a[i] > 0 or not a[0]:
        return 1
    return 0


def arms_with_calls(a, c):
    #= a: i64[1], c: bool
    return next_of(a, 0) if c else next_of(a, 1)


def values_of_and_or(x, y):
    #= x: float, y: float
    return (x and y), (x or y or 1.0)


def while_with_a_call(a):
    #= a: i64[1]
    n = 0
    while next_of(a, 0) < 10 and n < 5:
        n += 1
    return n


def truth_of_kinds(i, x, z, b):
    #= i: int, x: f16, z: c64, b: npbool
    if i and x and z and b:
        return True
    return False


def a_default_of_none(x):
    #= x: float
    y = None
    if y is None:
        x += 1
    if y is not None and y > 3:
        x += 2
    return x


def exact_comparisons(i, u, x):
    #= i: int, u: u64, x: float
    return i < u, i < x, u == x, i == 2.5


def arms_that_cannot_run(x):
    #= x: int
    if 3:
        x += 1
    else:
        x = missing
    if 0.0 or not 1:
        x = missing
    while False:
        x = missing
    return x if True else missing
