"""Many dot products of 4,096 numbers: one pragma on an in-order sum."""

import numpy as np
import pragmac

from kernels.kernel import Kernel

# Products, numbers in each.
SIZES = {"XS": (3, 64), "S": (400, 4096), "M": (4000, 4096)}


@pragmac.jit
def dot(x, y, times):
    """x @ y, summed `times` times: both stay in cache, and only the sum has lanes."""
    result = 0.0
    for t in range(times):
        s = 0.0
        # pragma simd
        for i in range(x.shape[0]):
            s += x[i] * y[i]
        result += s
        y[t % y.shape[0]] += 1.0
    return result


def reference(x, y, times):
    result = 0.0
    for t in range(times):
        result += float(x @ y)
        y[t % y.shape[0]] += 1.0
    return result


def make_inputs(size, seed):
    times, length = size
    generator = np.random.default_rng(seed)
    return generator.random(length), generator.random(length), times


KERNEL = Kernel(
    name="dot",
    function=dot,
    reference=reference,
    inputs=make_inputs,
    sizes=SIZES,
    outputs=(1,),
    exact=False,
    tolerance=1e-12,
    directives=("simd",),
)
