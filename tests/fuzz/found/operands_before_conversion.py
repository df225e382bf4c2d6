"""Random program 28392 of seed 2027."""

import math

import numpy as np
import pragmac
from inputs import array, nan, shifted

g0 = 1


@pragmac.jit
def f(
    a0,
    a1,
    a2,
    a3,
    a4,
    a5,
    a6,
    a7,
    a8,
    q0,
    q1,
    a9,
    a10,
    a11,
    a12,
    a13,
    a14,
    a15,
    a16,
    p0,
    p1,
    p2,
    n,
    m,
    k,
):
    v0 = np.uint32(82)
    v1 = np.uint32(6)
    v2 = 1
    b0 = np.ones((n, k), dtype=np.int64)
    for i in range(0, n, p2):
        r0 = np.bool_(False)
        r0 += a6[i % k] != a7[i % k]
        v0, v1 = (v0 * 3), (v1 ** (a5[(min(p0, n)) % n] & 3))
        q1[i % k] = np.expm1(np.int16(0))
        if (math.lgamma(a1[i, i] % 7 + 3)) > 0.7371:
            v2 = (v2 * 3 + 4) % 1000
        else:
            v2 = (v2 * 3 + 2) % 1000
    for i in range(0, n, 2):
        a14[i, i % k] = min(((-7) & (a5[i + 5] << 100)), (np.sign(min(v1, a5[i]))))
        a15[i] += a11[i % m]
        a16[i] = a15[i]
    u0 = np.complex128(1j) + np.complex128(1 - 1j)
    return (
        b0,
        r0,
        v0,
        v1,
        v2,
        u0,
    )


def case_2():
    n, m, k = 1, 2, 2
    a0 = array(
        "float64", (2, 2, 2), [0.5, 0.5, -2.3520530450151824, -0.0, 6.0, 0.5, -0.0, -0.0], "C"
    )
    a1 = array("uint8", (1, 1), [1], "C")
    a2 = array("uint8", (2,), [1, 1], "C")
    a3 = shifted(a0)
    a4 = array("int64", (2, 1), [-3, 6], "C")
    a5 = array("uint32", (1,), [42], "reversed")
    a6 = array("int32", (2,), [97, -4], "offset")
    a7 = array("int32", (2,), [-69, 2147483647], "C")
    a8 = a6
    q0 = array("float64", (2,), [-0.0, -9.0], "C")
    q1 = array("float32", (2,), [nan, -0.0], "strided")
    a9 = array("float32", (2,), [-8.0, 2.016491174697876], "C")
    a10 = array("uint64", (2,), [1, 18446744073709551614], "offset")
    a11 = array("bool", (2,), [True, True], "F")
    a12 = array(
        "complex64", (2,), [complex(-7.0, -6.146302223205566), complex(-0.0, -2.0)], "offset"
    )
    a13 = array("int32", (2, 2), [-2147483648, 47, 1073741824, 0], "C")
    a14 = array("int32", (1, 2), [-1, 1], "C")
    a15 = array("bool", (1,), [False], "reversed")
    a16 = a15[::-1]
    p0 = -3
    p1 = 2
    p2 = -90
    return (
        a0,
        a1,
        a2,
        a3,
        a4,
        a5,
        a6,
        a7,
        a8,
        q0,
        q1,
        a9,
        a10,
        a11,
        a12,
        a13,
        a14,
        a15,
        a16,
        p0,
        p1,
        p2,
        n,
        m,
        k,
    )


CASES = (case_2,)
EXPECT = {
    "approximate_arguments": [9, 10],
    "approximate_results": [],
    "weak_results": [],
}
