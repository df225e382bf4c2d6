"""Functions of a file with the meaning of their free names, found without executing the file."""

from __future__ import annotations

import ast
import builtins
import io
import math
import re
import tokenize
from types import FunctionType
from typing import Any

import numpy as np

from .bindings import Binding, dtype_name, library_name
from .check_result import CheckResult, Loop
from .diagnostics import Diagnostic
from .guess_types import all_parameters, guesses, uses_of
from .options import Settings
from .signature import TypeTuple, parse_annotation, scalar_type

FunctionNode = ast.FunctionDef
_DIRECTIVE = re.compile(r"#\s*prag[a-z]*m[a-z]*\s+(?!:)\w")
_FOREIGN = re.compile(r"#\s*pragma:")


class Unit:
    """A function to be checked: its file, and what surrounds it there."""

    __slots__ = ("filename", "text", "node", "module")

    def __init__(self, filename: str, text: str, node: FunctionNode, module: ast.Module) -> None:
        self.filename = filename
        self.text = text
        self.node = node
        self.module = module


def directive_lines(source: bytes) -> list[int]:
    """The lines of comments that are or resemble directives."""
    lines = []
    for token in tokenize.tokenize(io.BytesIO(source).readline):
        if token.type == tokenize.COMMENT and is_directive(token.string):
            lines.append(token.start[0])
    return lines


def is_directive(comment: str) -> bool:
    return bool(_DIRECTIVE.match(comment)) and not _FOREIGN.match(comment)


def first_line(node: FunctionNode) -> int:
    return min([node.lineno, *(d.lineno for d in node.decorator_list)])


def decode(source: bytes) -> str:
    encoding = tokenize.detect_encoding(io.BytesIO(source).readline)[0]
    return io.TextIOWrapper(io.BytesIO(source), encoding).read()


def carrying_functions(module: ast.Module, lines: list[int]) -> list[FunctionNode]:
    """The outermost functions that hold one of the lines."""
    found: list[FunctionNode] = []

    def visit(node: ast.AST) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef):
                if any(first_line(child) <= line <= (child.end_lineno or 0) for line in lines):
                    found.append(child)
            else:
                visit(child)

    visit(module)
    return found


def module_units(source: bytes, path: str, result: CheckResult) -> list[Unit]:
    module = ast.parse(source, path)
    lines = directive_lines(source)
    functions = carrying_functions(module, lines)
    for line in lines:
        if not any(first_line(f) <= line <= (f.end_lineno or 0) for f in functions):
            message = "this directive stands outside of any function"
            fix = {"text": "move the loop into a function", "edit": None}
            result.diagnostics.append(
                Diagnostic("P110", message, file=path, line=line, column=1, fixes=[fix])
            )
    text = decode(source)
    return [Unit(path, text, f, module) for f in functions]


def function_unit(function: FunctionType) -> Unit:
    from .source import read_source, unavailable

    source = read_source(function)
    module = ast.parse(source.text, source.filename)
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef) and first_line(node) == source.first_line:
            return Unit(source.filename, source.text, node, module)
    raise unavailable(function.__code__)


class ModuleNames:
    """What the top level of a module says about its names."""

    def __init__(self, module: ast.Module) -> None:
        self.bindings: dict[str, Binding] = {}
        self.numbers: dict[str, TypeTuple] = {}
        self.functions: dict[str, FunctionNode] = {}
        for statement in module.body:
            self._read(statement)

    def _read(self, statement: ast.stmt) -> None:
        if isinstance(statement, ast.FunctionDef):
            self.functions[statement.name] = statement
        elif isinstance(statement, ast.Import):
            for alias in statement.names:
                name = alias.name if alias.asname else alias.name.partition(".")[0]
                self.bindings[alias.asname or name] = ("library", 0, name)
        elif isinstance(statement, ast.ImportFrom):
            for alias in statement.names:
                self._import_from(statement.module or "", alias)
        elif isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            self._assign(statement.targets[0].id, statement.value)

    def _import_from(self, module: str, alias: ast.alias) -> None:
        value = getattr({"math": math, "numpy": np}.get(module), alias.name, None)
        name = alias.asname or alias.name
        if isinstance(value, float):
            self.numbers[name] = scalar_type("f64", "python")
        elif value is not None:
            dtype = dtype_name(value)
            library = ("library", 0, library_name(value))
            self.bindings[name] = ("dtype", 0, dtype) if dtype else library
        else:
            self.bindings[name] = ("library", 0, f"{module}.{alias.name}")

    def _assign(self, name: str, value: ast.expr) -> None:
        try:
            constant = ast.literal_eval(value)
        except ValueError:
            self._assign_dtype(name, value)
            return
        kind = parse_annotation(type(constant))
        if kind:
            self.numbers[name] = kind

    def _assign_dtype(self, name: str, value: ast.expr) -> None:
        if isinstance(value, ast.Attribute) and isinstance(value.value, ast.Name):
            if self.bindings.get(value.value.id) == ("library", 0, "numpy"):
                dtype = dtype_name(getattr(np, value.attr, None))
                if dtype:
                    self.bindings[name] = ("dtype", 0, dtype)


