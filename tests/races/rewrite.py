"""Rewrites a function so that a recorder sees every element access of its judged loop.

Loads, stores and updates of elements become calls of the recorder, in Python's order of evaluation;
the judged loop tells it which iteration begins; scalars that the loop assigns report their reads
and writes. Plain functions that are called are rewritten likewise.
"""

from __future__ import annotations

import ast
from types import FunctionType
from typing import Any

from find_directives import Directed, collapsed_loops, find_directives, reduced_arrays
from scalar_rules import carried_legally, is_invariant, operation_name, stored_names

RECORDER = "__recorder"  # the global that rewritten functions call


def rewrite(function: FunctionType, judged: int) -> tuple[FunctionType, dict[str, Any]]:
    """The rewritten function and its globals, where RECORDER is to be put before each call."""
    space = dict(function.__globals__)
    made = _compiled(function, judged, space)
    _rewrite_callees(function, space, {function.__name__})
    return made, space


def _rewrite_callees(function: FunctionType, space: dict[str, Any], done: set[str]) -> None:
    for name in function.__code__.co_names:
        callee = function.__globals__.get(name)
        if isinstance(callee, FunctionType) and name not in done:
            done.add(name)
            _compiled(callee, 0, space)
            _rewrite_callees(callee, space, done)


def _compiled(function: FunctionType, judged: int, space: dict[str, Any]) -> FunctionType:
    tree = rewritten_tree(find_directives(function), judged)
    module = ast.fix_missing_locations(ast.Module([tree], []))
    exec(compile(module, function.__code__.co_filename, "exec"), space)
    return space[function.__name__]


def rewritten_tree(directed: Directed, judged: int) -> ast.FunctionDef:
    """`judged` counts annotated loops from 1; with 0, as in a called function, there is none."""
    rewriting = _Rewriting(directed, *(directed.loops[judged - 1] if judged else (None, "")))
    directed.tree.decorator_list = []
    for argument in ast.walk(directed.tree.args):
        if isinstance(argument, ast.arg):
            argument.annotation = None
    directed.tree.body = rewriting.block(directed.tree.body)
    return directed.tree


def _call(method: str, *arguments: ast.expr) -> ast.Call:
    return ast.Call(
        ast.Attribute(ast.Name(RECORDER, ast.Load()), method, ast.Load()), list(arguments), []
    )


def _load(name: str) -> ast.Name:
    return ast.Name(name, ast.Load())


def _assign(name: str, value: ast.expr) -> ast.Assign:
    return ast.Assign([ast.Name(name, ast.Store())], value)


