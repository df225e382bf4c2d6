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
