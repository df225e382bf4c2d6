"""RNA folding by dynamic programming (Nussinov, 1978), one anti-diagonal after the other."""

import numpy as np
import pragmac

from kernels.kernel import Kernel

SIZES = {"XS": 45, "S": 200, "M": 500}


def match(first, second):
    """1 where the bases pair: 0 with 3, 1 with 2."""
    return 1 if first + second == 3 else 0


@pragmac.jit
def nussinov(bases):
    """table[i, j] = most pairs that bases i .. j can form.

    Cells of one anti-diagonal (j - i = span) read only cells of shorter spans.
    """
    n = bases.shape[0]
    table = np.zeros((n, n), dtype=np.int32)
    for span in range(1, n):
        # pragma parallel for
        for i in range(n - span):
            j = i + span
            best = max(table[i, j - 1], table[i + 1, j])
            if span > 1:
                best = max(best, table[i + 1, j - 1] + match(bases[i], bases[j]))
            else:
                best = max(best, table[i + 1, j - 1])
            for k in range(i + 1, j):
                best = max(best, table[i, k] + table[k + 1, j])
            table[i, j] = best
    return table


def reference(bases):
    """Row after row from the last, as the paper writes it; the inner maximum as an array."""
    n = bases.shape[0]
    table = np.zeros((n, n), dtype=np.int32)
    for i in range(n - 1, -1, -1):
        for j in range(i + 1, n):
            best = max(table[i, j - 1], table[i + 1, j])
            if i < j - 1:
                best = max(best, table[i + 1, j - 1] + match(bases[i], bases[j]))
                best = max(best, np.max(table[i, i + 1 : j] + table[i + 2 : j + 1, j]))
            else:
                best = max(best, table[i + 1, j - 1])
            table[i, j] = best
    return table


def make_inputs(size, seed):
    return (np.random.default_rng(seed).integers(0, 4, size, dtype=np.int32),)


KERNEL = Kernel(
    name="nussinov",
    function=nussinov,
    reference=reference,
    inputs=make_inputs,
    sizes=SIZES,
    directives=("parallel for",),
)
