import numpy as np
import pragmac


@pragmac.jit
def f(a):
    total = 0.0
    for i in range(a.shape[0]):
        row = a[i]
        for j in range(row.shape[0]):
            total += row[j]
    return total / row[0]  # error[P431]: the array `row` was made inside of a loop or an `if`


CALL = lambda: f(np.ones((3, 3)))
