"""Ranges of every step have Python's length."""

import numpy as np
import pragmac


@pragmac.jit
def f(count, last, lo, hi, step):
    k = 0
    v = -99
    for i in range(lo, hi, step):
        k += 1
        v = i
    count[0] = k
    last[0] = v


def case_0():
    return np.zeros(1, np.int64), np.zeros(1, np.int64), 0, 10, 3


def case_1():
    return np.zeros(1, np.int64), np.zeros(1, np.int64), 0, 9, 3


def case_2():
    return np.zeros(1, np.int64), np.zeros(1, np.int64), 10, 0, -3


def case_3():
    return np.zeros(1, np.int64), np.zeros(1, np.int64), 9, 0, -3


def case_4():
    return np.zeros(1, np.int64), np.zeros(1, np.int64), 5, 5, 1


def case_5():
    return np.zeros(1, np.int64), np.zeros(1, np.int64), 7, 3, 1


def case_6():
    return np.zeros(1, np.int64), np.zeros(1, np.int64), 3, 7, -1


def case_7():
    return np.zeros(1, np.int64), np.zeros(1, np.int64), 0, 1, 5


def case_8():
    return np.zeros(1, np.int64), np.zeros(1, np.int64), 1, 0, -5


def case_9():
    return np.zeros(1, np.int64), np.zeros(1, np.int64), 0, 10, 0


def case_10():
    return np.zeros(1, np.int64), np.zeros(1, np.int64), -3, 4, 2


CASES = (case_0, case_1, case_2, case_3, case_4, case_5, case_6, case_7, case_8, case_9, case_10)
