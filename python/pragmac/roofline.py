"""What `explain` says of the bytes and operations of a loop and of its time: beside what the
machine allows, where that was measured."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .report import Rows

if TYPE_CHECKING:
    from .machine_rates import Rates
    from .measuring import LoopWork

_PROBE = "`pragmac doctor --probe` measures what this machine allows"


def describe_work(work: LoopWork | None, rates: Rates | None, math: str) -> dict[str, Any] | None:
    """The entry `work` of a loop in `to_dict`: bytes that the program asks for and those that have
    to move at least, floating-point operations, seconds, and the
    rates of all `timed_loops` that were timed as one. Where the machine was probed: `bound`
    ("memory" or "arithmetic"), what takes the longer at the machine's `rate`, and `share`, that
    time over the measured one; else None."""
    if work is None:
        return None
    timed = work.with_others()
    operations, seconds = sum(timed.operations.values()), timed.seconds
    return {
        "entries": work.entries,
        "arrays": [
            {"name": name, **sizes, "size": sizes["size"] // max(work.entries, 1)}
            for name, sizes in work.arrays.items()
        ],
        "bytes": work.moved,
        "least_bytes": work.least,
        "operations": sum(work.operations.values()),
        "seconds": work.seconds,
        "timed_loops": 1 + len(work.others),
        "together": work.together,
        "bytes_per_second": timed.least / seconds if seconds else None,
        "operations_per_second": operations / seconds if seconds else None,
        "probed": rates is not None,
        **_limit(timed, rates, math),
    }


def _limit(timed: LoopWork, rates: Rates | None, math: str) -> dict[str, Any]:
    """What the machine needs the longer for, and how much of the time that is."""
    operations = sum(timed.operations.values())
    if rates is None or not timed.seconds or not (timed.least or operations):
        return dict.fromkeys(("bound", "share", "rate"))
    bandwidth = rates.bytes_per_second(timed.footprint)
    moving = timed.least / bandwidth
    computing = sum(
        count / rates.operations_per_second(math, bits) for bits, count in timed.operations.items()
    )
    memory = moving >= computing
    return {
        "bound": "memory" if memory else "arithmetic",
        "share": max(moving, computing) / timed.seconds,
        "rate": bandwidth if memory else operations / computing,
    }


def work_rows(work: dict[str, Any] | None) -> Rows:
    if work is None:
        return []
    rows: Rows = []
    if work["bytes"]:
        rows.append(("memory", _memory_text(work)))
    if work["together"]:
        return [*rows, ("time", "measured together with the loop before")]
    if work["seconds"] is None:
        return rows
    return [*rows, ("time", _time_text(work))]


def _memory_text(work: dict[str, Any]) -> str:
    ways = [
        f"{way} {quantity(array[way], 'B')} of `{array['name']}`"
        for array in work["arrays"]
        for way in ("reads", "writes")
        if array[way]
    ]
    asked, least = quantity(work["bytes"], "B"), quantity(work["least_bytes"], "B")
    return f"{', '.join(ways)}: {asked}, where {least} must move"


def _time_text(work: dict[str, Any]) -> str:
    taken = quantity(work["seconds"], "s")
    if work["timed_loops"] > 1:
        taken += f" for the {work['timed_loops']} loops that its threads run without a barrier"
    moved, computed = work["bytes_per_second"], work["operations_per_second"]
    speeds = [quantity(moved, "B/s")] if moved else []
    speeds += [quantity(computed, "FLOP/s")] if computed else []
    text = f"{taken}, {' and '.join(speeds)}" if speeds else taken
    if work["share"] is None:
        return text if work["probed"] else f"{text}; {_PROBE}"
    memory = work["bound"] == "memory"
    what = "memory gives" if memory else "the processor computes"
    rate = quantity(work["rate"], "B/s" if memory else "FLOP/s")
    return f"{text}: {100 * work['share']:.0f} % of what {what} ({rate})"


_PREFIXES = [
    (1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"), (1, ""), (1e-3, "m"), (1e-6, "µ"), (1e-9, "n"),
]  # fmt: skip


def quantity(value: float, unit: str) -> str:
    """With three digits and a decimal prefix."""
    factor, prefix = next(
        (p for p in _PREFIXES if value >= p[0] * 0.9995), _PREFIXES[-1 if value else 4]
    )
    scaled = value / factor
    if unit == "B" and factor == 1:
        return f"{scaled:.0f} B"
    digits = 2 if scaled < 9.995 else 1 if scaled < 99.95 else 0
    return f"{scaled:.{digits}f} {prefix}{unit}"


# ---- the picture ---------------------------------------------------------------------------------

_BAR, _ROW, _LEFT = 320, 22, 90  # pixels


def picture(loops: list[dict[str, Any]]) -> str:
    """A bar per timed loop as SVG: its time, and dark the part that the machine needs at least."""
    timed = [loop for loop in loops if loop["work"] and loop["work"]["seconds"]]
    if not timed:
        return ""
    longest = max(loop["work"]["seconds"] for loop in timed)
    height = _ROW * len(timed) + 4
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_LEFT + _BAR + 150}" height="{height}" '
        'font-family="sans-serif" font-size="12" fill="currentColor" role="img">',
        "<title>time of each loop, and the part of it that this machine needs at least</title>",
    ]
    for row, loop in enumerate(timed):
        work, top = loop["work"], _ROW * row + 4
        width = max(_BAR * work["seconds"] / longest, 1)
        share = work["share"]
        needed = width * min(share or 0, 1)
        words = quantity(work["seconds"], "s") + (
            f", {100 * share:.0f} %" if share is not None else ""
        )
        parts += [
            f'<text x="{_LEFT - 8}" y="{top + 12}" text-anchor="end">line {loop["line"]}</text>',
            f'<rect x="{_LEFT}" y="{top}" width="{width:.1f}" height="16" fill="#9ecae1"/>',
            f'<rect x="{_LEFT}" y="{top}" width="{needed:.1f}" height="16" fill="#08519c"/>',
            f'<text x="{_LEFT + width + 6:.1f}" y="{top + 12}">{words}</text>',
        ]
    return "\n".join([*parts, "</svg>"])
