"""Runs three filters on real pictures: plain Python, NumPy and pragmac; a table and a PNG file."""

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import pragmac  # noqa: E402

from kernels import demo_figure  # noqa: E402
from kernels.demo_jobs import Job, jobs  # noqa: E402
from kernels.progress import tracked  # noqa: E402

AGAIN_FOR = 1.0  # seconds spent on repeating a job for its best time


@dataclass(frozen=True)
class Row:
    """One line of the table; times in seconds, differences absolute."""

    job: Job
    output: np.ndarray
    plain: float  # measured on the crop, multiplied by the number of crops in the picture
    numpy: float
    first: float  # compiles
    next: float  # best of several
    from_plain: float  # on the crop
    from_numpy: float  # on the whole picture

    @property
    def agrees(self) -> bool:
        """Within the documented bound of plain Python, and NumPy's picture too."""
        return self.from_plain <= self.job.bound and self.from_numpy <= 1e-12


def timed(call: Callable[..., np.ndarray], *arguments) -> tuple[float, np.ndarray]:
    started = time.perf_counter()
    result = call(*arguments)
    return time.perf_counter() - started, result


def best_time(call: Callable[..., np.ndarray], *arguments) -> float:
    """The fastest of at least three calls, more while the time for repeating lasts."""
    times: list[float] = []
    while len(times) < 3 or (sum(times) < AGAIN_FOR and len(times) < 50):
        times.append(timed(call, *arguments)[0])
    return min(times)


def measure(job: Job) -> Row:
    """Runs one job every way. The compiled code goes first, so that its first call is one."""
    first, output = timed(job.loops, job.picture, *job.options)
    following = best_time(job.loops, job.picture, *job.options)
    plain, expected = timed(job.loops.py_func, job.cropped, *job.options)
    numpy, arrays = timed(job.arrays, job.picture, *job.options)
    return Row(
        job=job,
        output=output,
        plain=plain * job.crop_share,
        numpy=min(numpy, timed(job.arrays, job.picture, *job.options)[0]),
        first=first,
        next=following,
        from_plain=largest_gap(job.loops(job.cropped, *job.options), expected),
        from_numpy=largest_gap(output, arrays),
    )


def largest_gap(left: np.ndarray, right: np.ndarray) -> float:
    return float(np.abs(left - right).max()) if left.shape == right.shape else np.inf


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1e3:,.1f} ms"


def threads() -> int:
    """Workers of the host's thread pool; the host is always the first device."""
    return pragmac.devices()[0].threads


def gap_text(gap: float) -> str:
    return "0 (same bits)" if gap == 0 else f"{gap:.1e}"


def print_table(rows: list[Row], workers: int) -> None:
    header = ("job", "plain Python *", "NumPy", "first call", "next calls", "threads")
    header += ("to plain Python", "to NumPy")
    lines = [header] + [
        (
            row.job.title,
            milliseconds(row.plain),
            milliseconds(row.numpy),
            milliseconds(row.first),
            milliseconds(row.next),
            str(workers),
            gap_text(row.from_plain),
            gap_text(row.from_numpy),
        )
        for row in rows
    ]
    widths = [max(len(line[column]) for line in lines) for column in range(len(header))]
    for number, line in enumerate(lines):
        cells = [cell.rjust(width) for cell, width in zip(line, widths, strict=True)]
        print("  ".join([line[0].ljust(widths[0]), *cells[1:]]))
        if number == 0:
            print("  ".join("-" * width for width in widths))


def print_notes(rows: list[Row]) -> None:
    print()
    crops = {row.job.cropped.shape[:2] for row in rows}
    sizes = " or ".join(f"{height} x {width}" for height, width in sorted(crops))
    print(f"* timed on a crop of {sizes} cells and scaled by the number of cells to the picture.")
    print("First call: compiles, then runs. Next calls: the best of several.")
    print("Last columns: largest difference of the compiled loops' result to plain Python's on the")
    print("crop (bound: 0, with exp() 1e-14) and to NumPy's on the whole picture (bound: 1e-12).")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    default = ROOT / "build/demo/pictures.png"
    parser.add_argument("--out", type=Path, default=default, help="the PNG file to write")
    options = parser.parse_args()
    rows = [measure(job) for job in tracked(jobs(), "measuring")]
    print_table(rows, threads())
    print_notes(rows)
    captions = [
        f"pragmac {milliseconds(row.next)},  NumPy {milliseconds(row.numpy)},  "
        f"plain Python {row.plain:,.1f} s (scaled)"
        for row in rows
    ]
    pictures = [(row.job, row.output, text) for row, text in zip(rows, captions, strict=True)]
    demo_figure.draw(pictures, options.out)
    print(f"\npictures: {options.out}")
    wrong = [row.job.title for row in rows if not row.agrees]
    if wrong:
        print(f"the results differ by more than the bound: {', '.join(wrong)}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
