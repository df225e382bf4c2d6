"""An assertion that fails raises."""

import pragmac
from inputs import array


@pragmac.jit
def f(a):
    for i in range(a.shape[0]):
        assert a[i] >= 0.0, "no negative numbers"
        a[i] += 1.0


def case_0():
    return (array("float64", (3,), [1.0, 2.0, 3.0]),)


def case_1():
    return (array("float64", (3,), [1.0, -2.0, 3.0]),)


CASES = (case_0, case_1)
