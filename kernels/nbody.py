"""Gravity among point masses, all pairs, kick-drift-kick leapfrog."""

import numpy as np
import pragmac

from kernels.kernel import Kernel

# Bodies, time steps.
SIZES = {"XS": (40, 3), "S": (500, 5), "M": (2000, 5)}

TIME_STEP = 0.01
SOFTENING = 0.1  # keeps the force of a close pair finite


@pragmac.jit
def nbody(position, velocity, mass, steps, dt):
    """Advances position[body, axis] and velocity[body, axis] by `steps` steps of length `dt`.

    With the old acceleration a half kick and a drift, with the new one the other half kick;
    G is 1. Each body has its own row in every array that a parallel loop writes.
    """
    n = position.shape[0]
    acceleration = np.zeros_like(position)
    for step in range(steps + 1):
        if step > 0:
            # pragma parallel for
            for i in range(n):
                for axis in range(3):
                    velocity[i, axis] += 0.5 * dt * acceleration[i, axis]
                    position[i, axis] += dt * velocity[i, axis]
        # pragma parallel for
        for i in range(n):
            ax = ay = az = 0.0
            for j in range(n):
                dx = position[j, 0] - position[i, 0]
                dy = position[j, 1] - position[i, 1]
                dz = position[j, 2] - position[i, 2]
                square = dx * dx + dy * dy + dz * dz + SOFTENING * SOFTENING
                pull = mass[j] / (square * np.sqrt(square))
                ax += pull * dx
                ay += pull * dy
                az += pull * dz
            acceleration[i, 0], acceleration[i, 1], acceleration[i, 2] = ax, ay, az
        if step > 0:
            # pragma parallel for
            for i in range(n):
                for axis in range(3):
                    velocity[i, axis] += 0.5 * dt * acceleration[i, axis]


def accelerations(position, mass):
    apart = position[None, :, :] - position[:, None, :]
    square = (apart**2).sum(axis=2) + SOFTENING**2
    return ((mass[None, :] / (square * np.sqrt(square)))[:, :, None] * apart).sum(axis=1)


def reference(position, velocity, mass, steps, dt):
    acceleration = accelerations(position, mass)
    for _ in range(steps):
        velocity += 0.5 * dt * acceleration
        position += dt * velocity
        acceleration = accelerations(position, mass)
        velocity += 0.5 * dt * acceleration


def make_inputs(size, seed):
    bodies, steps = size
    generator = np.random.default_rng(seed)
    position = generator.standard_normal((bodies, 3))
    velocity = generator.standard_normal((bodies, 3))
    mass = generator.uniform(0.5, 1.5, bodies) / bodies
    return position, velocity, mass, steps, TIME_STEP


# The reference sums in another order.
KERNEL = Kernel(
    name="nbody",
    function=nbody,
    reference=reference,
    inputs=make_inputs,
    sizes=SIZES,
    outputs=(0, 1),
    tolerance=1e-12,
    directives=("parallel for",) * 3,
)
