"""RNA folding with sums in int32: Numba makes int64 of the sum of two int32."""

import numpy as np
from numba import prange


def nussinov(bases):
    n = bases.shape[0]
    table = np.zeros((n, n), dtype=np.int32)
    for span in range(1, n):
        for i in prange(n - span):
            j = i + span
            best = max(table[i, j - 1], table[i + 1, j])
            pair = 1 if span > 1 and bases[i] + bases[j] == 3 else 0
            best = max(best, np.int32(table[i + 1, j - 1] + pair))
            for k in range(i + 1, j):
                best = max(best, np.int32(table[i, k] + table[k + 1, j]))
            table[i, j] = best
    return table
