"""The names of arrays whose elements a function, or a part of it, may store to."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from .annotated_loops import function_node

if TYPE_CHECKING:
    from .bindings import Bound, BoundFunction


def stored_names(bound: Bound, function: BoundFunction, part: ast.AST) -> set[str]:
    """By name: an element store in `part`, or an argument of a called function that stores to its
    parameter. A local name stands for every name assigned to it anywhere in the function."""
    stored = {name for n in ast.walk(part) if (name := _stored_root(n))}
    for call in ast.walk(part):
        if isinstance(call, ast.Call):
            stored |= _stored_by_callee(bound, function, call)
    return _with_origins(stored, function_node(function.source, function.name))


def _stored_root(node: ast.AST) -> str | None:
    if not isinstance(node, ast.Subscript) or not isinstance(node.ctx, ast.Store):
        return None
    value: ast.expr = node
    while isinstance(value, (ast.Subscript, ast.Attribute)):
        value = value.value
    return value.id if isinstance(value, ast.Name) else None


def _stored_by_callee(bound: Bound, function: BoundFunction, call: ast.Call) -> set[str]:
    callee = callee_of(bound, function, call.func)
    if callee is None:
        return set()
    node = function_node(callee.source, callee.name)
    inner = stored_names(bound, callee, node)
    positional = [a.arg for a in [*node.args.posonlyargs, *node.args.args]]
    given = [*zip(positional, call.args, strict=False), *((k.arg, k.value) for k in call.keywords)]
    return {value.id for name, value in given if name in inner and isinstance(value, ast.Name)}


def callee_of(bound: Bound, function: BoundFunction, called: ast.expr) -> BoundFunction | None:
    """The bound function that a call's `f` or `module.f` means."""
    last = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", None)
    for name, (category, index, _) in function.names.items():
        same = name == last if isinstance(called, ast.Name) else name.endswith(f".{last}")
        if category == "callee" and last is not None and same:
            return bound.functions[index]
    return None


def _with_origins(stored: set[str], node: ast.FunctionDef) -> set[str]:
    origins: dict[str, set[str]] = {}
    for statement in ast.walk(node):
        if isinstance(statement, ast.Assign):
            names = {n.id for n in ast.walk(statement.value) if isinstance(n, ast.Name)}
            for target in statement.targets:
                for n in ast.walk(target):
                    if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store):
                        origins.setdefault(n.id, set()).update(names)
    waiting, known = list(stored), set(stored)
    while waiting:
        for name in origins.get(waiting.pop(), set()) - known:
            known.add(name)
            waiting.append(name)
    return known
