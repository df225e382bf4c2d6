"""The dtype of mixed operands is NumPy's."""

import numpy as np
import pragmac


@pragmac.jit
def f(a, b, c, d):
    return a[0] + b[0], b[0] * c[0], a[0] - c[0], c[0] / d[0], a[0] + 1, b[0] * 2.0, d[0] + 1


def case_0():
    return np.ones(1, np.int8), np.ones(1, np.uint8), np.ones(1, np.float32), np.ones(1, np.int64)


def case_1():
    return np.ones(1, np.int64), np.ones(1, np.uint64), np.ones(1, np.float16), np.ones(1, np.int16)


CASES = (case_0, case_1)
