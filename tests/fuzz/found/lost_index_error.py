"""Random program 27264 of seed 2027."""

import math

import numpy as np
import pragmac
from inputs import array, inf


@pragmac.jit
def f(a0, a1, a2, x0, p0, p1, n, m, k):
    v2 = 6
    r0 = 1.0
    v3 = np.uint8(48)
    v4 = np.uint32(49)
    v5 = np.int32(1)
    v6 = np.float32(-0.0)
    v7 = np.complex64(complex(0.5, 1.3867515325546265))
    v8 = np.bool_(True)
    a0[(14 | m) % k] = np.maximum(p0, p0)
    v1 = n | (0 | m)
    v0 = a1[
        int(
            min(
                50.0,
                max(
                    -50.0,
                    math.nextafter(
                        (np.float16(a0[(v1**0) % k]) % 7), (abs(np.float16(1.0) % 7) + 1.0)
                    ),
                ),
            )
        )
        % k,
        x0[(m >> 31) % n],
    ]
    for i in range(n):
        a0[i % k] = np.heaviside(x0[i // 2], ((np.uint8(5) % 7) | 1))
        if (np.sin(x0[x0[i + 1]])) > 0.7371:
            v2 = (v2 * 3 + 3) % 1000
        else:
            v1 = (v1 * 3 + 7) % 1000
        r0 += math.copysign((p1 | True), (p1 | True))
        if (min(a2[i % 3], a2[(-v1) % 3])) <= (
            np.minimum(
                (np.maximum(a2[i % 3], a2[i % 3])),
                (a2[(100 % (0 | 1)) % 3] if (p0 < 3.25 <= p0) else a2[i % 3]),
            )
        ):
            v3 <<= np.uint8(3)
        v4 <<= a2[i % 3]
    return (
        v0,
        v1,
        v2,
        r0,
        v3,
        v4,
        v5,
        v6,
        v7,
        v8,
        math.atan(a0[(max(n, k)) % k] % 7),
        np.expm1(v0),
    )


def case_1():
    n, m, k = 7, 11, 3
    a0 = array("float64", (3,), [0.0, inf, 5e-324], "C")
    a1 = array(
        "int32",
        (3, 7),
        [
            1,
            2,
            2147483646,
            0,
            0,
            -1,
            -2147483647,
            1073741824,
            2147483647,
            1073741824,
            1073741824,
            -2147483648,
            -2147483647,
            1,
            2147483646,
            1073741824,
            1,
            -2,
            1073741824,
            5,
            -2147483648,
        ],
        "C",
    )
    a2 = array("uint32", (3,), [0, 0, 1], "C")
    x0 = array("int32", (7,), [-5, 3, -4, 6, -1, -6, 1])
    p0 = 4.0
    p1 = True
    return a0, a1, a2, x0, p0, p1, n, m, k


CASES = (case_1,)
EXPECT = {
    "approximate_arguments": [],
    "approximate_results": [10, 11],
    "weak_results": [],
}
