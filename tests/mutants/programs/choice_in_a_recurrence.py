"""A shift register: whether it changes follows from its own last bit, which the next bit needs."""

import pragmac
from inputs import array


@pragmac.jit
def f(bits):
    state = 29
    for bit in bits:
        if (state ^ bit) & 1:
            state = (state >> 1) ^ 33800
        else:
            state >>= 1
    return state


def case_0():
    return (array("uint8", (9,), [1, 0, 1, 1, 0, 0, 1, 0, 1]),)


CASES = (case_0,)
