"""Arguments that live on a device: host code sees them before any loop, also those that no loop
uses, and loops see what it wrote."""

import numpy as np
import pragmac


@pragmac.jit
def on_device(x, y, z):
    first = x[0] + z[1]
    y[1] = 7.0
    # pragma parallel for
    for i in range(x.shape[0]):
        y[i] = y[i] + x[i] + first
    last = y[1]
    x[0] = last
    z[2] = last + z[0]
    return first + last


class f:
    """The function with its arguments on the emulated device."""

    py_func = on_device.py_func

    def __new__(cls, *arrays):
        there = [pragmac.asarray(a, device="emulated") for a in arrays]
        result = on_device(*there)
        for array, moved in zip(arrays, there, strict=True):
            array[:] = pragmac.to_numpy(moved)
        return result


def case_0():
    return np.arange(3.0, 60.0), np.ones(57), np.arange(5.0, 9.0)


CASES = (case_0,)
