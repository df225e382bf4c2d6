# fmt: off
# ruff: noqa
"""Loops, jumps, and directives as fields of loops."""
import numpy as np


def break_and_continue(a, n):
    #= a: f64[1], n: int
    s = 0
    k = 0
    while True:
        k += 1
        if k > n:
            break
        if a[k] < 0:
            s = 1.5
            continue
        s += a[k]
    return s, k


def break_of_the_inner_loop(a, n):
    #= a: i64[2], n: int
    for i in range(n):
        for j in range(n):
            if a[i, j] == 0:
                break
            a[i, j] -= 1
        else_value = i
    return n


def return_in_a_loop(a, n):
    #= a: f64[1], n: int
    for i in range(n):
        if a[i] > 1:
            return i
    return -1


def clauses(a, n):
    #= a: f64[2], n: int
    #pragma parallel for schedule(dynamic, 4) num_threads(3)
    for i in range(n):
        #pragma simd
        for j in range(n):
            a[i, j] = 1
    for i in range(n):  # pragma parallel for single
        a[i, 0] = 2
    # pragma sequential
    for i in range(n):
        a[i, 0] = 3
    #pragma parallel for
    #pragma simd
    for i in range(n):
        a[i, 0] = 4


def clauses_without_effect(a, n):
    #= a: f64[2], n: int
    s = 0.0
    #!below N101
    #pragma parallel for collapse(2) private(t) reduction(+: s) target(cpu)
    for i in range(n):
        for j in range(n):
            t = a[i, j]
            s += t
    #!below N101 N101
    #pragma parallel for simd(8) worker(group) assume(sorted: a)
    for i in range(n):
        a[i, i] = 0
    return s


def after_a_docstring(a, n):
    """Text with #pragma parallel for in it.

    #pragma simd
    """
    #= a: f64[1], n: int
    "and another"
    #pragma parallel for

    # a comment between
    for i in range(n):
        """inside"""
        a[i] = i


def atomic_updates(h, x):
    #= h: i64[1], x: i64[1]
    for i in range(x.shape[0]):
        #pragma atomic
        h[x[i]] += 1
        #pragma atomic
        h[0] = h[0] * x[i]
        #pragma atomic
        h[1] = max(h[1], x[i])
        #pragma atomic
        h[2] //= x[i]


def not_reached(a, n):
    #= a: f64[1], n: int
    return n
    a[0] = undefined
