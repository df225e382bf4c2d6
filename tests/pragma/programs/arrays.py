# fmt: off
# ruff: noqa
"""Elements, attributes, and arrays made inside."""
import numpy as np


def elements(a, m, i):
    #= a: f64[1], m: c64[3], i: int
    a[-1] = a[i - 1]
    m[i][0][-2] = m[i, 1, 2]
    return m[0][1, 2]


def indices_of_all_kinds(a, u, s):
    #= a: f64[1], u: u64, s: i8
    return a[u] + a[s] + a[np.int64(3)]


def without_dimensions(z):
    #= z: f64[0]
    z[()] = 1
    z += 2
    return z[()]


def attributes(a, x):
    #= a: f32[2], x: c64
    return a.shape[1], a.size, a.ndim, a.nbytes, a.itemsize, len(a), len(a[0]), a[0].size, x.real


def shapes_are_tuples(a):
    #= a: f32[3]
    n, m, k = a.shape
    return n * a.shape[1] + a.shape[-1] + len(a.shape) + m + k


def created(n, a):
    #= n: int, a: i16[2]
    e = np.empty((n, 3), dtype=np.float32)
    z = np.zeros(n)
    o = np.ones((2, n), "int8")
    f = np.full(n, 2.5)
    g = np.full_like(a, 7)
    h = np.zeros_like(a, dtype=bool)
    r = np.arange(n)
    s = np.arange(2, n, 3, dtype=np.int32)
    t = np.zeros(shape=(), dtype=a.dtype)
    return e, z, o, f, g, h, r, s, t


def conversions_on_stores(a, b, x):
    #= a: u8[1], b: bool[1], x: float
    a[0] = x
    a[1] = 300 - len(a)
    a[2] = b[0]
    b[1] = x
    b[2] = a[0]


def one_name_for_two_arrays(n):
    #= n: int
    a = np.zeros(n)
    b = a
    b[0] = 1
    a = np.ones(n)
    return a, b


def read_only(a):
    #= a: f64[1]ro
    a[0] = 1


def methods(x, z, w):
    #= x: f32, z: complex, w: f64[0]
    return x.item(), z.conjugate(), w.item(), x.conjugate(), z.imag, np.float64(x), np.int8(x)


def annotated(a):
    #= a: f64[1]
    n: int
    m: int = 3
    pass
    a[m] = 1
