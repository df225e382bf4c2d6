"""Counts of values in equal bins of [0, 1), by atomic updates of one small table."""

import numpy as np
import pragmac

from kernels.kernel import Kernel

# Values, bins; a power of two makes the edges exact, so that np.histogram cuts at the same places.
SIZES = {"XS": (5000, 16), "S": (1_000_000, 256), "M": (10_000_000, 256)}


@pragmac.jit
def histogram(values, bins):
    """counts[k] = how many values, all of them in [0, 1), lie in [k / bins, (k + 1) / bins)."""
    counts = np.zeros(bins, dtype=np.int64)
    # pragma parallel for
    for i in range(values.shape[0]):
        k = int(values[i] * bins)
        # pragma atomic
        counts[k] += 1
    return counts


def reference(values, bins):
    return np.histogram(values, bins, (0.0, 1.0))[0]


def make_inputs(size, seed):
    count, bins = size
    return np.random.default_rng(seed).beta(2.0, 5.0, count), bins


# Integer updates commute: every order gives the same counts.
KERNEL = Kernel(
    name="histogram",
    function=histogram,
    reference=reference,
    inputs=make_inputs,
    sizes=SIZES,
    directives=("parallel for", "atomic"),
)
