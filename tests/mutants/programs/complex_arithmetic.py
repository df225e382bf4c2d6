"""Complex products, quotients, parts and conjugates."""

import numpy as np
import pragmac
from inputs import array


@pragmac.jit
def f(z, w, out):
    for i in range(z.shape[0]):
        out[i, 0] = z[i] * w[i]
        out[i, 1] = z[i] / w[i]
        out[i, 2] = z[i] - w[i]
        out[i, 3] = np.conj(z[i]) + z[i].real - w[i].imag


def case_0():
    return (
        array("complex128", (3,), [complex(1, 2), complex(-0.0, 3), complex(1e200, 1)]),
        array("complex128", (3,), [complex(3, -4), complex(0.5, 0), complex(1e200, 2)]),
        np.zeros((3, 4), np.complex128),
    )


def case_1():
    return (
        array("complex64", (2,), [complex(1, 2), complex(0.1, 3)]),
        array("complex64", (2,), [complex(3, -4), complex(0.5, 0.7)]),
        np.zeros((2, 4), np.complex64),
    )


CASES = (case_0, case_1)
