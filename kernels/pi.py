"""Pi as the integral of 4 / (1 + x * x) over [0, 1], by the midpoint rule."""

import numpy as np
import pragmac

from kernels.kernel import Kernel

SIZES = {"XS": 3000, "S": 1_000_000, "M": 20_000_000}


@pragmac.jit
def pi(steps):
    """The sum over `steps` strips of equal width; one scalar is all that iterations share."""
    width = 1.0 / steps
    s = 0.0
    # pragma parallel for reduction(+: s)
    for i in range(steps):
        x = (i + 0.5) * width
        s += 4.0 / (1.0 + x * x)
    return s * width


def reference(steps):
    x = (np.arange(steps) + 0.5) * (1.0 / steps)
    return (4.0 / (1.0 + x * x)).sum() * (1.0 / steps)


def make_inputs(size, seed):
    return (size,)


# The sum may be re-ordered; in order its roundings reach 1e-13 at a million steps.
KERNEL = Kernel(
    name="pi",
    function=pi,
    reference=reference,
    inputs=make_inputs,
    sizes=SIZES,
    exact=False,
    tolerance=1e-12,
    directives=("parallel for reduction(+: s)",),
)