class Graph:
    """The functions a unit reaches, and its hidden arguments."""

    def __init__(self, unit: Unit) -> None:
        self.unit = unit
        self.names = ModuleNames(unit.module)
        self.nodes: list[FunctionNode] = [unit.node]
        self.hidden: list[str] = []
        self.parameters = [a.arg for a in all_parameters(unit.node)]
        self.functions: list[dict[str, Any]] = []
        while len(self.functions) < len(self.nodes):
            self._add(self.nodes[len(self.functions)])

    def _add(self, node: FunctionNode) -> None:
        local = {a.arg for a in all_parameters(node)}
        local |= {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and _stored(n)}
        used = [n.id for n in ast.walk(node) if isinstance(n, ast.Name) and not _stored(n)]
        self.functions.append({
            "tree": len(self.functions), "name": node.name, "first_line": first_line(node),
            "names": {n: b for n in used if n not in local and (b := self._binding(n))},
            "defaults": {},
        })  # fmt: skip

    def _binding(self, name: str) -> Binding | None:
        if name in self.names.functions:
            node = self.names.functions[name]
            if node not in self.nodes:
                self.nodes.append(node)
            return ("callee", self.nodes.index(node), "")
        if name in self.names.bindings:
            return self.names.bindings[name]
        if name not in self.names.numbers and hasattr(builtins, name):
            return ("library", 0, f"builtins.{name}")
        if name not in self.names.numbers and not self._assigned_somewhere(name):
            return None  # the front end reports the undefined name
        if name not in self.hidden:
            self.hidden.append(name)
        return ("argument", len(self.parameters) + self.hidden.index(name), "")

    def _assigned_somewhere(self, name: str) -> bool:
        return any(
            isinstance(n, ast.Name) and n.id == name and _stored(n)
            for statement in self.unit.module.body
            if not isinstance(statement, ast.FunctionDef)
            for n in ast.walk(statement)
        )


def _stored(node: ast.Name) -> bool:
    return isinstance(node.ctx, (ast.Store, ast.Del))


def annotations_of(unit: Unit) -> dict[str, object]:
    made: dict[str, object] = {}
    for parameter in all_parameters(unit.node):
        note = parameter.annotation
        if isinstance(note, ast.Constant):
            made[parameter.arg] = note.value
        elif isinstance(note, ast.Name):
            made[parameter.arg] = note.id
    return made


def check_units(units: list[Unit], result: CheckResult) -> CheckResult:
    for unit in units:
        _check_unit(unit, result)
    seen: dict[tuple[str, str, int, int], Diagnostic] = {}
    for d in sorted(result.diagnostics, key=lambda d: (d.file, d.line, d.column)):
        seen.setdefault((d.code, d.file, d.line, d.column), d)
    result.diagnostics = list(seen.values())
    return result


def _check_unit(unit: Unit, result: CheckResult) -> None:
    graph = Graph(unit)
    annotations = annotations_of(unit)
    names = [*graph.parameters, *graph.hidden]
    known = {**annotations, **{n: _text_of(t) for n, t in graph.names.numbers.items()}}
    uses = uses_of(unit.node, graph.names.functions, graph.hidden)
    choices = guesses(uses, names, known)
    best: tuple[list[Diagnostic], list[dict[str, Any]]] | None = None
    for types in choices:
        diagnostics, loops = _compile(graph, names, types)
        best = best if best and _type_errors(diagnostics) else (diagnostics, loops)
        if not _type_errors(diagnostics):
            break
    assert best is not None
    diagnostics, loops = best
    if len(choices) > 1:
        diagnostics = [d for d in diagnostics if not d.code.startswith("P4") or d.code == "P411"]
    result.diagnostics += diagnostics
    result.loops += [Loop(item) for item in loops]


def _text_of(known: TypeTuple) -> str:
    """The annotation that stands for a module-level number."""
    return {"i64": "int", "f64": "float", "bool": "bool", "c128": "complex"}[known[0]]


def _type_errors(diagnostics: list[Diagnostic]) -> bool:
    return any(d.code.startswith("P4") and d.code != "P411" for d in diagnostics)


def _compile(
    graph: Graph, names: list[str], types: list[TypeTuple]
) -> tuple[list[Diagnostic], list[dict[str, Any]]]:
    from . import _compiler
    from .requests import diagnostics_of, request
    from .tree import function_tree

    unit = graph.unit
    tree = "\n".join(
        function_tree(unit.text, unit.filename, first_line(n), n.name) for n in graph.nodes
    )
    arguments = [(name, *kind) for name, kind in zip(names, types, strict=True)]
    sources = {unit.filename: unit.text}
    outcome = _compiler.compile(request(tree, graph.functions, arguments, sources, Settings({})))
    return diagnostics_of(outcome), outcome["loops"]
