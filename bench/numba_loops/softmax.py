"""Softmax with its sum in float32: Numba makes float64 of `0.0 + x` for a float32 x."""

import numpy as np
from numba import prange


def softmax(x):
    result = np.empty_like(x)
    for i in prange(x.shape[0]):
        largest = x[i, 0]
        for j in range(x.shape[1]):
            largest = max(largest, x[i, j])
        total = np.float32(0.0)
        for j in range(x.shape[1]):
            result[i, j] = np.exp(x[i, j] - largest)
            total += result[i, j]
        for j in range(x.shape[1]):
            result[i, j] /= total
    return result
