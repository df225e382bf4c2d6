"""What `explain` says of the lanes of a loop's workers, and of the barriers between them."""

from __future__ import annotations

from collections import Counter
from typing import Any

from .report import Rows

FATES = {
    "removed_apart": "none needed",
    "removed_one_lane": "none needed",
    "required": "kept",
    "unproved": "kept, as it is not known whether lanes meet",
}


def describe_lanes(report: dict[str, Any] | None) -> dict[str, Any]:
    """The entries of one loop in `to_dict`: `lanes` (of a device's workers; 0: they have none) and
    `lanes_reason`, `width` (iterations of a strip on the CPU; 0: no strips) and `width_reason`,
    `copies`, and `lane_barriers`, a list with `line`, `fate`, `words` and `certificate` of each."""
    return {
        "lanes": report["lanes"] if report else 0,
        "lanes_reason": report["lanes_reason"] if report else "",
        "width": report["width"] if report else 0,
        "width_reason": report["width_reason"] if report else "",
        "copies": report["copies"] if report else "",
        "lane_barriers": report["lane_barriers"] if report else [],
    }


def lane_rows(loop: dict[str, Any]) -> Rows:
    """Rows of the text of one loop."""
    rows: Rows = []
    if loop["lanes_reason"]:
        rows.append(("lanes", f"{loop['lanes'] or 'none'} per worker: {loop['lanes_reason']}"))
    if loop["width"]:
        rows.append(("lanes", f"{loop['width']} per strip: {loop['width_reason']}"))
    elif loop["width_reason"] and loop["width_reason"] not in loop["outcome"]:
        rows.append(("lanes", f"none: {loop['width_reason']}"))
    if loop["copies"]:
        rows.append(("copies", loop["copies"]))
    barriers = loop["lane_barriers"]
    if not barriers:
        return rows
    counts = Counter("kept" if b["fate"] in ("required", "unproved") else "gone" for b in barriers)
    rows.append(
        ("barriers", f"{len(barriers)} by names alone, {counts['gone']} shown not to be needed")
    )
    for b in barriers:
        rows.append(("barrier", f"{FATES[b['fate']]} before line {b['line']}: {b['words']}"))
    return rows
