"""Whether a function's floats may differ from plain Python's in their last bits (D8, D9)."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from .annotated_loops import function_node

if TYPE_CHECKING:
    from .bindings import Bound, BoundFunction

_MATH = {
    "acos", "acosh", "arccos", "arccosh", "arcsin", "arcsinh", "arctan", "arctan2", "arctanh",
    "asin", "asinh", "atan", "atan2", "atanh", "cbrt", "cos", "cosh", "erf", "erfc", "exp", "exp2",
    "expm1", "float_power", "gamma", "hypot", "lgamma", "log", "log10", "log1p", "log2",
    "logaddexp", "logaddexp2", "pow", "power", "sin", "sinh", "tan", "tanh",
}  # fmt: skip
# Exact for real numbers, computed from transcendentals for complex ones.
_OF_COMPLEX = {"abs", "absolute", "sign", "sqrt"}


def inexact_operations(
    bound: Bound, types: tuple[Any, ...], loops: list[dict[str, Any]]
) -> list[str]:
    """The reductions and math functions, in words; where there are none, floats are exact."""
    found = [f"reduction {r}" for loop in loops if loop["parallel"] for r in loop["reductions"]]
    names = _MATH | _OF_COMPLEX if _has_complex(bound, types) else _MATH
    for function in bound.functions:
        for node in ast.walk(function_node(function.source, function.name)):
            if isinstance(node, (ast.BinOp, ast.AugAssign)) and isinstance(node.op, ast.Pow):
                found.append("**")
            elif isinstance(node, ast.Call):
                called = _library_name(function, node.func)
                if called.rpartition(".")[2] in names:
                    found.append(called)
    return list(dict.fromkeys(found))


def _has_complex(bound: Bound, types: tuple[Any, ...]) -> bool:
    if any(dtype.startswith("c") for dtype, *_ in types):
        return True
    nodes = (n for f in bound.functions for n in ast.walk(function_node(f.source, f.name)))
    return any(
        isinstance(n, ast.Constant) and isinstance(n.value, complex)
        or "complex" in str(getattr(n, "id", getattr(n, "attr", "")))
        for n in nodes
    )  # fmt: skip


def _library_name(function: BoundFunction, called: ast.expr) -> str:
    """`math.exp` for whatever the function calls it; empty for other calls."""
    if isinstance(called, ast.Name):
        category, _, text = function.names.get(called.id, ("", 0, ""))
        return text if category == "library" else ""
    if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name):
        category, _, text = function.names.get(called.value.id, ("", 0, ""))
        return f"{text}.{called.attr}" if category == "library" else ""
    return ""
