"""break leaves the innermost loop, continue goes on with it."""

import pragmac
from inputs import array


@pragmac.jit
def f(a):
    k = 0
    for i in range(a.shape[0]):
        if a[i] < 0.0:
            continue
        for j in range(10):
            if j > a[i]:
                break
            k += 1
        if a[i] > 5.0:
            break
        k += 100
    return k


def case_0():
    return (array("float64", (5,), [1.0, -1.0, 3.0, 6.0, 1.0]),)


CASES = (case_0,)
