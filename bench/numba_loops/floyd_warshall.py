"""All shortest paths with sums in int32: Numba makes int64 of the sum of two int32."""

import numpy as np
from numba import prange


def floyd_warshall(path):
    n = path.shape[0]
    for k in range(n):
        for i in prange(n):
            to_k = path[i, k]
            for j in range(n):
                path[i, j] = min(path[i, j], np.int32(to_k + path[k, j]))
