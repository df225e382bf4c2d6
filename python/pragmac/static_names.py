"""What the names of a file mean, found without executing it.

A name has one meaning where everything that binds it agrees. Otherwise, and where only execution
would tell (imports of the user's own modules, results of calls, parameters of an enclosing
function), it is unknown, which is no reason for an error.
"""

from __future__ import annotations

import ast
import builtins
import math
import sys
from collections.abc import Iterable, Mapping
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np

from .annotated_functions import FunctionNode
from .bindings import dtype_name, library_name
from .jit_names import JitNames
from .signature import parse_annotation


class Meaning(NamedTuple):
    """`value` is a function's node, a number's type, or a binding as the compiler takes it."""

    kind: str  # function, number, binding or unknown
    value: Any = None


UNKNOWN = Meaning("unknown")
_READABLE: dict[str, ModuleType] = {"builtins": builtins, "math": math, "numpy": np}
# Modules that are no user's: the compiler knows which of their functions there are.
_LIBRARIES = {*_READABLE, "pragmac", *sys.stdlib_module_names}
# A file that mentions one of these may bind any name.
_DYNAMIC = {"globals", "exec", "vars", "locals", "setattr", "builtins", "__builtins__"}


def library(name: str) -> Meaning:
    return Meaning("binding", ("library", 0, name))


def meaning_of(value: Any) -> Meaning:
    """Of an object of a library, or of one that is in use."""
    number = parse_annotation(type(value)) if type(value) in (bool, int, float, complex) else None
    if number:
        return Meaning("number", number)
    if isinstance(value, ModuleType):
        return library(value.__name__)
    if dtype_name(value):
        return Meaning("binding", ("dtype", 0, dtype_name(value)))
    if library_name(value):
        return library(library_name(value))
    return UNKNOWN


def attribute_of(owner: Meaning, name: str) -> Meaning:
    if owner.kind != "binding" or owner.value[0] != "library":
        return UNKNOWN
    dotted: str = owner.value[2]
    value: Any = _READABLE.get(dotted.partition(".")[0])
    for part in [*dotted.split(".")[1:], name]:
        value = getattr(value, part, None)
    return library(f"{dotted}.{name}") if value is None else meaning_of(value)


def _module(name: str) -> Meaning:
    return library(name) if name.partition(".")[0] in _LIBRARIES else UNKNOWN


