"""Counters that begin near the end of 64 bits, or take large steps, raise where they leave them."""

import numpy as np
import pragmac


@pragmac.jit
def f(x, start):
    count = start
    for i in range(x.shape[0]):
        if x[i] > 0.0:
            count += 1
    round, all = 0, 0
    while round < 5:
        round += 1
        for i in range(x.shape[0]):
            if x[i] > 0.5:
                all += 200000000000000000
    total = 0
    for i in range(x.shape[0]):
        if x[i] > 0.0:
            total += 2000000000000000000
    return count, total, all


def case_0():
    return np.ones(5), 2**63 - 3


def case_1():
    return np.ones(5), 0


def case_2():
    return np.array([1.0, -1.0]), 7


def case_3():
    return np.linspace(0.0, 1.0, 20), 7


CASES = (case_0, case_1, case_2, case_3)
