"""Three picture filters as annotated loops: shaded relief, anisotropic diffusion, bilateral."""

import math

import numpy as np
import pragmac


def height_between(elevation, row, column):
    """The height at fractional coordinates inside the grid, bilinear."""
    top = min(int(row), elevation.shape[0] - 2)
    left = min(int(column), elevation.shape[1] - 2)
    down = row - top
    right = column - left
    above = (1.0 - right) * elevation[top, left] + right * elevation[top, left + 1]
    below = (1.0 - right) * elevation[top + 1, left] + right * elevation[top + 1, left + 1]
    return (1.0 - down) * above + down * below


def sunlit(elevation, i, j, down, right, climb, highest):
    """1.0 where a ray from cell (i, j) towards the sun leaves the grid above ground, else 0.0."""
    row = i + down
    column = j + right
    ray = elevation[i, j] + climb
    while ray < highest:
        if row < 0.0 or row > elevation.shape[0] - 1:
            break
        if column < 0.0 or column > elevation.shape[1] - 1:
            break
        if height_between(elevation, row, column) > ray:
            return 0.0
        row += down
        column += right
        ray += climb
    return 1.0


@pragmac.jit
def shaded_relief(elevation, dx, dy, azimuth, altitude, ambient):
    """Light that each cell reflects, 0 to 1: Lambert's law with Horn's slopes, and cast shadows.

    Row 0 is the northern border; `dx`, `dy` are the cell's sides in the unit of the heights;
    `azimuth` counts clockwise from north, both angles in radians; shadows keep `ambient`.
    """
    rows = elevation.shape[0]
    columns = elevation.shape[1]
    east = math.sin(azimuth) * math.cos(altitude)
    north = math.cos(azimuth) * math.cos(altitude)
    up = math.sin(altitude)
    stride = 1.0 / max(abs(east / dx), abs(north / dy))  # one cell along the steeper axis
    highest = elevation[0, 0]
    for i in range(rows):
        for j in range(columns):
            highest = max(highest, elevation[i, j])
    shade = np.empty((rows, columns))
    # pragma parallel for
    for i in range(rows):
        n = max(i - 1, 0)
        s = min(i + 1, rows - 1)
        for j in range(columns):
            w = max(j - 1, 0)
            e = min(j + 1, columns - 1)
            eastern = elevation[n, e] + 2.0 * elevation[i, e] + elevation[s, e]
            western = elevation[n, w] + 2.0 * elevation[i, w] + elevation[s, w]
            northern = elevation[n, w] + 2.0 * elevation[n, j] + elevation[n, e]
            southern = elevation[s, w] + 2.0 * elevation[s, j] + elevation[s, e]
            slope_x = (eastern - western) / (8.0 * dx)
            slope_y = (northern - southern) / (8.0 * dy)
            facing = up - east * slope_x - north * slope_y
            facing = facing / math.sqrt(1.0 + slope_x * slope_x + slope_y * slope_y)
            light = 0.0
            if facing > 0.0:
                light = facing * sunlit(
                    elevation, i, j, -north * stride / dy, east * stride / dx, up * stride, highest
                )
            shade[i, j] = ambient + (1.0 - ambient) * light
    return shade


def conductance(old, i, j, p, q, contrast):
    """How freely colour flows between two neighbours: near 1 in flat parts, near 0 across edges."""
    red = old[p, q, 0] - old[i, j, 0]
    green = old[p, q, 1] - old[i, j, 1]
    blue = old[p, q, 2] - old[i, j, 2]
    return 1.0 / (1.0 + (red * red + green * green + blue * blue) / (contrast * contrast))


def diffusion_step(old, new, contrast, rate):
    """One explicit step from `old` to `new`; nothing flows through the picture's border."""
    rows = old.shape[0]
    columns = old.shape[1]
    # pragma parallel for
    for i in range(rows):
        n = max(i - 1, 0)
        s = min(i + 1, rows - 1)
        for j in range(columns):
            w = max(j - 1, 0)
            e = min(j + 1, columns - 1)
            to_n = conductance(old, i, j, n, j, contrast)
            to_s = conductance(old, i, j, s, j, contrast)
            to_w = conductance(old, i, j, i, w, contrast)
            to_e = conductance(old, i, j, i, e, contrast)
            for c in range(3):
                here = old[i, j, c]
                flow = to_n * (old[n, j, c] - here) + to_s * (old[s, j, c] - here)
                flow += to_w * (old[i, w, c] - here) + to_e * (old[i, e, c] - here)
                new[i, j, c] = here + rate * flow


@pragmac.jit
def diffuse(image, steps, contrast, rate):
    """Smooths image[row, column, colour] but not its edges, 2 * `steps` steps (Perona, Malik 1990).

    `contrast` is the colour difference at which flow halves; `rate` up to 0.25 is stable.
    """
    here = np.empty_like(image)
    there = np.empty_like(image)
    for i in range(image.shape[0]):
        for j in range(image.shape[1]):
            for c in range(3):
                here[i, j, c] = image[i, j, c]
    for _ in range(steps):
        diffusion_step(here, there, contrast, rate)
        diffusion_step(there, here, contrast, rate)
    return here


@pragmac.jit
def bilateral(image, radius, reach, contrast):
    """Means of image[row, column, colour] that weigh by closeness and likeness (Tomasi, Manduchi).

    `reach` in cells and `contrast` in colour units are the standard deviations of the two weights;
    cells further than `radius` along an axis do not count.
    """
    rows = image.shape[0]
    columns = image.shape[1]
    near = np.empty((2 * radius + 1, 2 * radius + 1))
    for p in range(-radius, radius + 1):
        for q in range(-radius, radius + 1):
            near[p + radius, q + radius] = math.exp(-0.5 * (p * p + q * q) / (reach * reach))
    falloff = -0.5 / (contrast * contrast)
    smooth = np.empty_like(image)
    # pragma parallel for
    for i in range(rows):
        for j in range(columns):
            red = green = blue = total = 0.0
            for p in range(max(i - radius, 0), min(i + radius + 1, rows)):
                for q in range(max(j - radius, 0), min(j + radius + 1, columns)):
                    r = image[p, q, 0] - image[i, j, 0]
                    g = image[p, q, 1] - image[i, j, 1]
                    b = image[p, q, 2] - image[i, j, 2]
                    weight = near[p - i + radius, q - j + radius]
                    weight *= math.exp((r * r + g * g + b * b) * falloff)
                    red += weight * image[p, q, 0]
                    green += weight * image[p, q, 1]
                    blue += weight * image[p, q, 2]
                    total += weight
            smooth[i, j, 0], smooth[i, j, 1], smooth[i, j, 2] = (
                red / total,
                green / total,
                blue / total,
            )
    return smooth
