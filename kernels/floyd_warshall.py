"""All shortest paths of a dense directed graph (Floyd and Warshall, 1962)."""

import numpy as np
import pragmac

from kernels.kernel import Kernel

SIZES = {"XS": 40, "S": 250, "M": 500}


@pragmac.jit
def floyd_warshall(path):
    """Replaces the edge lengths path[i, j] by the lengths of the shortest paths, in place.

    Step k reads row k and column k while it writes every row. No entry on them changes in step k
    because path[k, k] is 0, which is what `samevalue` says: no subscript shows it.
    """
    n = path.shape[0]
    for k in range(n):
        # pragma parallel for assume(samevalue: path)
        for i in range(n):
            to_k = path[i, k]
            for j in range(n):
                path[i, j] = min(path[i, j], to_k + path[k, j])


def reference(path):
    for k in range(path.shape[0]):
        np.minimum(path, path[:, k, None] + path[None, k, :], out=path)


def make_inputs(size, seed):
    generator = np.random.default_rng(seed)
    path = generator.integers(1, 1000, (size, size), dtype=np.int32)
    path[generator.random((size, size)) < 0.7] = 100_000  # no edge
    np.fill_diagonal(path, 0)
    return (path,)


KERNEL = Kernel(
    name="floyd_warshall",
    function=floyd_warshall,
    reference=reference,
    inputs=make_inputs,
    sizes=SIZES,
    outputs=(0,),
    directives=("parallel for assume(samevalue: path)",),
)
