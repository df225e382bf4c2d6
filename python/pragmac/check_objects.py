"""Parameters of which an attribute is read that no array and no number has: they are objects, which
`check` cannot know from a type."""

from __future__ import annotations

import ast

import numpy as np

from .annotated_functions import FunctionNode
from .diagnostics import Diagnostic
from .function_text import split_lines
from .source_places import parameter_named, place_of

_OF_VALUES = {*dir(np.ndarray), *dir(np.complex128), *dir(np.dtype)}


def name_objects(
    found: list[Diagnostic], nodes: list[FunctionNode], text: str, filename: str
) -> list[Diagnostic]:
    """The findings, with P216 in the place of P230 at such attributes."""
    if not any(d.code == "P230" for d in found):
        return found
    known = {(d.line, d.column): d for d in _objects(nodes, text, filename)}
    return [known.get((d.line, d.column), d) if d.code == "P230" else d for d in found]


def _objects(nodes: list[FunctionNode], text: str, filename: str) -> list[Diagnostic]:
    lines, made = split_lines(text), []
    for function in nodes:
        called = [n.func for n in ast.walk(function) if isinstance(n, ast.Call)]
        for node in ast.walk(function):
            if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Name):
                continue
            parameter = parameter_named(function, node.value.id)
            if parameter is None or parameter.annotation or node.attr in _OF_VALUES:
                continue
            fix = f"pass `{node.value.id}.{node.attr}` as an argument"
            if node in called:
                fix = f"make `{node.attr}` a function of the module that takes arrays and numbers"
            place = place_of(node, lines, filename)
            fixes = [{"text": fix, "edit": None}]
            made.append(Diagnostic("P216", "objects are not compiled", fixes=fixes, **place))
    return made
