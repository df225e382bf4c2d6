"""Azimuthal integration: mean of the data in each ring around a centre (NPBench azimint_naive)."""

import numpy as np
import pragmac

from kernels.kernel import Kernel

# Points, rings.
SIZES = {"XS": (400, 12), "S": (40_000, 100), "M": (400_000, 500)}


@pragmac.jit
def azimint_naive(data, radius, rings):
    """mean[i] of the data whose radius lies in [i, i + 1) * largest / rings; NaN in an empty ring.

    Every ring looks at every point; the farthest point lies in no ring, as in NPBench.
    """
    largest = 0.0
    # pragma parallel for
    for j in range(radius.shape[0]):
        largest = max(largest, radius[j])
    mean = np.empty(rings, dtype=np.float64)
    # pragma parallel for
    for i in range(rings):
        inner = largest * i / rings
        outer = largest * (i + 1) / rings
        total = 0.0
        count = 0
        # pragma simd
        for j in range(radius.shape[0]):
            if inner <= radius[j] < outer:
                total += data[j]
                count += 1
        mean[i] = total / count if count > 0 else np.nan
    return mean


def reference(data, radius, rings):
    largest = radius.max(initial=0.0)
    mean = np.full(rings, np.nan)
    for i in range(rings):
        inner, outer = largest * i / rings, largest * (i + 1) / rings
        inside = data[(inner <= radius) & (radius < outer)]
        if inside.size > 0:
            mean[i] = inside.mean()
    return mean


def make_inputs(size, seed):
    points, rings = size
    generator = np.random.default_rng(seed)
    return generator.random(points), generator.random(points), rings


# `simd` lets the sum of a ring be re-ordered: no more than (points of a ring) roundings.
KERNEL = Kernel(
    name="azimint_naive",
    function=azimint_naive,
    reference=reference,
    inputs=make_inputs,
    sizes=SIZES,
    exact=False,
    tolerance=1e-12,
    directives=("parallel for", "parallel for", "simd"),
)
