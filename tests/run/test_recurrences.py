"""Choices in values that go around a loop: every bit as in CPython."""

import numpy as np
import pragmac
import pytest
from same_as_python import compare

rng = np.random.default_rng(2)


def register(bits, mask):
    state = 0x1D
    for bit in bits:
        if (state ^ bit) & 1:
            state = (state >> 1) ^ mask
        else:
            state >>= 1
    return state


def counting_down(x, step):
    n = 1000
    odd = 0
    for value in x:
        if (n & 3) == (int(value) & 3):
            n = n - step
        if n & 1:
            odd = odd + 1
        else:
            n = n | 1
    return n, odd


def chained(x):
    a = 1
    for value in x:
        a = a ^ int(value)
        if a & 2:
            a = a ^ 5
        if a & 4:
            a = a & 0xFFF3
        a = a + 1 if a & 1 else a
    return a


def halved(x, n):
    left = 1 << 40
    for value in x:
        if left & 1:
            left = left // int(value)
        else:
            left = (left >> 1) - n
    return left


@pytest.mark.parametrize("n", [0, 1, 7, 200])
def test_registers_and_counters(n):
    bits = rng.integers(0, 2, n).astype(np.uint8)
    for mask in (0x8408, 1, 0):
        compare(register, bits, mask)
    x = rng.integers(0, 1 << 20, n)
    compare(counting_down, x, 3)
    compare(chained, x)
    compare(halved, rng.integers(0, 9, n), 1)  # may divide by 0


def test_the_choice_waits_with_both_values_at_hand():
    llvm = pragmac.jit(register).inspect("llvm", np.zeros(4, np.uint8), 5)
    loop = llvm[llvm.index("phi") :]
    assert "select" in loop and ", i64 0\n" not in loop[loop.index("select") :][:120]
