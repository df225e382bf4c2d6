# fmt: off
# ruff: noqa
"""Calls are inlined: parameters, returns, arrays made by a callee."""
import numpy as np


def square(x):
    return x * x


def two_returns(x):
    if x > 0:
        return x
    return -x


def scale(x, /, factor, *, offset=None, power=2):
    x = x * factor
    if offset is not None:
        x += offset
    x **= power
    return x


def fresh(n, value):
    made = np.empty(n)
    for i in range(n):
        made[i] = value
    return made


def nothing(a):
    a[0] = 1.0


def pair(x, y):
    return y, x


def nested(x):
    #= x: float
    return square(square(x) + two_returns(x))


def keywords(x):
    #= x: int; scale.power: int, scale.offset: None
    return scale(x, 3), scale(x, factor=2.5, offset=1, power=3)


def parameters_are_the_callee_s_own(x):
    #= x: int
    y = two_returns(x)
    return x, y


def arrays_of_a_callee_stay(n):
    #= n: int
    a = fresh(n, 0.0)
    b = fresh(n, 1.0)
    a[0] = b[0]
    return a


def swaps(x, y):
    #= x: int, y: float
    x, y = y, x
    x, y = pair(x, y)
    (x, z), y = (x, y), 3
    x = z = x + 1
    return x, y, z


def unpacks_in_order(a, i):
    #= a: i64[1], i: int
    i, a[i] = 2, 5
    a[0], a[1] = a[1], a[0]
    return i


def called_for_its_stores(a):
    #= a: f64[1]
    nothing(a)
    return nothing(a) is None


def operands_before_the_call(a):
    #= a: f64[1]
    return a[0] + square(a[1]) + a[2]


def hidden(a):
    #= a: f64[1]; OFFSET: int, TABLE: f64[1]
    TABLE[OFFSET] = a[OFFSET]
