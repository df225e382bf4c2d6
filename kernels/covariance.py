"""Covariance matrix of the columns of a table (PolyBench covariance)."""

import numpy as np
import pragmac

from kernels.kernel import Kernel

# Samples (rows), variables (columns).
SIZES = {"XS": (30, 20), "S": (300, 250), "M": (1200, 1000)}


@pragmac.jit
def covariance(data):
    """Centres the columns of `data` in place; covariance[i, j] of columns i and j, over n - 1.

    Iteration i of the second loop owns row i right of the diagonal and column i below it.
    """
    samples, variables = data.shape
    # pragma parallel for
    for j in range(variables):
        total = 0.0
        # pragma simd
        for k in range(samples):
            total += data[k, j]
        mean = total / samples
        for k in range(samples):
            data[k, j] -= mean
    result = np.empty((variables, variables), dtype=data.dtype)
    # pragma parallel for
    for i in range(variables):
        for j in range(i, variables):
            total = 0.0
            # pragma simd
            for k in range(samples):
                total += data[k, i] * data[k, j]
            result[i, j] = result[j, i] = total / (samples - 1)
    return result


def reference(data):
    data -= data.mean(axis=0)
    return data.T @ data / (data.shape[0] - 1)


def make_inputs(size, seed):
    samples, variables = size
    generator = np.random.default_rng(seed)
    mixed = generator.standard_normal((variables, variables)) / np.sqrt(variables or 1)
    return (generator.standard_normal((samples, variables)) @ mixed + 1.0,)


# `simd` lets both sums be re-ordered: no more than (samples) roundings.
KERNEL = Kernel(
    name="covariance",
    function=covariance,
    reference=reference,
    inputs=make_inputs,
    sizes=SIZES,
    outputs=(0,),
    exact=False,
    tolerance=1e-12,
    directives=("parallel for", "simd") * 2,
)
