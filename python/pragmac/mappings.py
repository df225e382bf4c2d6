"""What `f.explain` says of loops on a device: who runs the iterations, and what they move."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from .report import Rows

if TYPE_CHECKING:
    from .bindings import Bound
    from .function import Compiler
    from .requests import Version

_COLLAPSE = re.compile(r"collapse\s*\(\s*(\d+)\s*\)")


def without_device(
    compiler: Compiler, bound: Bound, types: tuple[Any, ...], overlap: int
) -> Version:
    """The version for a call; where the target's device is absent one that is not kept, for the
    architecture that `inspect` shows."""
    from . import _compiler
    from .environment import libdevice
    from .requests import compile_request, version_of

    try:
        return compiler.version(bound, types, overlap)
    except RuntimeError as error:
        if not str(error).startswith("P601"):
            raise
    request = compile_request(bound, types, compiler.settings, overlap)
    return version_of(_compiler.compile({**request, "libdevice": libdevice()}))


def add_mappings(
    loops: list[dict[str, Any]], version: Version, device: str, values: dict[str, Any]
) -> None:
    """Adds `mapping` to each loop: None where the host runs it."""
    launches = {(r["file"], r["line"]): r["launch"] for r in version.loops}
    for loop in loops:
        launch = launches.get((loop["file"], loop["line"]))
        loop["mapping"] = _mapping(launch, device, loop, values) if launch else None


def _mapping(
    launch: dict[str, Any], device: str, loop: dict[str, Any], values: dict[str, Any]
) -> dict[str, Any]:
    joined = _COLLAPSE.search(loop["directive"])
    arrays = [
        {"name": name, "reads": size if reads else 0, "writes": size if writes else 0}
        for name, parameter, reads, writes in launch["arrays"]
        for size in [_bytes_of(values.get(name)) if parameter else None]
    ]
    moved = [a[way] for a in arrays for way in ("reads", "writes")]
    return {
        "device": device,
        "code": launch["code"],
        "worker": launch["worker"],
        # Workers of a group; None: the runtime chooses, or one that has lanes.
        "block": launch["block"] or None,
        "lanes": launch["lanes"] or None,
        # Iterations that a lane, or a thread without lanes, has under way at a time.
        "per_lane": launch["per_lane"],
        # (dimension, threads of a group along it) of each joined loop; None: the grid is flat.
        "grid": [list(axis) for axis in launch["grid"]] or None,
        "joined": int(joined[1]) if joined and not launch["outermost_alone"] else 1,
        "arrays": arrays,
        # Every element of every array once; None where a size is not known before the call.
        "bytes": sum(moved) if None not in moved else None,
    }


def _bytes_of(array: Any) -> int | None:
    return array.size * array.itemsize if isinstance(array, np.ndarray) else None


def mapping_rows(mapping: dict[str, Any] | None) -> Rows:
    if mapping is None:
        return []
    joined = mapping["joined"]
    what = f"every iteration of {joined} joined loops" if joined > 1 else "every iteration"
    if mapping["grid"]:
        sizes = " x ".join(str(threads) for _, threads in mapping["grid"])
        order = ", ".join(dimension for dimension, _ in mapping["grid"])
        who = f"a thread of a grid, in groups of {sizes}, the loops along {order}"
    elif mapping["lanes"]:
        who = f"a {mapping['worker']} of {mapping['lanes']} threads"
        who += f", {mapping['block']} of them in a group" if mapping["block"] else ""
    else:
        block = mapping["block"]
        size = f"of {block}" if block else "whose size the runtime chooses"
        who = f"a thread, neighbours on neighbouring threads, in groups {size}"
    if mapping["per_lane"] > 1:
        who += f", {mapping['per_lane']} iterations under way in each"
    rows = [
        ("mapping", f"{what} is run by {who} ({mapping['device']})"),
        ("kernel", mapping["code"]),
    ]
    if not mapping["arrays"]:
        return [*rows, ("memory", "no array is touched")]
    text = ", ".join(_traffic(a) for a in mapping["arrays"])
    if mapping["bytes"] is None:
        return [*rows, ("memory", f"each element once: {text}")]
    return [*rows, ("memory", f"{mapping['bytes']} bytes if each element moves once: {text}")]


def _traffic(array: dict[str, Any]) -> str:
    ways = [way for way in ("reads", "writes") if array[way] != 0]
    if not ways:
        return f"`{array['name']}` is empty"
    size = array[ways[0]]
    known = "of a size not known before the call" if size is None else f"{size}"
    return f"{' and '.join(ways)} `{array['name']}` ({known})"
