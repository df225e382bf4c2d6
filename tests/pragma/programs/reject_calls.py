# fmt: off
# ruff: noqa
"""Calls that do not fit."""
import math

import numpy as np


def two(x, y):
    return x + y


def defaulted(x, y=2):
    return x + y


def arguments(n):
    #= n: int
    a = two(n)  #! P413
    b = two(n, n, n)  #! P413
    c = two(n, x=n)  #! P413
    d = two(n, n, z=n)  #! P413
    e = two(*n)  #! P225
    f = two(n, **n)  #! P225
    return n


def unknown_functions(n):
    #= n: int
    a = math.fsum(n)  #! P212
    b = np.linalg(n)  #! P212
    c = list(n)  #! P212
    d = (n + 1)(2)  #! P212
    e = n(2)  #! P212
    return n


def counts(n, x):
    #= n: int, x: float
    a = math.sqrt(n, n)  #! P413
    b = np.arctan2(x)  #! P413
    c = np.where(n)  #! P413
    d = range()  #! P413
    e = max(n)  #! P413
    f = np.float32(1, 2)  #! P413
    g = len(n, n)  #! P413
    h = x.conjugate(1)  #! P413
    k = np.zeros()  #! P413
    return n


def types(a, n, x, z, k):
    #= a: f64[1], n: int, x: float, z: complex, k: i64
    b = len(x)  #! P414
    c = int(z)  #! P414
    d = math.floor(z)  #! P414
    e = round(z)  #! P414
    f = np.zeros_like(n)  #! P414
    g = np.arange(np.float32(x))  #! P414
    h = math.sin(z)  #! P414
    m = np.sqrt(a)  #! P211
    m = math.trunc(k)  #! P414
    m = sum(x)  #! P226
    m = math.gcd(x, 2)  #! P414
    return n


def keywords(n, x):
    #= n: int, x: float
    a = np.sqrt(x, out=n)  #! P229
    b = np.zeros(n, order="F")  #! P229
    c = np.zeros(n, dtype=n)  #! P423
    d = np.zeros(n, dtype="text")  #! P423
    return n


def methods(a, n, x):
    #= a: f64[1], n: int, x: float
    b = a.sum()  #! P230
    c = n.item()  #! P230
    d = x.is_integer()  #! P230
    return n


def level_0(n):
    return level_1(n) + level_1(n)


def level_1(n):
    return level_2(n) + level_2(n)


def level_2(n):
    return level_3(n) + level_3(n)


def level_3(n):
    return level_4(n) + level_4(n)


def level_4(n):
    return level_5(n) + level_5(n)


def level_5(n):
    return level_6(n) + level_6(n)


def level_6(n):
    return level_7(n) + level_7(n)


def level_7(n):
    return level_8(n) + level_8(n)


def level_8(n):
    return level_9(n) + level_9(n)


def level_9(n):
    return level_10(n) + level_10(n)


def level_10(n):
    return level_11(n) + level_11(n)


def level_11(n):
    return level_12(n) + level_12(n)


def level_12(n):
    return level_13(n) + level_13(n)


def level_13(n):
    return level_14(n) + level_14(n)


def level_14(n):
    return level_15(n) + level_15(n)


def level_15(n):
    return n


def call_tree(n):
    #= n: int
    return level_0(n)  #! P242
