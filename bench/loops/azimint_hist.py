"""Azimuthal integration by two histograms of equal bins (NPBench azimint_hist)."""

import numpy as np
import pragmac

from kernels.kernel import Kernel

# Points, bins.
SIZES = {"XS": (4000, 16), "S": (400_000, 1000), "M": (4_000_000, 1000)}


@pragmac.jit
def azimint_hist(data, radius, bins):
    """Mean of the data in each of `bins` equal bins of radius; an empty bin gives nan.

    Every radius lies in [0, 1), the range of the bins.
    """
    counts = np.zeros(bins, dtype=np.int64)
    sums = np.zeros(bins)
    # pragma parallel for
    for i in range(radius.shape[0]):
        k = int(radius[i] * bins)
        # pragma atomic
        counts[k] += 1
        # pragma atomic
        sums[k] += data[i]
    mean = np.empty(bins)
    for k in range(bins):
        mean[k] = sums[k] / counts[k] if counts[k] > 0 else np.nan
    return mean


def reference(data, radius, bins):
    k = (radius * bins).astype(np.int64)
    counts = np.bincount(k, minlength=bins)
    sums = np.bincount(k, data, minlength=bins)
    return np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)


def make_inputs(size, seed):
    points, bins = size
    generator = np.random.default_rng(seed)
    return generator.random(points), generator.random(points), bins


KERNEL = Kernel(
    name="azimint_hist",
    function=azimint_hist,
    reference=reference,
    inputs=make_inputs,
    sizes=SIZES,
    exact=False,
    tolerance=1e-11,
    directives=("parallel for", "atomic", "atomic"),
)
