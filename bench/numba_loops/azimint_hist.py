"""Counts and sums in tables per thread: updates of shared ones in a prange would be lost."""

import numba
import numpy as np
from numba import prange

PARALLEL_ONLY = True  # on one thread the plain loop is better


def azimint_hist(data, radius, bins):
    threads = numba.get_num_threads()
    own_counts = np.zeros((threads, bins), dtype=np.int64)
    own_sums = np.zeros((threads, bins))
    n = radius.shape[0]
    for t in prange(threads):
        counts = own_counts[t]
        sums = own_sums[t]
        for i in range(n * t // threads, n * (t + 1) // threads):
            k = int(radius[i] * bins)
            counts[k] += 1
            sums[k] += data[i]
    mean = np.empty(bins)
    for k in range(bins):
        count = 0
        total = 0.0
        for t in range(threads):
            count += own_counts[t, k]
            total += own_sums[t, k]
        mean[k] = total / count if count > 0 else np.nan
    return mean
