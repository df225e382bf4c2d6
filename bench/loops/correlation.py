"""Correlation matrix of the columns of a table (PolyBench correlation)."""

import numpy as np
import pragmac

from kernels.kernel import Kernel

# Samples (rows), variables (columns).
SIZES = {"XS": (30, 20), "S": (300, 250), "M": (800, 700)}


@pragmac.jit
def correlation(data):
    """Normalises the columns of `data` in place; the matrix of their correlations."""
    samples, variables = data.shape
    # pragma parallel for
    for j in range(variables):
        total = 0.0
        # pragma simd
        for k in range(samples):
            total += data[k, j]
        mean = total / samples
        square = 0.0
        # pragma simd
        for k in range(samples):
            square += (data[k, j] - mean) * (data[k, j] - mean)
        deviation = np.sqrt(square / samples)
        if deviation <= 0.1:
            deviation = 1.0
        scale = np.sqrt(float(samples)) * deviation
        for k in range(samples):
            data[k, j] = (data[k, j] - mean) / scale
    result = np.empty((variables, variables), dtype=data.dtype)
    # pragma parallel for
    for i in range(variables):
        result[i, i] = 1.0
        for j in range(i + 1, variables):
            total = 0.0
            # pragma simd
            for k in range(samples):
                total += data[k, i] * data[k, j]
            result[i, j] = result[j, i] = total
    return result


def reference(data):
    samples = data.shape[0]
    deviation = data.std(axis=0)
    deviation[deviation <= 0.1] = 1.0
    data -= data.mean(axis=0)
    data /= np.sqrt(samples) * deviation
    result = data.T @ data
    np.fill_diagonal(result, 1.0)
    return result


def make_inputs(size, seed):
    samples, variables = size
    generator = np.random.default_rng(seed)
    mixed = generator.standard_normal((variables, variables)) / np.sqrt(variables or 1)
    return (generator.standard_normal((samples, variables)) @ mixed + 1.0,)


KERNEL = Kernel(
    name="correlation",
    function=correlation,
    reference=reference,
    inputs=make_inputs,
    sizes=SIZES,
    outputs=(0,),
    exact=False,
    tolerance=1e-11,
    directives=("parallel for", "simd", "simd", "parallel for", "simd"),
)
