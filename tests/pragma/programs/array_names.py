# fmt: off
# ruff: noqa
"""Names that are rebound from one array to another: copies by what they stand for."""
import numpy as np


def swapped_each_step(a, b, n):
    #= a: f64[1], b: f64[1], n: int
    for k in range(n):
        a[0] = b[0] + 1.0
        a, b = b, a
    return a


def test_of_a_while(a, b, n):
    #= a: i64[1], b: i64[1], n: int
    while a[0] < n:
        a[0] += 1
        if a[1] > n:
            break
        a, b = b, a
    a[2] = n


def one_arm_then_the_rest(a, b, n):
    #= a: f64[1], b: f64[1], n: int
    if n > 0:
        a = b
    a[0] = 1.0
    return 0


def an_argument_or_a_new_array(a, n):
    #= a: f64[1], n: int
    b = np.zeros_like(a)
    if n > 0:
        a, b = b, a
    return a


def not_two_states_where_nothing_differs(a, n):
    #= a: f64[1], n: int
    for k in range(n):
        b = a
        b[0] = 1.0
        a = b
    return a
