"""A clipped integer array, scaled and added to (NPBench compute)."""

import numpy as np
import pragmac

from kernels.kernel import Kernel

# Rows, columns.
SIZES = {"XS": (40, 50), "S": (2000, 2000), "M": (3500, 3500)}


@pragmac.jit
def compute(array_1, array_2, a, b, c):
    """clip(array_1, 2, 10) * a + array_2 * b + c, element by element."""
    result = np.empty_like(array_1)
    # pragma parallel for
    for i in range(array_1.shape[0]):
        for j in range(array_1.shape[1]):
            result[i, j] = min(max(array_1[i, j], 2), 10) * a + array_2[i, j] * b + c
    return result


def reference(array_1, array_2, a, b, c):
    return np.clip(array_1, 2, 10) * a + array_2 * b + c


def make_inputs(size, seed):
    first, second = np.random.default_rng(seed).integers(0, 1000, (2, *size))
    return first, second, 4, 3, 9


KERNEL = Kernel(
    name="compute",
    function=compute,
    reference=reference,
    inputs=make_inputs,
    sizes=SIZES,
    directives=("parallel for",),
)
