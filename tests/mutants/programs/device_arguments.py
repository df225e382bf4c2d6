"""Arguments that live on a device: host code sees them before any loop, also those that no loop
uses, and loops see what it wrote."""

import numpy as np
import pragmac


class OnDevice:
    """The function with its arguments on the emulated device."""

    def __init__(self, function):
        self.function, self.py_func = function, function.py_func

    def __call__(self, *arrays):
        there = [pragmac.asarray(a, device="emulated") for a in arrays]
        result = self.function(*there)
        for array, moved in zip(arrays, there, strict=True):
            array[:] = pragmac.to_numpy(moved)
        return result


@OnDevice
@pragmac.jit
def f(x, y, z):
    first = x[0] + z[1]
    y[1] = 7.0
    # pragma parallel for
    for i in range(x.shape[0]):
        y[i] = y[i] + x[i] + first
    last = y[1]
    x[0] = last
    z[2] = last + z[0]
    return first + last


def case_0():
    return np.arange(3.0, 60.0), np.ones(57), np.arange(5.0, 9.0)


CASES = (case_0,)
