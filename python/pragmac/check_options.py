"""The options that a file gives to `pragmac.jit`, as far as they are constants."""

from __future__ import annotations

import ast

from .diagnostics import Diagnostic
from .function_text import split_lines
from .options import check_option
from .source_places import place_of


def refused_options(module: ast.Module, text: str, filename: str) -> list[Diagnostic]:
    """P609 for each that the call would raise it for."""
    is_jit, lines = _JitItself(module).is_named, split_lines(text)
    found = []
    for call in ast.walk(module):
        if not isinstance(call, ast.Call) or not is_jit(call.func):
            continue
        for keyword in call.keywords:
            if keyword.arg is None:  # `**options`
                continue
            try:
                check_option(keyword.arg, ast.literal_eval(keyword.value))
            except (TypeError, NotImplementedError, ValueError) as error:
                code, _, message = str(error).partition(": ")
                if code == "P609":  # else no constant
                    place = place_of(keyword, lines, filename)
                    found.append(Diagnostic(code, message, fixes=_FIXES, **place))
    return found


class _JitItself:
    """Names that mean `pragmac.jit` wherever they stand: nothing else in the file binds them."""

    def __init__(self, module: ast.Module) -> None:
        self._modules: set[str] = set()
        self._functions: set[str] = set()
        others: set[str] = set()
        for node in ast.walk(module):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    name = alias.asname or alias.name.partition(".")[0]
                    (self._modules if alias.name == "pragmac" else others).add(name)
            elif isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    jit = node.module == "pragmac" and alias.name == "jit"
                    (self._functions if jit else others).add(alias.asname or alias.name)
            elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                others.add(node.name)
            elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
                others.add(node.id)
            elif isinstance(node, ast.arg):
                others.add(node.arg)
        self._modules -= others | self._functions
        self._functions -= others

    def is_named(self, expression: ast.expr) -> bool:
        if isinstance(expression, ast.Attribute):
            owner = expression.value
            of_package = isinstance(owner, ast.Name) and owner.id in self._modules
            return of_package and expression.attr == "jit"
        return isinstance(expression, ast.Name) and expression.id in self._functions


_FIXES = [{"text": "remove it, or write a name and a value that the message lists", "edit": None}]
