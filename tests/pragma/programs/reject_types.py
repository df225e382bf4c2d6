# fmt: off
# ruff: noqa
"""Types that do not fit."""
import numpy as np
import pragmac


def joins(c, a, b, s, t):
    #= c: bool, a: f64[1], b: f32[1], s: f32, t: f64
    x = s
    if c:
        x = t
    y = x  #! P401
    z = x
    w = a
    if c:
        w = b
    u = w[0]  #! P401
    v = w[1]
    q = 1
    if c:
        q = a
    return q  #! P402


def gone(c, a, n):
    #= c: bool, a: f64[2], n: int
    for i in range(n):
        row = a[i]
        row[0] = 1.0
    if c:
        made = np.zeros(3)
    total = row[0]  #! P431
    total = total + made[0]  #! P431
    return total + row[1]


def swapped(a, b, n):
    #= a: f64[1], b: f32[1], n: int
    for i in range(n):
        a, b = b, a  #! P401 P401
    return a[0] + b[0]


def not_known_to_fit(c, n, s):
    #= c: bool, n: int, s: i8
    x = n
    if c:
        x = s
    y = n
    if c:
        y = 1.5
    return x, y  #! P401 P401


def ternary(c, s, t):
    #= c: bool, s: f32, t: i64
    x = s if c else t  #! P401
    y = max(s, t)  #! P401
    return s and t  #! P401


def operators(i, x, z, s, b):
    #= i: int, x: float, z: complex, s: f32, b: npbool
    a = x & i  #! P403
    c = z % 2  #! P403
    d = b - b  #! P403
    e = -b  #! P403
    f = ~x  #! P403
    g = s << 1  #! P403
    h = z < z  #! P429
    k = max(z, z)  #! P403
    return np.sign(b)  #! P403


def integers(n):
    #= n: int
    a = 9223372036854775808 + n  #! P406
    b = -18446744073709551615  #! P406
    b = (2**64 - 1) < 1.5  #! P406
    c = 18446744073709551616  #! P405
    return n


def subscripts(a, n, x, b):
    #= a: f64[1], n: int, x: float, b: bool
    c = a[x]  #! P409
    d = a[b]  #! P409
    e = a[1, 2]  #! P408
    f = n[0]  #! P407
    g = (1, 2)[n]  #! P233
    return n


def names(c):
    #= c: bool
    a = missing  #! P411
    b = late  #! P412
    late = 1
    d = thing  #! P213
    return np + 1  #! P239


def values(a, n):
    #= a: f64[1], n: int
    b, c = n  #! P422
    d, e = 1, 2, 3  #! P422
    f = None + 1  #! P427
    g = (1, 2) + 1  #! P233
    a[0] = 1j  #! P416
    return n


def returns(c):
    #= c: bool
    if c:
        return 1  #! P415
    return 1, 2


def returns_an_empty_tuple_inside(x):
    #= x: int
    return 1, ()  #! P233


def atomic_additions(a, b, x, n):
    #= a: f32[1], b: f64[2], x: f64, n: int
    pragmac.atomic_add(a, 0, x)  #! P430
    pragmac.atomic_add(b, 0, x)  #! P408
    pragmac.atomic_add(n, 0, 1)  #! P407
    pragmac.atomic_add(a, x, 1)  #! P409
    pragmac.atomic_add(a, 0)  #! P413
    return n
