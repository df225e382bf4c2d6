"""Reductions of every kind on fixed data; prints one hash of all results.

Run by `run.py` in many processes: the hash may depend on nothing else than this file.
"""

import hashlib
import warnings

import numpy as np
import pragmac

warnings.simplefilter("ignore")


@pragmac.jit
def sums(x, w):
    s = 0.0
    p = 1.0
    n = 0
    # pragma parallel for
    for i in range(x.shape[0]):
        s += x[i] * w[i]
        p *= 1 + w[i] * 1e-4
        if x[i] > 0.3:
            n += 1
    return s, p, n


@pragmac.jit
def extrema(x):
    low = x[0]
    high = x[0]
    largest = x[0]
    at = 0
    # pragma parallel for
    for i in range(x.shape[0]):
        low = min(low, x[i])
        high = np.maximum(high, x[i])
        if x[i] > largest:
            largest = x[i]
            at = i
    return low, high, largest, at


@pragmac.jit
def bits(k):
    a = np.int64(-1)
    o = np.int64(0)
    x = np.int64(0)
    every = True
    some = False
    # pragma parallel for schedule(dynamic, 3)
    for i in range(k.shape[0]):
        a &= k[i] | 8
        o |= k[i] & 1023
        x ^= k[i]
        every = every and k[i] >= 0
        some = some or k[i] == 77
    return a, o, x, every, some


@pragmac.jit
def nested(m):
    t = 0.0
    # pragma parallel for schedule(guided)
    for i in range(m.shape[0]):
        s = 0.0
        for j in range(m.shape[1]):
            s += m[i, j] * 0.1
        t += s / 3
    return t


@pragmac.jit
def columns(y, m):
    # pragma parallel for reduction(+: y) num_threads(2)
    for i in range(m.shape[0]):
        for j in range(m.shape[1]):
            y[j] += m[i, j]


@pragmac.jit
def histogram(c, k, w):
    # pragma parallel for
    for i in range(k.shape[0]):
        # pragma atomic
        c[k[i]] += w[i]


@pragmac.jit
def collapsed(m):
    s = 0.0
    # pragma parallel for collapse(2)
    for i in range(m.shape[0]):
        for j in range(m.shape[1]):
            s += m[i, j] / 7
    return s


def main() -> None:
    random = np.random.default_rng(11)
    found = hashlib.sha256()

    def keep(value) -> None:
        for item in value if isinstance(value, tuple) else (value,):
            found.update(np.asarray(item).tobytes())

    for n in (0, 1, 5, 255, 256, 257, 1000, 20_011):
        w = random.standard_normal(n)
        for dtype in ("f8", "f4", "f2", "c16", "c8"):
            x = random.standard_normal(n).astype(dtype)
            if dtype[0] == "f":
                keep(sums(x, w.astype(dtype)))
                if n:
                    keep(extrema(x))
            m = x[: n // 5 * 5].reshape(-1, 5) if n else x.reshape(0, 5)
            keep((nested(m), collapsed(m)))
            y = np.zeros(5, dtype)
            columns(y, m)
            keep(y)
        k = random.integers(0, 50, n)
        keep(bits(k))
        c = np.zeros(50)
        histogram(c, k, w)
        keep(c)
    print(found.hexdigest())


if __name__ == "__main__":
    main()
