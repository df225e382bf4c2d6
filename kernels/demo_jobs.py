"""The demo's three jobs: real data, the loops, their NumPy form, and the crop plain Python gets."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import matplotlib.cbook
import matplotlib.image
import numpy as np

from kernels import pictures, pictures_numpy


@dataclass(frozen=True)
class Job:
    """One filter with its data."""

    title: str
    loops: Callable[..., np.ndarray]  # annotated and compiled
    arrays: Callable[..., np.ndarray]  # the same with NumPy
    picture: np.ndarray  # what is filtered
    options: tuple[Any, ...]  # the other arguments
    crop: tuple[slice, slice]  # small enough for plain Python
    bound: float  # documented largest difference to plain Python; 0 where no exp is involved

    @property
    def cropped(self) -> np.ndarray:
        return np.ascontiguousarray(self.picture[self.crop])

    @property
    def crop_share(self) -> float:
        """How many crops make the picture."""
        return self.picture.size / self.cropped.size


def sample(name: str) -> str:
    """The path of one of matplotlib's sample files."""
    return matplotlib.cbook.get_sample_data(name, asfileobj=False)


def terrain() -> tuple[np.ndarray, float, float]:
    """Heights around Jacksboro, Tennessee, and a cell's width and height, all in metres."""
    with np.load(sample("jacksboro_fault_dem.npz")) as model:
        degree = 111_200.0  # metres of latitude
        middle = math.radians(float(model["ymin"] + model["ymax"]) / 2)
        width = float(model["dx"]) * degree * math.cos(middle)
        return model["elevation"].astype(np.float64), width, float(model["dy"]) * degree


def photograph() -> np.ndarray:
    """Grace Hopper in uniform: rows, columns, three colours from 0 to 1."""
    return matplotlib.image.imread(sample("grace_hopper.jpg")) / 255.0


def jobs() -> list[Job]:
    """The jobs in the order of the table."""
    heights, width, height = terrain()
    photo = photograph()
    sun = (math.radians(315.0), math.radians(35.0), 0.25)
    steep = 3.0  # slopes and shadows of a terrain three times as high
    return [
        Job(
            title="shaded relief",
            loops=pictures.shaded_relief,
            arrays=pictures_numpy.shaded_relief,
            picture=heights,
            options=(width / steep, height / steep, *sun),
            crop=(slice(120, 220), slice(160, 260)),
            bound=0.0,
        ),
        Job(
            title="anisotropic diffusion",
            loops=pictures.diffuse,
            arrays=pictures_numpy.diffuse,
            picture=photo,
            options=(20, 0.04, 0.2),
            crop=(slice(180, 212), slice(230, 262)),
            bound=0.0,
        ),
        Job(
            title="bilateral filter",
            loops=pictures.bilateral,
            arrays=pictures_numpy.bilateral,
            picture=photo,
            options=(6, 3.0, 0.12),
            crop=(slice(180, 212), slice(230, 262)),
            bound=1e-14,
        ),
    ]