class _Rewriting(ast.NodeTransformer):
    def __init__(self, directed: Directed, judged: ast.For | None, directive: str) -> None:
        self._atomic_lines = directed.atomic
        self._judged = judged
        self._innermost = judged
        for _ in range(collapsed_loops(directive) - 1):
            assert self._innermost and isinstance(self._innermost.body[0], ast.For)
            self._innermost = self._innermost.body[0]
        self._reduced = reduced_arrays(directive)
        self._assigned: set[str] | None = None  # in a called function anything may vary
        self._scalars: set[str] = set()
        if self._innermost:
            body = self._innermost.body
            self._assigned = stored_names([judged])
            indices = set(self._index_names())
            self._scalars = stored_names(body) - carried_legally(body) - indices
        self._inside = False
        self._temporaries = 0

    # ---- statements ------------------------------------------------------------------------

    def block(self, statements: list[ast.stmt]) -> list[ast.stmt]:
        made: list[ast.stmt] = []
        for statement in statements:
            found = self.visit(statement)
            made += found if isinstance(found, list) else [found]
        return made

    def visit_For(self, node: ast.For) -> ast.stmt:
        was_inside = self._inside
        if node is self._judged:
            self._inside = True
        node.iter = self.visit(node.iter) if was_inside or node is not self._judged else node.iter
        targets = [n.id for n in ast.walk(node.target) if isinstance(n, ast.Name)]
        node.body = [e for t in targets for e in self._assigned_event(t)] + self.block(node.body)
        if node is self._innermost:
            node.body = self._iteration(node.body)
        self._inside = was_inside
        execution = ast.withitem(_call("execution"))
        return ast.With([execution], [node]) if node is self._judged else node

    def _iteration(self, body: list[ast.stmt]) -> list[ast.stmt]:
        """The body that announces its iteration and survives its errors."""
        names: list[ast.expr] = [_load(name) for name in self._index_names()]
        handler = ast.ExceptHandler(
            ast.Tuple([_load("IndexError"), _load("ArithmeticError")], ast.Load()), None,
            [ast.Expr(_call("failed"))],
        )  # fmt: skip
        announced = ast.Expr(_call("iteration", *names))
        return [announced, ast.Try(body, [handler], [], [])]

    def _index_names(self) -> list[str]:
        """The first variable of each collapsed loop."""
        names = []
        loop: ast.stmt | None = self._judged
        while isinstance(loop, ast.For):
            names.append(next(n.id for n in ast.walk(loop.target) if isinstance(n, ast.Name)))
            loop = loop.body[0] if loop is not self._innermost else None
        return names

    def visit_Assign(self, node: ast.Assign) -> list[ast.stmt]:
        if node.lineno in self._atomic_lines and isinstance(node.targets[0], ast.Subscript):
            return self._atomic_assignment(node, node.targets[0])
        key = self._invariant_key(node.value)
        value = self.visit(node.value)
        if len(node.targets) == 1:
            return self._store(node.targets[0], value, key)
        name = self._temporary()
        stores = [s for t in node.targets for s in self._store(t, _load(name), key)]
        return [_assign(name, value), *stores]

    def _store(self, target: ast.expr, value: ast.expr, key: str | None) -> list[ast.stmt]:
        if isinstance(target, ast.Name):
            return [_assign(target.id, value), *self._assigned_event(target.id)]
        if isinstance(target, ast.Subscript):
            return [ast.Expr(_call("write", value, *self._place(target), ast.Constant(key)))]
        assert isinstance(target, ast.Tuple)
        names = [self._temporary() for _ in target.elts]
        unpacked: list[ast.expr] = [ast.Name(n, ast.Store()) for n in names]
        made: list[ast.stmt] = [ast.Assign([ast.Tuple(unpacked, ast.Store())], value)]
        for element, name in zip(target.elts, names, strict=True):
            made += self._store(element, _load(name), None)
        return made

    def visit_AugAssign(self, node: ast.AugAssign) -> list[ast.stmt]:
        if isinstance(node.target, ast.Name):
            name, value = node.target.id, self.visit(node.value)
            read = [ast.Expr(self._read_scalar(name))] if self._tracked(name) else []
            update = ast.AugAssign(node.target, node.op, value)
            return [*read, update, *self._assigned_event(name)]
        assert isinstance(node.target, ast.Subscript)
        name, array, index = self._place(node.target)
        atomic = node.lineno in self._atomic_lines or name.value in self._reduced
        held, at, new = self._temporary(), self._temporary(), self._temporary()
        place = [name, _load(held), _load(at)]
        value = self.visit(node.value)
        last = ast.Constant(operation_name(node.op) if atomic else None)
        return [
            _assign(held, array), _assign(at, index),
            _assign(new, _call("peek" if atomic else "read", *place)),
            ast.AugAssign(ast.Name(new, ast.Store()), node.op, value),
            ast.Expr(_call("update" if atomic else "write", _load(new), *place, last)),
        ]  # fmt: skip

    def _atomic_assignment(self, node: ast.Assign, target: ast.Subscript) -> list[ast.stmt]:
        """`a[i] = max(a[i], x)` and `a[i] = a[i] + x` as one step."""
        call = isinstance(node.value, ast.Call)
        operation = ast.unparse(node.value.func) if call else operation_name(node.value.op)
        place = ast.dump(target).replace("Store()", "Load()")
        for parent in ast.walk(node.value):
            for field, child in ast.iter_fields(parent):
                children = child if isinstance(child, list) else [child]
                for k, item in enumerate(children):
                    if isinstance(item, ast.Subscript) and ast.dump(item) == place:
                        peek = _call("peek", *self._place(item))
                        child[k : k + 1] = [peek] if isinstance(child, list) else []
                        if not isinstance(child, list):
                            setattr(parent, field, peek)
        value = self.visit(node.value)
        return [ast.Expr(_call("update", value, *self._place(target), ast.Constant(operation)))]

    # ---- expressions -----------------------------------------------------------------------

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        if not isinstance(_root(node), ast.Name):  # a.shape[0]
            return node
        return _call("read", *self._place(node))

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if isinstance(node.ctx, ast.Load) and self._tracked(node.id):
            return self._read_scalar(node.id)
        return node

    def visit_Call(self, node: ast.Call) -> ast.expr:
        if isinstance(node.func, ast.Attribute) and _root(node.func).id == RECORDER:
            return node
        node.args = [self.visit(a) for a in node.args]
        return node

    def _place(self, node: ast.Subscript) -> tuple[ast.Constant, ast.expr, ast.expr]:
        """The array's name as written, the array, and the index; `C[i][j]` is `C[i, j]`, and
        `x[1:][i]` an element of a view."""
        indices: list[ast.expr] = []
        value: ast.expr = node
        while isinstance(value, ast.Subscript):
            here = value.slice.elts if isinstance(value.slice, ast.Tuple) else [value.slice]
            if value is not node and any(map(_is_slice, here)):
                break
            indices = [self.visit(i) for i in here] + indices
            value = value.value
        root = _root(value)
        assert isinstance(root, ast.Name)
        index = ast.Tuple(indices, ast.Load()) if len(indices) != 1 else indices[0]
        return ast.Constant(root.id), self.visit(value), index

    # ---- scalars ---------------------------------------------------------------------------

    def _tracked(self, name: str) -> bool:
        return self._inside and name in self._scalars

    def _read_scalar(self, name: str) -> ast.Call:
        return _call("read_scalar", ast.Constant(name), _load(name))

    def _assigned_event(self, name: str) -> list[ast.stmt]:
        return [ast.Expr(_call("write_scalar", ast.Constant(name)))] if self._tracked(name) else []

    def _invariant_key(self, value: ast.expr) -> str | None:
        """What identifies the value when every iteration stores the same one."""
        varies = self._assigned
        same = is_invariant(value, lambda name: varies is None or name in varies)
        return ast.dump(value) if same else None

    def _temporary(self) -> str:
        self._temporaries += 1
        return f"__temporary_{self._temporaries}"


def _is_slice(index: ast.expr) -> bool:
    ellipsis = isinstance(index, ast.Constant) and index.value is ...
    return isinstance(index, ast.Slice) or ellipsis


def _root(node: ast.expr) -> ast.expr:
    while isinstance(node, (ast.Subscript, ast.Attribute)):
        if isinstance(node, ast.Attribute) and not isinstance(node.value, ast.Name):
            return node
        if isinstance(node, ast.Attribute) and node.attr == "shape":
            return node
        node = node.value
    return node