class Scope:
    """The names that a module or function binds itself, and the scope around it."""

    def __init__(self, jits: JitNames, around: Scope | None = None) -> None:
        self.names: dict[str, Meaning] = {}
        self.around = around
        self.stars: list[ModuleType] = []  # `from numpy import *`
        self.dynamic = False  # names that stand nowhere may be bound, too
        self._jits = jits

    def find(self, name: str) -> Meaning | None:
        """None when nothing binds the name, here or further out."""
        if name in self.names:
            return self.names[name]
        if self.around:
            return self.around.find(name)
        for module in self.stars:
            if name in getattr(module, "__all__", dir(module)):
                return meaning_of(getattr(module, name))
        if hasattr(builtins, name):
            return library(f"builtins.{name}")
        return UNKNOWN if self.dynamic else None

    def bind(self, name: str, meaning: Meaning, certain: bool) -> None:
        """`certain`: it happens whenever the scope is executed, and so replaces what was before."""
        agrees = certain or self.names.get(name, meaning) == meaning
        self.names[name] = meaning if agrees else UNKNOWN

    def read(self, statements: Iterable[ast.stmt], certain: bool = True) -> None:
        for statement in statements:
            self._read(statement, certain)

    def _read(self, node: ast.stmt, certain: bool) -> None:
        if isinstance(node, FunctionNode):
            plain = all(map(self._jits.is_jit, node.decorator_list))
            self.bind(node.name, Meaning("function", node) if plain else UNKNOWN, certain)
        elif isinstance(node, ast.ClassDef):
            self.bind(node.name, UNKNOWN, certain)
        elif isinstance(node, ast.Import):
            for alias in node.names:
                name = alias.name if alias.asname else alias.name.partition(".")[0]
                self.bind(alias.asname or name, _module(name), certain)
        elif isinstance(node, ast.ImportFrom):
            self._read_import(node, certain)
        elif isinstance(node, ast.Assign):
            meaning = self._value(node.value)
            for target in node.targets:
                self._assign(target, meaning, certain)
        elif isinstance(node, ast.AnnAssign) and node.value:
            self._assign(node.target, self._value(node.value), certain)
        elif isinstance(node, (ast.Global, ast.Nonlocal)):
            self._leave_to_others(node)
        else:
            self._read_parts(node, certain)

    def _read_import(self, node: ast.ImportFrom, certain: bool) -> None:
        owner = _module(node.module or "") if node.level == 0 else UNKNOWN
        for alias in node.names:
            if alias.name != "*":
                self.bind(alias.asname or alias.name, attribute_of(owner, alias.name), certain)
            elif node.level == 0 and node.module in _READABLE:
                self.stars.append(_READABLE[node.module])
            else:
                self.dynamic = True

    def _assign(self, target: ast.expr, meaning: Meaning, certain: bool) -> None:
        if isinstance(target, ast.Name):
            self.bind(target.id, meaning, certain)
        else:
            self._bind_stored(target)

    def _value(self, node: ast.expr) -> Meaning:
        jitted = self._jits.jitted(node)
        if jitted is not None:
            return self._value(jitted)
        if isinstance(node, ast.Name):
            return self.find(node.id) or UNKNOWN
        if isinstance(node, ast.Attribute):
            return attribute_of(self._value(node.value), node.attr)
        try:
            constant = ast.literal_eval(node)
        except (ValueError, TypeError, RecursionError, MemoryError):
            return UNKNOWN
        return meaning_of(constant)

    def outside_value(self, node: ast.expr) -> Meaning:
        """What an expression means in the scope around this one."""
        return self.around._value(node) if self.around else UNKNOWN

    def _leave_to_others(self, node: ast.Global | ast.Nonlocal) -> None:
        """The names belong to the module or to a function around this one, and change there."""
        around = self.around
        while around and isinstance(node, ast.Global) and around.around:
            around = around.around
        for name in node.names:
            owner = around
            while owner and owner.around and name not in owner.names:
                owner = owner.around
            if owner:
                owner.bind(name, UNKNOWN, False)

    def _read_parts(self, node: ast.AST, certain: bool) -> None:
        """Blocks of other statements may or may not be executed, all but those of `with`."""
        sure = certain and isinstance(node, (ast.With, ast.AsyncWith))
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.stmt):
                self._read(child, sure)
            elif isinstance(child, (ast.ExceptHandler, ast.match_case)):
                self._read_parts(child, False)
            else:
                self._bind_stored(child)
        if isinstance(node, ast.ExceptHandler) and node.name:
            self.bind(node.name, UNKNOWN, False)

    def _bind_stored(self, node: ast.AST) -> None:
        for n in ast.walk(node):
            if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load):
                self.bind(n.id, UNKNOWN, False)
            elif isinstance(n, (ast.MatchAs, ast.MatchStar)) and n.name:
                self.bind(n.name, UNKNOWN, False)
            elif isinstance(n, ast.MatchMapping) and n.rest:
                self.bind(n.rest, UNKNOWN, False)


class FileNames:
    """The scopes of a file. `values` are names that are known to have a value: the globals of a
    function object, whose file (a notebook cell) may hold only a part of them."""

    def __init__(self, module: ast.Module, values: Mapping[str, Any] | None = None) -> None:
        self.jits = JitNames(module)
        self.own: dict[FunctionNode, Scope] = {}  # by function: its own scope
        top = Scope(self.jits)
        for name, value in (values or {}).items():
            top.names[name] = meaning_of(value)
        top.dynamic = any(isinstance(n, ast.Name) and n.id in _DYNAMIC for n in ast.walk(module))
        top.read(module.body)
        self._visit(module, top)

    def _visit(self, node: ast.AST, scope: Scope) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, FunctionNode):
                own = self.own[child] = Scope(self.jits, scope)
                arguments = child.args
                for a in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs,
                          arguments.vararg, arguments.kwarg):  # fmt: skip
                    if a:
                        own.names[a.arg] = UNKNOWN
                own.read(child.body)
                self._visit(child, own)
            elif not isinstance(child, ast.expr):
                self._visit(child, scope)
