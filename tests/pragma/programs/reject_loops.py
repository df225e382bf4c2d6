# fmt: off
# ruff: noqa
"""What a parallel loop cannot do, and directives on the wrong statements."""
import numpy as np


def helper(n):
    print(n)  #! P231
    for i in range(n):
        if i > 3:
            return i
    return 0


def jumps(a, n):
    #= a: f64[1], n: int
    #pragma parallel for
    for i in range(n):
        if a[i] > 0:
            break  #! P304
        if a[i] < 0:
            return i  #! P305
        for j in range(n):
            break
        print(i)  #! P231
        while a[0] == 0:  #! P308
            pass
    return 0


def jumps_inside_are_fine(n):
    #= n: int
    #pragma parallel for
    for i in range(n):
        helper(i)
    return 0


def atomic(a, s, n):
    #= a: f64[1], s: float, n: int
    for i in range(n):
        #!below P112
        #pragma atomic
        s += a[i]
        #pragma atomic
        a[i] = a[i - 1]  #! P314
    return s


def sizes(a, n):
    #= a: f64[1], n: int
    #!below P114
    #pragma simd(n)
    for i in range(n):
        a[i] = 0
    #!below P122
    #pragma simd(WIDTH)
    for i in range(n):
        a[i] = 0


def reductions(a, n):
    #= a: f64[1], n: int
    s = 1.0
    #!below P118
    #pragma parallel for reduction(+: s)
    for i in range(n):
        s *= a[i]
    return s


def docstring(a):
    #= a: f64[1]
    #!below P111
    #pragma parallel for
    """text"""
    for i in range(3):
        a[i] = 0


def fact_about_a_number(a, n):
    #= a: f64[1], n: int
    #!below P117
    #pragma parallel for assume(sorted: n)
    for i in range(n):
        a[i] = i
