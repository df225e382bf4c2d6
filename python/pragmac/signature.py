"""Annotations such as "f64[M, N]": the types that `check` uses where no call gives any."""

from __future__ import annotations

import re
from typing import Any

SCALARS = {
    "int": ("i64", "python"),
    "float": ("f64", "python"),
    "bool": ("bool", "python"),
    "complex": ("c128", "python"),
}
DTYPES = (
    "i8", "i16", "i32", "i64", "u8", "u16", "u32", "u64", "f16", "f32", "f64", "c64", "c128",
)  # fmt: skip
_PATTERN = re.compile(r"\s*([a-z]+[0-9]*)\s*(?:\[([^\[\]]*)\])?\s*")
_EXTENT = re.compile(r"\s*(?:[0-9]+|[A-Za-z_][A-Za-z_0-9]*|:)\s*")

# As the compiler takes an argument's type: (dtype, kind, rank, layout, writeable, aligned).
TypeTuple = tuple[str, str, int, str, bool, bool]


def array_type(dtype: str, rank: int) -> TypeTuple:
    return (dtype, "", rank, "c_order", True, True)


def scalar_type(dtype: str, kind: str) -> TypeTuple:
    return (dtype, kind, -1, "c_order", True, True)


def parse_annotation(annotation: Any) -> TypeTuple | None:
    """The type a string or a builtin type stands for; None when it says nothing to us."""
    if isinstance(annotation, type):
        annotation = annotation.__name__ if annotation.__module__ == "builtins" else ""
    if not isinstance(annotation, str):
        return None
    match = _PATTERN.fullmatch(annotation)
    if not match:
        return None
    name, extents = match.groups()
    if extents is None:
        return _scalar(name)
    ranks = extents.split(",") if extents.strip() else []
    if not all(_EXTENT.fullmatch(extent) for extent in ranks):
        return None
    dtype = SCALARS[name][0] if name in SCALARS else name
    return array_type(dtype, len(ranks)) if dtype in (*DTYPES, "bool") else None


def _scalar(name: str) -> TypeTuple | None:
    if name in SCALARS:
        return scalar_type(*SCALARS[name])
    return scalar_type(name, "numpy") if name in DTYPES else None
