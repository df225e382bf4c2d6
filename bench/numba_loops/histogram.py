"""Counts in a table per thread: `counts[k] += 1` in a prange loses updates without a word."""

import numba
import numpy as np
from numba import prange

PARALLEL_ONLY = True  # on one thread the plain loop is better


def histogram(values, bins):
    threads = numba.get_num_threads()
    own = np.zeros((threads, bins), dtype=np.int64)
    n = values.shape[0]
    for t in prange(threads):
        counts = own[t]
        for i in range(n * t // threads, n * (t + 1) // threads):
            counts[int(values[i] * bins)] += 1
    return own.sum(axis=0)
