"""Parallel loops in a row that touch common elements, or may raise, or fail a test at entry."""

import numpy as np
import pragmac

N = 20000


@pragmac.jit
def raw(x, y, z):
    # pragma parallel for schedule(dynamic, 8)
    for i in range(x.shape[0]):
        y[i] = np.sqrt(x[i]) + np.sin(x[i])
    # pragma parallel for schedule(dynamic, 8)
    for i in range(x.shape[0]):
        z[i] = y[x.shape[0] - 1 - i]


@pragmac.jit
def war(x, y, z):
    # pragma parallel for schedule(dynamic, 8)
    for i in range(x.shape[0]):
        z[i] = np.sin(y[x.shape[0] - 1 - i])
    # pragma parallel for schedule(dynamic, 8)
    for i in range(x.shape[0]):
        y[i] = x[i]


@pragmac.jit
def counted(x, y, z):
    k = np.zeros(1, dtype=np.int64)
    # pragma parallel for
    for i in range(1):
        k[i] = x.shape[0]
    # pragma parallel for
    for j in range(z.shape[0]):
        if j < k[0]:
            z[j] = x[j]


@pragmac.jit
def short(x, y, z):
    # pragma parallel for
    for i in range(x.shape[0]):
        y[i] = 2.0 * x[i]
    # pragma parallel for
    for i in range(x.shape[0]):
        z[i] = x[i]


@pragmac.jit
def failing(x, k, z):
    y = np.zeros(k.shape[0])
    # pragma parallel for
    for i in range(k.shape[0]):
        y[i] = x[k[i]]
    # pragma parallel for
    for i in range(k.shape[0]):
        z[i] = 7.0


@pragmac.jit
def f(which, x, y, z, k):
    if which == 0:
        raw(x, y, z)
    elif which == 1:
        war(x, y, z)
    elif which == 2:
        counted(x, y, z)
    elif which == 3:
        short(x, y, z)
    else:
        failing(x, k, z)


def values(which, length=N):
    x = np.arange(1.0, N + 1.0)
    k = np.arange(N)
    k[N - 1] = N
    return which, x, np.zeros(N), np.zeros(length), k


def case_0():
    return values(0)


def case_1():
    return values(1)


def case_2():
    return values(2)


def case_3():
    return values(3, 100)


def case_4():
    return values(4)


CASES = (case_0, case_1, case_2, case_3, case_4)
