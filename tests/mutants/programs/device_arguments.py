"""Arguments that live on a device: host code sees them before any loop, and loops what it wrote."""

import numpy as np
import pragmac


@pragmac.jit
def on_device(x, y):
    first = x[0]
    y[1] = 7.0
    # pragma parallel for
    for i in range(x.shape[0]):
        y[i] = y[i] + x[i] + first
    last = y[1]
    x[0] = last
    return first + last


def moved(x, y):
    there = [pragmac.asarray(a, device="emulated") for a in (x, y)]
    result = on_device(*there)
    x[:], y[:] = (pragmac.to_numpy(a) for a in there)
    return result


class f:
    py_func = on_device.py_func

    def __new__(cls, x, y):
        return moved(x, y)


def case_0():
    return np.arange(3.0, 60.0), np.ones(57)


CASES = (case_0,)
