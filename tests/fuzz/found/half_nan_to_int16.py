"""Random program 2206 of seed 2027."""

import numpy as np
import pragmac
from inputs import array, inf, nan


@pragmac.jit
def f(a0, a1, a2, a3, x0, a4, a5, a6, a7, p0, p1, n, m, k):
    v0 = 6.0
    v1 = 3.7685577869415283
    v2 = 9.0
    v3 = 1
    v6 = 1
    w0 = 0
    v4 = 3
    r0 = p0
    v5 = a3
    a7[1, v3] += np.int16(a6[(n) % m])
    return (
        v0,
        v1,
        v2,
        v3,
        w0,
        v4,
        r0,
        v5,
        v6,
        a5,
        x0,
    )


def case_2():
    n, m, k = 3, 3, 3
    a0 = array("float64", (), [0.0], "C")
    a1 = array("int64", (3,), [0, 1, 0], "F")
    a2 = array(
        "float64",
        (3, 3),
        [
            2.0,
            inf,
            5e-324,
            2.2250738585072014e-308,
            46.843270896298606,
            -inf,
            -0.0,
            1.0,
            1.7976931348623157e308,
        ],
        "C",
    )
    a3 = a0
    x0 = array("int64", (3,), [1, 1, 0])
    a4 = array("uint8", (3,), [2, 43, 55], "strided")
    a5 = array("bool", (3,), [False, False, False], "C")
    a6 = array("float16", (3,), [nan, nan, -17.109375], "C")
    a7 = array("int16", (3, 3), [-2, -47, 86, -5, -43, 0, 90, -3, 0], "strided")
    p0 = True
    p1 = 24.96044125982466
    return a0, a1, a2, a3, x0, a4, a5, a6, a7, p0, p1, n, m, k


CASES = (case_2,)
EXPECT = {
    "approximate_arguments": [],
    "approximate_results": [6],
    "weak_results": [],
}
