"""Which scalars of a loop may be carried: reductions, and inductions rewritten from the index.

The rules of SEMANTICS 2.3, on the tree alone: every occurrence of the name in the loop must be
part of an update by one operation. Anything else is judged from the recorded run.
"""

from __future__ import annotations

import ast
from collections.abc import Callable

_ASSOCIATIVE = (ast.Add, ast.Sub, ast.Mult, ast.BitAnd, ast.BitOr, ast.BitXor)
_CHOICES = ("max", "min", "np.maximum", "np.minimum")


def stored_names(nodes: list[ast.stmt]) -> set[str]:
    return {
        n.id
        for node in nodes
        for n in ast.walk(node)
        if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    }


def occurrences(node: ast.AST, name: str) -> int:
    return sum(isinstance(n, ast.Name) and n.id == name for n in ast.walk(node))


def carried_legally(body: list[ast.stmt]) -> set[str]:
    """Scalars that iterations may pass on: reductions and unconditional inductions."""
    names = stored_names(body)
    return {n for n in names if is_reduction(body, n) or is_induction(body, n, names)}


def is_reduction(body: list[ast.stmt], name: str) -> bool:
    operations: set[str] = set()
    inside = 0  # occurrences that belong to an update
    for statement in body:
        for node in ast.walk(statement):
            found = _update(node, name)
            if found:
                operations.add(found)
                inside += occurrences(node, name)
    total = sum(occurrences(statement, name) for statement in body)
    return len(operations) == 1 and inside == total


def _update(node: ast.AST, name: str) -> str:
    """The operation when the statement is `name = name op x` in one of its forms, or nothing."""
    if isinstance(node, ast.AugAssign):
        return _augmented(node, name)
    if isinstance(node, ast.Assign) and len(node.targets) == 1 and _is(node.targets[0], name):
        for form in (_binary, _choice, _ternary, _logical):
            if found := form(node.value, name):
                return found
    return _conditional(node, name) if isinstance(node, ast.If) else ""


def _is(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def operation_name(op: ast.operator) -> str:
    """One name for operations that commute with one another: subtracting is adding."""
    return "Add" if isinstance(op, ast.Sub) else type(op).__name__


def _augmented(node: ast.AugAssign, name: str) -> str:
    alone = _is(node.target, name) and not occurrences(node.value, name)
    return operation_name(node.op) if alone and isinstance(node.op, _ASSOCIATIVE) else ""


def _binary(value: ast.expr, name: str) -> str:
    if not isinstance(value, ast.BinOp) or not isinstance(value.op, _ASSOCIATIVE):
        return ""
    left, right = _is(value.left, name), _is(value.right, name)
    if left == right or occurrences(value, name) != 1 or (right and isinstance(value.op, ast.Sub)):
        return ""
    return operation_name(value.op)


def _choice(value: ast.expr, name: str) -> str:
    """`max(name, x)` and the like."""
    if not isinstance(value, ast.Call) or ast.unparse(value.func) not in _CHOICES:
        return ""
    once = len(value.args) == 2 and occurrences(value, name) == 1
    return ast.unparse(value.func) if once and any(_is(a, name) for a in value.args) else ""


def _ternary(value: ast.expr, name: str) -> str:
    """`x if x > name else name`."""
    if not isinstance(value, ast.IfExp) or not _is(value.orelse, name):
        return ""
    return _comparison(value.test, name, value.body)


def _logical(value: ast.expr, name: str) -> str:
    """`name and x`."""
    if not isinstance(value, ast.BoolOp) or not _is(value.values[0], name):
        return ""
    return type(value.op).__name__ if occurrences(value, name) == 1 else ""


def _conditional(node: ast.If, name: str) -> str:
    """`if x > name: name = x`, with other names that follow the extremum."""
    first = node.body[0]
    plain = all(isinstance(s, ast.Assign) and isinstance(s.targets[0], ast.Name) for s in node.body)
    if not plain or node.orelse or not isinstance(first, ast.Assign):
        return ""
    return _comparison(node.test, name, first.value) if _is(first.targets[0], name) else ""


def _comparison(test: ast.expr, name: str, taken: ast.expr) -> str:
    if not isinstance(test, ast.Compare) or len(test.ops) != 1 or occurrences(taken, name):
        return ""
    left, right = test.left, test.comparators[0]
    greater = isinstance(test.ops[0], (ast.Gt, ast.GtE))
    if not greater and not isinstance(test.ops[0], (ast.Lt, ast.LtE)):
        return ""
    if ast.dump(left) == ast.dump(taken) and _is(right, name):
        return "max" if greater else "min"
    if ast.dump(right) == ast.dump(taken) and _is(left, name):
        return "min" if greater else "max"
    return ""


def is_induction(body: list[ast.stmt], name: str, stored: set[str]) -> bool:
    """`name += invariant` once in every iteration."""
    updates = [s for s in body if _steps(s, name, lambda n: n in stored)]
    skips = any(isinstance(n, ast.Continue) for s in body for n in ast.walk(s))
    writes = sum(
        isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, ast.Store)
        for s in body
        for n in ast.walk(s)
    )
    return len(updates) == 1 and writes == 1 and not skips


def _steps(statement: ast.stmt, name: str, varies: Callable[[str], bool]) -> bool:
    if isinstance(statement, ast.AugAssign) and _is(statement.target, name):
        step, op = statement.value, statement.op
    elif (
        isinstance(statement, ast.Assign)
        and _is(statement.targets[0], name)
        and isinstance(statement.value, ast.BinOp)
        and _is(statement.value.left, name)
    ):
        step, op = statement.value.right, statement.value.op
    else:
        return False
    return isinstance(op, (ast.Add, ast.Sub)) and is_invariant(step, varies)


def is_invariant(value: ast.expr, varies: Callable[[str], bool]) -> bool:
    """Built of constants and names that the loop does not assign."""
    allowed = (ast.Constant, ast.Name, ast.BinOp, ast.UnaryOp, ast.operator, ast.unaryop, ast.Load)
    return all(
        isinstance(n, allowed) and not (isinstance(n, ast.Name) and varies(n.id))
        for n in ast.walk(value)
    )
