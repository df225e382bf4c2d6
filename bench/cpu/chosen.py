"""Which programs and sizes are measured; written down before the first measurement.

The kernels of `kernels/`, and loops of our own for names of NPBench, with the algorithm of its
NumPy text: those where Numba's version there is loops, or element by element is the same work.
Left out: names whose work is a library's (cholesky2, covariance2, contour_integral, k3mm beside
k2mm, mlp, stockham_fft's small products), whole networks (lenet, resnet), `while` on a global sum
(channel_flow, and cavity_flow beside it), scattering_self_energies (products of tiny matrices), and
the second mandelbrot. The others of NPBench are kernels already.
"""

import kernels

LOOPS = (
    "adi",
    "arc_distance",
    "atax",
    "azimint_hist",
    "bicg",
    "compute",
    "conv2d_bias",
    "correlation",
    "deriche",
    "doitgen",
    "dot",  # not NPBench's: one pragma on an in-order sum
    "durbin",
    "fdtd_2d",
    "gemver",
    "gesummv",
    "gramschmidt",
    "hdiff",
    "jacobi_1d",
    "k2mm",
    "lu",
    "ludcmp",
    "mvt",
    "syr2k",
    "vadv",
)
NAMES = tuple(sorted((*kernels.NAMES, *LOOPS)))

SIZES = ("S", "M")  # of every program
# Out of cache, for sweeps whose bytes are compared with a copy's: (steps, points along an edge).
LARGE = {"jacobi_2d": (4, 4000), "heat_3d": (4, 320)}

LEAST_SECONDS = 1e-3  # a size whose call takes less is shown and not counted

# What `--quick` measures, at size S: a program of each kind.
QUICK = (
    "arc_distance",
    "black_scholes",
    "conv2d_bias",
    "gemm",
    "jacobi_2d",
    "lu",
    "mandelbrot",
    "nussinov",
    "softmax",
    "spmv",
)

# What is asked: ratios of a peer's time to ours, over the better of a family.
ASKED = {
    # family: (geometric mean of all that count, bound that no interval may lie below)
    "Numba": (1.5, 1.0),
    "C": (1.1, 0.9),
}
# Of single programs, over the better Numba; its dot product is the in-order loop.
ASKED_OF_ONE = {"black_scholes": 2.0, "dot": 5.0, "mandelbrot": 3.0, "softmax": 4.0}
# Least share of what a probe of the same rounds shows.
ASKED_SHARES = {
    ("gemm", "M"): ("add_mul", 0.50),
    ("jacobi_2d", "L"): ("copy", 0.85),
    ("heat_3d", "L"): ("copy", 0.85),
}
