"""The names of arrays whose elements a function, or a part of it, may store to."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from .annotated_loops import function_node

if TYPE_CHECKING:
    from .bindings import Bound, BoundFunction


Entered = tuple["BoundFunction", ...]


def stored_names(
    bound: Bound, function: BoundFunction, part: ast.AST, entered: Entered = ()
) -> set[str]:
    """By name: an element store in `part`, or an argument of a called function that stores to its
    parameter, as a whole or in parts. A local name stands for every name assigned to it, or that it
    iterates over, anywhere in the function. `entered`: the functions whose calls led here; a call
    back into one of them may store to all of its arguments."""
    stored = {name for n in ast.walk(part) if (name := _stored_root(n))}
    for call in ast.walk(part):
        if isinstance(call, ast.Call):
            stored |= _stored_by_callee(bound, function, call, (*entered, function))
    return _with_origins(stored, function_node(function.source, function.name))


def _stored_root(node: ast.AST) -> str | None:
    if not isinstance(node, ast.Subscript) or not isinstance(node.ctx, ast.Store):
        return None
    return _root(node)


def _root(value: ast.expr) -> str | None:
    """The name of the array that an expression is a part of."""
    while isinstance(value, (ast.Subscript, ast.Attribute)):
        value = value.value
    return value.id if isinstance(value, ast.Name) else None


def _roots(value: ast.expr) -> set[str]:
    if isinstance(value, ast.IfExp):
        return _roots(value.body) | _roots(value.orelse)
    name = _root(value)
    return {name} if name else set()


def _stored_by_callee(
    bound: Bound, function: BoundFunction, call: ast.Call, entered: Entered
) -> set[str]:
    callee = callee_of(bound, function, call.func)
    if callee is None:
        called = getattr(call.func, "attr", getattr(call.func, "id", ""))
        return _roots(call.args[0]) if called == "atomic_add" and call.args else set()
    if any(callee is f for f in entered):
        values = [*call.args, *(k.value for k in call.keywords)]
        return {root for value in values for root in _roots(value)}
    node = function_node(callee.source, callee.name)
    inner = stored_names(bound, callee, node, entered)
    positional = [a.arg for a in [*node.args.posonlyargs, *node.args.args]]
    given = [*zip(positional, call.args, strict=False), *((k.arg, k.value) for k in call.keywords)]
    return {root for name, value in given if name in inner for root in _roots(value)}


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
            targets, value = statement.targets, statement.value
        elif isinstance(statement, ast.For):
            targets, value = [statement.target], statement.iter
        else:
            continue
        names = {n.id for n in ast.walk(value) if isinstance(n, ast.Name)}
        for target in targets:
            for n in ast.walk(target):
                if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store):
                    origins.setdefault(n.id, set()).update(names)
    waiting, known = list(stored), set(stored)
    while waiting:
        for name in origins.get(waiting.pop(), set()) - known:
            known.add(name)
            waiting.append(name)
    return known
