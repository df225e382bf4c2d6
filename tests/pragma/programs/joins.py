# fmt: off
# ruff: noqa
"""What a variable is where paths meet."""
import numpy as np


def literal_int_and_float(c):
    #= c: bool
    x = 0
    if c:
        x = 1.5
    return x


def python_and_numpy(c, s):
    #= c: bool, s: f32
    x = 2.0
    if c:
        x = s
    return x


def accumulator_takes_the_dtype(a):
    #= a: f32[1]
    s = 0.0  #! N402
    for i in range(a.shape[0]):
        s += a[i]
    return s


def small_accumulator_wraps(a):
    #= a: u8[1]
    s = 0  #! N401
    for i in range(a.shape[0]):
        s += a[i]
    return s


def the_header_takes_two_walks(a, n):
    #= a: f64[1], n: int
    x = 0
    y = 0
    for i in range(n):
        y = x
        x = a[i]
    return y


def returns_join(c):
    #= c: bool
    if c:
        return 1
    return 2.5


def a_new_kind_on_a_straight_line(x, s):
    #= x: int, s: f32
    y = float(x)
    y = y * s
    y = y > 1
    return y


def bound_on_one_path(c, n):
    #= c: bool, n: int
    if c:
        x = 1
    for i in range(n):
        y = i
    return x + y


def bound_on_both_paths(c):
    #= c: bool
    if c:
        x = 1
    else:
        x = 2
    return x


def one_arm_returns(c, x):
    #= c: bool, x: int
    if c:
        x = 1.5
        return x
    return x + 0.5


def only_in_range_is_known_to_fit(a, n):
    #= a: i8[1], n: int
    x = n % 100
    if n > 3:
        x = a[0]
    return x


def nothing_is_returned(a):
    #= a: f64[1]
    a[0] = 1


def a_tuple_of_all_kinds(a, x):
    #= a: f64[1], x: c64
    return a, x, 1, a[0], a.shape[0] > 3
