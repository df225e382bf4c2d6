"""Parallel loops in a row that touch common elements, or may raise, or fail a test at entry."""

import numpy as np
import pragmac

N = 20000


def raw(x, y, z):
    # pragma parallel for schedule(dynamic, 8)
    for i in range(x.shape[0]):
        y[i] = np.sqrt(x[i]) + np.sin(x[i])
    # pragma parallel for schedule(dynamic, 8)
    for i in range(x.shape[0]):
        z[i] = y[x.shape[0] - 1 - i]


def war(x, y, z):
    # pragma parallel for schedule(dynamic, 8)
    for i in range(x.shape[0]):
        z[i] = np.sin(y[x.shape[0] - 1 - i])
    # pragma parallel for schedule(dynamic, 8)
    for i in range(x.shape[0]):
        y[i] = x[i]


def counted(x, y, z):
    m = 0
    # pragma parallel for
    for i in range(x.shape[0]):
        m = i // 2
        y[i] = x[i]
    # pragma parallel for
    for j in range(m):
        z[j] = x[j]


def vouched(x, k, z):
    y = np.zeros(x.shape[0])
    # pragma parallel for
    for i in range(x.shape[0]):
        y[i] = 2.0 * x[i]
    m = k[0]
    # pragma parallel for
    for j in range(m):
        z[j] = x[j]


def short(x, y, z):
    # pragma parallel for
    for i in range(x.shape[0]):
        y[i] = 2.0 * x[i]
    # pragma parallel for
    for i in range(x.shape[0]):
        z[i] = x[i]


def failing(x, k, z):
    y = np.zeros(k.shape[0])
    # pragma parallel for
    for i in range(k.shape[0]):
        y[i] = x[k[i]]
    # pragma parallel for
    for i in range(k.shape[0]):
        z[i] = 7.0


def refused(x, y, z):
    # pragma parallel for
    for i in range(x.shape[0]):
        y[i] = x[i]
    # pragma parallel for
    for i in range(x.shape[0] // 2):
        z[i] = x[i]
    # pragma parallel for
    for i in range(x.shape[0] // 2):
        y[i] = 2.0 * y[i]


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
    elif which == 4:
        failing(x, k, z)
    elif which == 5:
        vouched(x, k, z)
    else:
        refused(x, y, z)


def values(which, length=N, indices=N):
    x = np.arange(1.0, N + 1.0)
    k = np.arange(indices)
    k[N - 1 :] = N
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


def case_5():
    return values(5, indices=0)


def case_6():
    return values(6)


EXPECT = {"approximate_arguments": [2, 3]}  # sines of vector loops
CASES = (case_0, case_1, case_2, case_3, case_4, case_5, case_6)
