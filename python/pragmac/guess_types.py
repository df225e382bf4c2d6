"""Types of parameters and globals from how a function uses them."""

from __future__ import annotations

import ast

from .annotated_functions import FunctionNode
from .signature import TypeTuple, array_type, parse_annotation, scalar_type

_MOST_DIMENSIONS = 64  # NumPy's


class Uses(ast.NodeVisitor):
    """Collects per name: the rank it is indexed with, and whether it serves as an integer.

    Rows and slices under names of their own (`row = a[i]`) or passed to functions are parts: what
    is done to them tells of the array they are taken from."""

    def __init__(self) -> None:
        self.ranks: dict[str, int] = {}
        self.integers: set[str] = set()
        self.index_arrays: set[str] = set()
        self.calls: list[tuple[str, list[str]]] = []  # names or parts; "" = another expression
        self.parts: list[tuple[str, str, int]] = []  # part, array, axes that integers took away

    def rank(self, name: str, rank: int) -> None:
        self.ranks[name] = min(max(rank, self.ranks.get(name, 0)), _MOST_DIMENSIONS)

    def _named(self, node: ast.expr) -> str:
        """A name, or one made up for a part of one; empty for any other expression."""
        taken, value = 0, node
        while isinstance(value, ast.Subscript):
            indices = value.slice.elts if isinstance(value.slice, ast.Tuple) else [value.slice]
            taken += sum(not isinstance(index, ast.Slice) for index in indices)
            value = value.value
        if not isinstance(value, ast.Name):
            return ""
        if value is node:
            return value.id
        part = f"{value.id}[{len(self.parts)}]"
        self.parts.append((part, value.id, taken))
        return part

    def settle(self) -> None:
        """Hands what is known of parts on to their arrays."""
        for part, array, taken in reversed(self.parts * 2):  # parts of parts
            if part in self.ranks:
                self.rank(array, taken + self.ranks[part])
            if part in self.index_arrays or (part in self.integers and part not in self.ranks):
                self.index_arrays.add(array)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        self._subscripted(node)
        self.generic_visit(node)

    def _subscripted(self, node: ast.Subscript) -> None:
        rank, base = 0, node
        value: ast.expr = node
        while isinstance(value, ast.Subscript):
            indices = value.slice.elts if isinstance(value.slice, ast.Tuple) else [value.slice]
            rank += len(indices)
            for index in indices:
                self._integer(index)
            value = value.value
        if isinstance(value, ast.Name):
            self.rank(value.id, rank)
        elif isinstance(value, ast.Attribute) and value.attr == "shape":
            self._shape(value, base.slice)

    def _shape(self, shape: ast.Attribute, index: ast.expr) -> None:
        name = self._named(shape.value)
        if name and isinstance(index, ast.Constant) and isinstance(index.value, int):
            self.rank(name, index.value + 1)

    def visit_Assign(self, node: ast.Assign) -> None:
        target, value = node.targets[0], node.value
        if isinstance(value, ast.Attribute) and value.attr == "shape":
            name = self._named(value.value)
            if name and isinstance(target, ast.Tuple):
                self.rank(name, len(target.elts))
        if isinstance(target, ast.Name) and isinstance(value, ast.Subscript):
            part = self._named(value)
            if part and part.partition("[")[0] != target.id:
                self.parts.append((target.id, part, 0))
        self.generic_visit(node)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        if node.attr in ("shape", "dtype", "size", "ndim"):
            name = self._named(node.value)
            if name:
                self.rank(name, 1)
        self.generic_visit(node)

    def visit_For(self, node: ast.For) -> None:
        self._iterable(node.iter)
        name = self._named(node.iter)
        if name and isinstance(node.target, ast.Name):
            self.parts.append((node.target.id, name, 1))
        self.generic_visit(node)

    def _iterable(self, node: ast.expr) -> None:
        name = self._named(node)
        if name:
            self.rank(name, 1)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            # What is gone through; the second argument of `enumerate` is where counting starts.
            sequences = {"enumerate": node.args[:1], "zip": node.args}.get(node.func.id, [])
            for argument in sequences:
                self._iterable(argument)
            if node.func.id in ("range", "enumerate"):
                for argument in node.args[len(sequences) :]:
                    self._integer(argument)

    def visit_Call(self, node: ast.Call) -> None:
        if isinstance(node.func, ast.Name) and node.func.id == "len" and node.args:
            self._iterable(node.args[0])
        called = node.func.attr if isinstance(node.func, ast.Attribute) else None
        if "atomic_add" in (called, getattr(node.func, "id", None)) and len(node.args) == 3:
            self._subscripted(ast.Subscript(node.args[0], node.args[1]))
        if isinstance(node.func, ast.Name):
            self.calls.append((node.func.id, [self._named(a) for a in node.args]))
        self.generic_visit(node)

    def take_over(self, name: str, inner: Uses, inner_name: str) -> None:
        """What `inner` knows of `inner_name` holds for our `name`."""
        if inner_name in inner.ranks:
            self.rank(name, inner.ranks[inner_name])
        if inner_name in inner.integers:
            self.integers.add(name)
        if inner_name in inner.index_arrays:
            self.index_arrays.add(name)

    def _integer(self, node: ast.expr) -> None:
        """Names inside an index or a bound of a range are integers, arrays there hold some."""
        if isinstance(node, ast.Subscript):
            value: ast.expr = node
            while isinstance(value, ast.Subscript):
                value = value.value
            if isinstance(value, ast.Name):
                self.index_arrays.add(value.id)
        elif isinstance(node, ast.Name):
            self.integers.add(node.id)
        else:
            for child in ast.iter_child_nodes(node):
                if isinstance(child, ast.expr):
                    self._integer(child)


def all_parameters(node: FunctionNode) -> list[ast.arg]:
    return [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]


def uses_of(
    node: FunctionNode,
    functions: dict[str, FunctionNode],
    hidden: list[str],
    callers: tuple[FunctionNode, ...] = (),
) -> Uses:
    """The uses of a function's names, in the functions it calls too."""
    uses = Uses()
    uses.visit(node)
    for name, arguments in uses.calls:
        callee = functions.get(name)
        if callee is None or callee in callers:
            continue
        inner = uses_of(callee, functions, hidden, (*callers, node))
        for parameter, argument in zip(all_parameters(callee), arguments, strict=False):
            if argument:
                uses.take_over(argument, inner, parameter.arg)
        for shared in hidden:
            uses.take_over(shared, inner, shared)
    uses.settle()
    return uses


def guesses(uses: Uses, names: list[str], annotations: dict[str, object]) -> list[list[TypeTuple]]:
    """Lists of types for `names`, the likeliest first; only one when all are annotated."""
    stated = {name: parse_annotation(annotations.get(name)) for name in names}
    if all(stated.values()):
        return [[t for t in stated.values() if t]]
    made = []
    for element, number in (("f64", "float"), ("f64", "int"), ("i64", "int"), ("u8", "int")):
        made.append([stated[n] or _guess(n, uses, element, number) for n in names])
    return made


def _guess(name: str, uses: Uses, element: str, number: str) -> TypeTuple:
    if name in uses.ranks:
        return array_type("i64" if name in uses.index_arrays else element, uses.ranks[name])
    if name in uses.integers or number == "int":
        return scalar_type("i64", "python")
    return scalar_type("f64", "python")
