"""Slices with offsets and steps, sliced again: where their elements lie, and how many there are."""

import numpy as np
import pragmac


@pragmac.jit
def f(x, k):
    inner, odd, back = x[2:-1], x[1::2], x[::-3]
    twice, part = odd[1:], x[k:][:-1]
    inner[0], twice[1], back[1] = 100.0, 200.0, 300.0
    return len(inner), len(odd), len(back), len(twice), len(part), part[0], twice[0]


def case_0():
    return np.arange(12.0), 3


def case_1():
    return np.arange(12.0), -4


CASES = (case_0, case_1)
