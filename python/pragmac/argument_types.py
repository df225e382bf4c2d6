"""Argument types in words: `y: f64[:], n: int`, the spelling of annotations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .signature import SCALARS

if TYPE_CHECKING:
    from .bindings import Bound

_LAYOUTS = {"f_order": "Fortran order", "last_contiguous": "rows apart", "strided": "strided"}
_PYTHON = {dtype: name for name, (dtype, _) in SCALARS.items()}


def types_in_words(bound: Bound, types: tuple[Any, ...]) -> str:
    named = zip(bound.argument_names(), types, strict=True)
    return ", ".join(f"{name}: {type_in_words(*described)}" for name, described in named)


def type_in_words(
    dtype: str, kind: str, rank: int, layout: str, writeable: bool, aligned: bool, device: str = ""
) -> str:
    if rank < 0:
        numpy_bool = "np.bool_" if dtype == "bool" else dtype
        return _PYTHON[dtype] if kind == "python" else numpy_bool
    notes = [_LAYOUTS[layout]] if layout in _LAYOUTS and rank > 0 else []
    notes += [] if writeable else ["read-only"]
    notes += [] if aligned else ["unaligned"]
    notes += [f"on {device}"] if device else []
    extents = ", ".join(":" * rank)
    return f"{dtype}[{extents}]" + (f" ({', '.join(notes)})" if notes else "")
