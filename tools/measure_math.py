"""Measures the mathematical functions of vector loops, and writes the table of docs/math.md.

.venv/bin/python tools/measure_math.py [--write]

A function's error is the distance of its result from the exact value in units of the last place of
the result's dtype. Exact is what NumPy computes in long double, to 64 bits.
"""

from __future__ import annotations

import argparse
import functools
import linecache
import math
import pathlib
import re
from dataclasses import dataclass

import numpy as np
import pragmac

ROOT = pathlib.Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs/math.md"
LIST = ROOT / "runtime/abi/lane_functions.def"
SAMPLES = 1_000_000  # per row of the table
TOLERANCE = 1e-6  # of errors
BEGIN, END = "<!-- made by tools/measure_math.py -->\n", "<!-- end -->\n"

# Where most arguments lie; half of the samples are spread evenly there, the others over all floats.
USUAL = {
    "cbrt": (-100, 100), "exp": (-700, 700), "exp2": (-1000, 1000), "expm1": (-40, 40),
    "log": (0, 10), "log2": (0, 10), "log10": (0, 10), "log1p": (-1, 10), "arcsin": (-1, 1),
    "arccos": (-1, 1), "arctan": (-20, 20), "sinh": (-20, 20), "cosh": (-20, 20),
    "tanh": (-20, 20), "arcsinh": (-50, 50), "arccosh": (1, 50), "arctanh": (-1, 1),
    "erf": (-6, 6), "pow": (0, 100),
}  # fmt: skip
DOUBTFUL = {
    "never": "",
    "tiny": "x nearer to 0 than {tiny}",
    "tiny_or_huge": "x nearer to 0 than {tiny} or above {huge}",
    "near_overflow": "x beyond ±{exponent}",
    "tiny_or_square_overflows": "x nearer to 0 than {tiny} or beyond ±{root}",
    "result_tiny": "results nearer to 0 than {tiny}",
    "result_tiny_or_infinite": "results nearer to 0 than {tiny}, and infinite ones",
}
LIMITS = {
    "float64": {"tiny": "2⁻⁹⁰⁰", "huge": "2⁹⁰⁰", "exponent": "709", "root": "2⁵⁰⁰"},
    "float32": {"tiny": "2⁻¹⁰⁰", "huge": "2¹⁰⁰", "exponent": "88", "root": "2⁶⁰"},
}


@dataclass(frozen=True)
class Row:
    """A function and dtype."""

    name: str
    arity: int
    dtype: str
    doubtful: str

    def __str__(self) -> str:
        return f"{self.name}-{self.dtype}"


def rows() -> list[Row]:
    text = LIST.read_text(encoding="utf-8")
    pattern = r"^LANE_FUNCTION\((\w+), (\d), (\w+), \w+, \w+, (\w+)\)"
    return [
        Row(name, int(arity), dtype, doubtful)
        for name, arity, dtypes, doubtful in re.findall(pattern, text, re.M)
        for dtype in ("float64", "float32")
        if dtypes == "both" or dtype == "float64"
    ]


def expression(row: Row, x: str, y: str) -> str:
    if row.name == "pow":
        return f"{x} ** {y}"
    module = "math" if row.name == "erf" else "np"
    return f"{module}.{row.name}({x}, {y})" if row.arity == 2 else f"{module}.{row.name}({x})"


@functools.cache
def loop(name: str, arity: int, device: str = ""):
    """The jitted f(x, y, out): vector code on the host, one number after the other on an emulated
    device."""
    body = expression(Row(name, arity, "", ""), "x[i]", "y[i]")
    text = (
        f"@pragmac.jit(options={{'device': '{device}'}})\n"
        "def f(x, y, out):\n"
        "    # pragma parallel for\n"
        "    for i in range(x.shape[0]):\n"
        f"        out[i] = {body}\n"
    )
    file = f"<{name} {device}>"
    linecache.cache[file] = (len(text), None, text.splitlines(True), file)
    space = {"np": np, "math": math, "pragmac": pragmac}
    exec(compile(text, file, "exec"), space)
    return space["f"]


def computed(row: Row, x: np.ndarray, y: np.ndarray, device: str = "") -> np.ndarray:
    out = np.zeros_like(x)
    loop(row.name, row.arity, device)(x, y, out)
    return out


