"""Two pictures: the ratio of every program with its interval, and all of them under the roofs."""

import statistics
from pathlib import Path

from bench.cpu.programs import load
from bench.cpu.summary import Entry
from bench.cpu.work_counts import COUNTS

COLOURS = {"Numba": "tab:orange", "C": "tab:blue"}


def draw(entries: list[Entry], folder: Path) -> list[Path]:
    """Writes ratios.png and roofline.png; nothing where there is no matplotlib."""
    try:
        import matplotlib
    except ImportError:
        return []
    matplotlib.use("Agg")
    from matplotlib import pyplot

    shown = [e for e in entries if e.seconds is not None]
    if not shown:
        return []
    files = [folder / "ratios.png", folder / "roofline.png"]
    ratios(pyplot, shown, files[0])
    roofline(pyplot, shown, files[1])
    return files


def ratios(pyplot, entries: list[Entry], file: Path) -> None:
    ordered = sorted(entries, key=lambda e: -e.standing)  # losers on top
    figure, axes = pyplot.subplots(figsize=(8, 1.5 + 0.22 * len(ordered)))
    for family, colour in COLOURS.items():
        found = [(y, e.best[family].ratio) for y, e in enumerate(ordered) if family in e.best]
        if not found:
            continue
        heights, intervals = zip(*found, strict=True)
        medians = [i.median for i in intervals]
        reach = [
            [i.median - i.low for i in intervals],
            [i.high - i.median for i in intervals],
        ]
        axes.errorbar(medians, heights, xerr=reach, fmt="o", ms=4, color=colour, label=family)
    axes.axvline(1.0, color="black", lw=0.8)
    axes.set_xscale("log")
    axes.set_yticks(range(len(ordered)), [e.title for e in ordered], fontsize=7)
    axes.set_ylim(-1, len(ordered))
    axes.set_xlabel("time of the better peer over ours (above 1: ours is faster)")
    axes.legend()
    figure.tight_layout()
    figure.savefig(file, dpi=120)
    pyplot.close(figure)


def roofline(pyplot, entries: list[Entry], file: Path) -> None:
    """Operations per byte that cannot be done without, and operations per second reached."""
    figure, axes = pyplot.subplots(figsize=(9, 6))
    probes = {kind: [v for e in entries for v in e.probes.get(kind, [])]
              for kind in ("fma", "add_mul", "copy")}  # fmt: skip
    if probes["copy"]:
        roofs(axes, {kind: statistics.median(values) for kind, values in probes.items()})
    for e in entries:
        if e.name not in COUNTS:
            continue
        operations, moved = COUNTS[e.name](load(e.name).sizes[e.size])
        if (x := operations / moved) < 1e6:  # without memory there is no roof
            axes.plot(x, e.rates["flops"] / 1e9, "o", ms=4, color="tab:green")
            axes.annotate(e.title, (x, e.rates["flops"] / 1e9), fontsize=6)
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlabel("operations per byte")
    axes.set_ylabel("10^9 operations per second, ours")
    axes.legend()
    figure.tight_layout()
    figure.savefig(file, dpi=120)
    pyplot.close(figure)


def roofs(axes, peaks: dict[str, float]) -> None:
    left, right = 0.02, 1e5
    for kind, style in (("fma", "-"), ("add_mul", "--")):
        edge = peaks[kind] / peaks["copy"]
        label = f"{kind} {peaks[kind] / 1e9:.0f} GF/s, copy {peaks['copy'] / 1e9:.1f} GB/s"
        heights = [left * peaks["copy"] / 1e9, peaks[kind] / 1e9, peaks[kind] / 1e9]
        axes.plot([left, edge, right], heights, style, color="black", lw=1, label=label)
