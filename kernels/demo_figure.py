"""Draws the demo's pictures side by side: input, output, and both magnified."""

from pathlib import Path

import matplotlib

matplotlib.use("Agg")  # no display needed

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.patches import Rectangle

from kernels.demo_jobs import Job

INK = "#222222"
PAPER = "#fbfaf7"
FRAME = "#16c0d6"
LAND = LinearSegmentedColormap.from_list(
    "land", ["#4f7f5c", "#8fae78", "#d9cf9e", "#c8a27a", "#9c7a63", "#f2ede6"]
)
# Where to look closely, per job: row, column, side.
DETAILS = {
    "shaded relief": (150, 205, 110),
    "anisotropic diffusion": (105, 190, 130),
    "bilateral filter": (165, 195, 130),
}


def to_colours(job: Job, values: np.ndarray, light: np.ndarray | None = None) -> np.ndarray:
    """What is shown: a photograph as it is, terrain coloured by height and lit by `light`."""
    if values.ndim == 3:
        return np.clip(values, 0.0, 1.0)
    land = LAND(Normalize(job.picture.min(), job.picture.max())(job.picture))[..., :3]
    return land if light is None else np.clip(land * (0.15 + 1.15 * light[..., None]), 0.0, 1.0)


def magnified(axes, colours: np.ndarray, job: Job, title: str) -> None:
    row, column, side = DETAILS[job.title]
    axes.imshow(colours[row : row + side, column : column + side], interpolation="nearest")
    axes.set_title(title, fontsize=10, color=INK)
    for spine in axes.spines.values():
        spine.set_edgecolor(FRAME)
        spine.set_linewidth(1.6)


def whole(axes, colours: np.ndarray, job: Job, title: str) -> None:
    row, column, side = DETAILS[job.title]
    axes.imshow(colours, interpolation="antialiased")
    axes.set_title(title, fontsize=10, color=INK)
    axes.add_patch(Rectangle((column, row), side, side, fill=False, edgecolor=FRAME, linewidth=1.4))
    for spine in axes.spines.values():
        spine.set_visible(False)


def height_scale(figure, axes, job: Job) -> None:
    """A colour bar inside the terrain's picture."""
    box = axes.inset_axes([0.04, 0.06, 0.38, 0.03])
    limits = Normalize(job.picture.min(), job.picture.max())
    bar = figure.colorbar(plt.cm.ScalarMappable(limits, LAND), cax=box, orientation="horizontal")
    bar.outline.set_visible(False)
    bar.ax.tick_params(labelsize=7, length=0, pad=1, colors=INK)
    bar.ax.set_title("height in m", fontsize=7, color=INK, pad=2)


def draw(results: list[tuple[Job, np.ndarray, str]], path: Path) -> None:
    """One row per (job, output, caption) into the PNG file `path`."""
    figure = plt.figure(figsize=(13.5, 4.3 * len(results)), facecolor=PAPER, layout="constrained")
    figure.get_layout_engine().set(w_pad=0.08, h_pad=0.1)
    figure.suptitle("pragmac: annotated Python loops on real pictures", fontsize=17, color=INK)
    strips = figure.subfigures(len(results), 1)
    for strip, (job, output, caption) in zip(strips, results, strict=True):
        strip.set_facecolor(PAPER)
        strip.suptitle(f"{job.title}  ·  {caption}", fontsize=12, color=INK, fontweight="bold")
        before = to_colours(job, job.picture)
        after = to_colours(job, output, output)
        panels = strip.subplots(1, 4)
        for axes in panels:
            axes.set(xticks=[], yticks=[])
        whole(panels[0], before, job, "input")
        whole(panels[1], after, job, "output")
        magnified(panels[2], before, job, "input, magnified")
        magnified(panels[3], after, job, "output, magnified")
        if job.picture.ndim == 2:
            height_scale(strip, panels[0], job)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=130)
    plt.close(figure)