def exact(row: Row, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    with np.errstate(all="ignore"):
        x, y = x.astype(np.longdouble), y.astype(np.longdouble)
        if row.name == "erf":
            return _exact_erf(x)
        function = np.power if row.name == "pow" else getattr(np, row.name)
        return function(x, y) if row.arity == 2 else function(x)


def _exact_erf(x: np.ndarray) -> np.ndarray:
    """2 / sqrt(pi) exp(-x²) sum of 2ⁿ x²ⁿ⁺¹ / (1 3 5 … (2n + 1)): terms of one sign, in Abramowitz
    and Stegun 7.1.6; ±1 where the rest is below half a unit."""
    inner = np.clip(x, -6.5, 6.5)
    term, total = inner.copy(), inner.copy()
    for n in range(1, 200):
        term = term * (2 * inner * inner / (2 * n + 1))
        total += term
    pi = np.arctan(np.longdouble(1)) * 4
    return np.where(np.abs(x) > 6.4, np.sign(x), 2 / np.sqrt(pi) * np.exp(-inner * inner) * total)


def errors(row: Row, got: np.ndarray, reference: np.ndarray) -> np.ndarray:
    """In units of the last place, of numbers; 0 where both are alike no number, else infinity."""
    with np.errstate(all="ignore"):
        rounded = reference.astype(row.dtype)
        alike = (got == rounded) | (np.isnan(got) & np.isnan(rounded))
        unit = np.spacing(np.abs(rounded)).astype(np.longdouble)
        distance = np.abs(got.astype(np.longdouble) - reference) / unit
    numbers = np.isfinite(got) & np.isfinite(rounded)
    return np.where(numbers, distance, np.where(alike, 0, np.inf)).astype(float)


def samples(row: Row, count: int) -> tuple[np.ndarray, np.ndarray]:
    """The same for every machine; those of a smaller count are the first ones."""
    random = np.random.default_rng(7)
    width = np.dtype(row.dtype).itemsize
    whole = random.integers(0, 256, (count, 2 * width), dtype=np.uint8).view(row.dtype)
    low, high = USUAL.get(row.name, (-30, 30))
    if row.dtype == "float32":
        low, high = max(low, -100), min(high, 100)
    unit = random.random((count, 2))
    usual = np.stack([low + (high - low) * unit[:, 0], -20 + 40 * unit[:, 1]], axis=1)
    chosen = np.where(random.random((count, 1)) < 0.5, usual.astype(row.dtype), whole)
    return np.ascontiguousarray(chosen[:, 0]), np.ascontiguousarray(chosen[:, 1])


def largest_errors(row: Row, count: int) -> tuple[float, float]:
    """Of vector loops, and of the C library."""
    x, y = samples(row, count)
    reference = exact(row, x, y)
    return tuple(
        float(errors(row, computed(row, x, y, device), reference).max())
        for device in ("", "emulated")
    )


def documented() -> dict[tuple[str, str], float]:
    """The errors of vector loops in the table, by function and dtype."""
    found = re.findall(r"^\| `(\S+)` \| (\S+) \| ([\d.]+) \|", PAGE.read_text("utf-8"), re.M)
    return {(name, dtype): float(error) for name, dtype, error in found}


def rounded_up(error: float) -> str:
    return f"{math.ceil((error - TOLERANCE) * 1000) / 1000:.3f}"


def table() -> str:
    lines = [
        "| function | dtype | vector loops | elsewhere | the C library's answer |\n",
        "| --- | --- | --- | --- | --- |\n",
    ]
    for row in rows():
        vector, scalar = (rounded_up(error) for error in largest_errors(row, SAMPLES))
        where = DOUBTFUL[row.doubtful].format(**LIMITS[row.dtype])
        lines.append(f"| `{row.name}` | {row.dtype} | {vector} | {scalar} | {where} |\n")
    return "".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--write", action="store_true", help="into docs/math.md")
    made = table()
    if not parser.parse_args().write:
        print(made, end="")
        return
    before, rest = PAGE.read_text("utf-8").split(BEGIN)
    PAGE.write_text(before + BEGIN + made + END + rest.split(END)[1], "utf-8")


if __name__ == "__main__":
    main()
