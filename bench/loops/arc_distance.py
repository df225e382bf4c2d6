"""Distance on a sphere between pairs of points (NPBench arc_distance)."""

import numpy as np
import pragmac

from kernels.kernel import Kernel

SIZES = {"XS": 3000, "S": 100_000, "M": 1_000_000}


@pragmac.jit
def arc_distance(theta_1, phi_1, theta_2, phi_2):
    """The angle between the points (theta, phi) with one index, by the haversine formula."""
    distance = np.empty_like(theta_1)
    # pragma parallel for
    for i in range(theta_1.shape[0]):
        down = np.sin((theta_2[i] - theta_1[i]) / 2.0)
        across = np.sin((phi_2[i] - phi_1[i]) / 2.0)
        chord = down * down + np.cos(theta_1[i]) * np.cos(theta_2[i]) * across * across
        distance[i] = 2.0 * np.arctan2(np.sqrt(chord), np.sqrt(1.0 - chord))
    return distance


def reference(theta_1, phi_1, theta_2, phi_2):
    down, across = np.sin((theta_2 - theta_1) / 2), np.sin((phi_2 - phi_1) / 2)
    chord = down**2 + np.cos(theta_1) * np.cos(theta_2) * across**2
    return 2 * np.arctan2(np.sqrt(chord), np.sqrt(1 - chord))


def make_inputs(size, seed):
    return tuple(np.random.default_rng(seed).random((4, size)))


KERNEL = Kernel(
    name="arc_distance",
    function=arc_distance,
    reference=reference,
    inputs=make_inputs,
    sizes=SIZES,
    exact=False,
    tolerance=1e-13,
    directives=("parallel for",),
)
