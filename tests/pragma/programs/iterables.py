# fmt: off
# ruff: noqa
"""What a `for` iterates."""
import numpy as np


def steps(a, n, k):
    #= a: f64[1], n: int, k: int
    for i in range(n, 0, -1):
        a[i] = i
    for i in range(3, n, 2):
        a[i] = i
    for i in range(0, n, k):
        a[i] = i


def numpy_bounds(a, n):
    #= a: f64[1], n: i32
    for i in range(n):
        a[i] = i


def elements(a):
    #= a: f32[1]
    s = np.float64(0)
    for x in a:
        s += x
    return s


def with_counter(a, b):
    #= a: f32[1], b: f64[1]
    for i, x in enumerate(a):
        b[i] = x
    for i, x in enumerate(a, 5):
        b[i] = x


def side_by_side(a, b, c):
    #= a: f32[1], b: f64[1], c: i64[1]
    for i, (x, y) in enumerate(zip(a, b)):
        c[i] = x < y
    for x, k in zip(a, range(10, 0, -2)):
        c[k] = x > 0


def an_object_in_a_variable(a, n):
    #= a: f64[1], n: int
    r = range(1, n)
    for i in r:
        a[i] = 0
    for i in r:
        a[i] = 1


def row_of_a_matrix(a, i):
    #= a: f64[2], i: int
    s = 0.0
    for x in a[i]:
        s += x
    return s


def the_index_after_the_loop(n):
    #= n: int
    for i in range(n):
        pass
    return i


def the_index_is_assigned(a, n):
    #= a: i64[1], n: int
    for i in range(n):
        i = i * 2
        a[i] = i
