"""Iterations side by side leave and enter loops inside when it is their own time."""

import numpy as np
import pragmac


@pragmac.jit
def f(x, weights, steps, out):
    # pragma parallel for
    for i in range(x.shape[0]):
        s = x[i]
        n = 0
        for k in range(weights.shape[0]):
            s = s * weights[k] + 1.0
            if s > 50.0:
                break
            n += 1
        steps[i] = n
        if x[i] > 2.0:
            for k in range(weights.shape[0]):
                s -= weights[k]
        out[i] = s


def case_0():
    x = np.linspace(-3.0, 40.0, 50)
    return x, np.linspace(1.0, 2.0, 9), np.zeros(50, dtype=np.int64), np.zeros(50)


CASES = (case_0,)
