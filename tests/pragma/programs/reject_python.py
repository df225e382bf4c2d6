# fmt: off
# ruff: noqa
"""Python that is not compiled."""
import numpy as np


def containers(n):
    #= n: int
    a = [1, 2]  #! P202
    b = {1: 2}  #! P203
    c = {1, 2}  #! P214
    d = [i for i in range(n)]  #! P215
    e = "text" + n  #! P204
    f = f"{n}"  #! P240
    g = b"bytes"  #! P201
    return n


def statements(n):
    #= n: int
    global counter  #! P219
    import math  #! P218
    del n  #! P220
    with open_file as f:  #! P217
        x = 1
    try:  #! P205
        y = 2
    except ValueError as error:
        pass
    match n:  #! P222
        case 1:
            z = 3
    return x + y + z + f


def definitions(n):
    #= n: int
    def inner():  #! P208
        return 1
    class C:  #! P216
        pass
    f = lambda x: x  #! P207
    return inner() + C


def expressions(a, n):
    #= a: f64[2], n: int
    (m := n)  #! P224
    yield n  #! P206
    sum_of = (x for x in a)  #! P206
    if n is n:  #! P234
        pass
    if n in (1, 2):  #! P235
        pass
    b = a @ a  #! P236
    a @= a  #! P236
    a.attribute = 1  #! P232
    return a.strides  #! P230


def raising(n):
    #= n: int
    raise ValueError  #! P205


def loops(a, n):
    #= a: f64[2], n: int
    for i in range(n):  #! P221
        pass
    else:
        pass
    while n > 0:  #! P221
        n -= 1
    else:
        pass
    for row in a:
        pass
    for x in n:  #! P226
        pass
    x = range(n) + 1  #! P226
    break  #! P201


def arrays(a, m, k, n):
    #= a: f64[1], m: bool[1], k: i64[1], n: int
    a[1:n] = 0  #! P211
    b = a[None]  #! P210
    c = a[m]  #! P237
    d = a[k]  #! P238
    e = a + 1  #! P211
    a *= 2  #! P211
    if a:  #! P211
        pass


def rows(a):
    #= a: f64[2]
    r = a[::len(a)]  #! P210
    s = a[0] + 1  #! P211
    return a[0]  #! P241


def texts(n):
    #= n: int
    assert n > 0, nn  #! P411
    print(n, file=n)  #! P229
    print(n, sep=n)  #! P229
    print(f"{n:3}")  #! P240


def recursive(n):
    #= n: int
    return recursive(n - 1)  #! P209


def star(*args, **more):  #! P227 P227
    #=
    return 1


async def waits(n):  #! P223
    #= n: int
    return n


def calls_what_waits(n):
    #= n: int
    return waits(n)  #! P223
