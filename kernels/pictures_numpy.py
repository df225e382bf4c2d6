"""The three picture filters written with whole arrays, operation for operation as in the loops."""

import math

import numpy as np


def height_between(elevation, row, column):
    top = np.minimum(row.astype(np.int64), elevation.shape[0] - 2)
    left = np.minimum(column.astype(np.int64), elevation.shape[1] - 2)
    down = row - top
    right = column - left
    above = (1.0 - right) * elevation[top, left] + right * elevation[top, left + 1]
    below = (1.0 - right) * elevation[top + 1, left] + right * elevation[top + 1, left + 1]
    return (1.0 - down) * above + down * below


def sunlit(elevation, down, right, climb):
    """Marches all rays at once; `active` lists the cells whose ray is still below the peaks."""
    rows, columns = elevation.shape
    light = np.ones(elevation.size)
    row, column = (x.ravel() for x in np.mgrid[:rows, :columns].astype(np.float64))
    ray = elevation.ravel() + climb
    row, column = row + down, column + right
    active = np.arange(elevation.size)
    while True:
        going = (ray < elevation.max()) & (row >= 0) & (row <= rows - 1)
        going &= (column >= 0) & (column <= columns - 1)
        active, row, column, ray = (x[going] for x in (active, row, column, ray))
        if active.size == 0:
            return light.reshape(elevation.shape)
        hidden = height_between(elevation, row, column) > ray
        light[active[hidden]] = 0.0
        active, row, column, ray = (x[~hidden] for x in (active, row, column, ray))
        row, column, ray = row + down, column + right, ray + climb


def shaded_relief(elevation, dx, dy, azimuth, altitude, ambient):
    east = math.sin(azimuth) * math.cos(altitude)
    north = math.cos(azimuth) * math.cos(altitude)
    up = math.sin(altitude)
    stride = 1.0 / max(abs(east / dx), abs(north / dy))
    z = np.pad(elevation, 1, mode="edge")
    eastern = z[:-2, 2:] + 2.0 * z[1:-1, 2:] + z[2:, 2:]
    western = z[:-2, :-2] + 2.0 * z[1:-1, :-2] + z[2:, :-2]
    northern = z[:-2, :-2] + 2.0 * z[:-2, 1:-1] + z[:-2, 2:]
    southern = z[2:, :-2] + 2.0 * z[2:, 1:-1] + z[2:, 2:]
    slope_x = (eastern - western) / (8.0 * dx)
    slope_y = (northern - southern) / (8.0 * dy)
    facing = up - east * slope_x - north * slope_y
    facing = facing / np.sqrt(1.0 + slope_x * slope_x + slope_y * slope_y)
    lit = sunlit(elevation, -north * stride / dy, east * stride / dx, up * stride)
    return ambient + (1.0 - ambient) * (np.maximum(facing, 0.0) * lit)


def diffusion_step(old, contrast, rate):
    z = np.pad(old, ((1, 1), (1, 1), (0, 0)), mode="edge")
    toward = [x - old for x in (z[:-2, 1:-1], z[2:, 1:-1], z[1:-1, :-2], z[1:-1, 2:])]
    flows = []
    for d in toward:
        square = d[..., 0] * d[..., 0] + d[..., 1] * d[..., 1] + d[..., 2] * d[..., 2]
        flows.append((1.0 / (1.0 + square / (contrast * contrast)))[..., None] * d)
    flow = flows[0] + flows[1]
    flow += flows[2] + flows[3]
    return old + rate * flow


def diffuse(image, steps, contrast, rate):
    for _ in range(2 * steps):
        image = diffusion_step(image, contrast, rate)
    return image


def bilateral(image, radius, reach, contrast):
    """One shifted copy of the picture per offset, in the order in which the loops add."""
    rows, columns = image.shape[:2]
    falloff = -0.5 / (contrast * contrast)
    mean = np.zeros_like(image)
    total = np.zeros((rows, columns))
    for p in range(-radius, radius + 1):
        for q in range(-radius, radius + 1):
            here = (slice(max(-p, 0), rows - max(p, 0)), slice(max(-q, 0), columns - max(q, 0)))
            there = (slice(max(p, 0), rows - max(-p, 0)), slice(max(q, 0), columns - max(-q, 0)))
            d = image[there] - image[here]
            square = d[..., 0] * d[..., 0] + d[..., 1] * d[..., 1] + d[..., 2] * d[..., 2]
            near = math.exp(-0.5 * (p * p + q * q) / (reach * reach))
            weight = near * np.exp(square * falloff)
            mean[here] += weight[..., None] * image[there]
            total[here] += weight
    return mean / total[..., None]
