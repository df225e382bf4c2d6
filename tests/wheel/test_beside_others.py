"""pragmac and packages with compilers and threads of their own in one process, in either order."""

import itertools

import pytest

# A function of each that computes something and checks it.
WORK = {
    "pragmac": """
import pragmac
@pragmac.jit
def total(x, y):
    s = 0.0
    # pragma parallel for reduction(+: s)
    for i in range(x.shape[0]):
        y[i] = np.sin(x[i])
        s += x[i]
    return s
def pragmac_works():
    y = np.zeros_like(x)
    assert total(x, y) == x.sum()
    np.testing.assert_allclose(y, np.sin(x), rtol=1e-14)
""",
    "numba": """
import numba
@numba.njit(parallel=True)
def twice(x):
    y = np.empty_like(x)
    for i in numba.prange(x.shape[0]):
        y[i] = 2.0 * np.sin(x[i])
    return y
def numba_works():
    np.testing.assert_allclose(twice(x), 2.0 * np.sin(x), rtol=1e-14)
""",
    "jax": """
import jax
jax.config.update("jax_enable_x64", True)
@jax.jit
def product(x):
    return jax.numpy.dot(jax.numpy.sin(x), x)
def jax_works():
    np.testing.assert_allclose(product(x), np.dot(np.sin(x), x), rtol=1e-9)
""",
    "scipy": """
import scipy.linalg, scipy.special
def scipy_works():
    matrix = np.diag(1.0 + np.arange(50.0)) + 0.01
    np.testing.assert_allclose(scipy.linalg.inv(matrix) @ matrix, np.eye(50), atol=1e-10)
    np.testing.assert_allclose(scipy.special.expit(x) + scipy.special.expit(-x), 1.0)
""",
}
OTHERS = [name for name in WORK if name != "pragmac"]
PAIRS = [pair for name in OTHERS for pair in itertools.permutations(("pragmac", name))]
ALL = [("pragmac", *OTHERS), (*OTHERS, "pragmac")]


@pytest.mark.parametrize("names", [*PAIRS, *ALL], ids=" then ".join)
def test_both_compute(peers, names):
    """All are imported before one of them works; then they work in turns."""
    for name in names:
        if name in peers.missing:
            pytest.skip(peers.missing[name])
    calls = [f"{name}_works()" for name in names] * 2
    program = ["import numpy as np", "x = np.arange(1000.0)", *map(WORK.get, names), *calls]
    assert peers.run_code("\n".join([*program, "print('done')"])) == "done\n"
