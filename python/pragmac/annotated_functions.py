"""The functions of a file that are to be compiled: those that hold directives or are jitted."""

from __future__ import annotations

import ast

from .diagnostics import Diagnostic
from .directives import Directive, directives_of
from .function_text import split_lines
from .jit_names import JitNames

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


class AnnotatedFunctions:
    """The functions of a file that hold directives, with them; the jitted ones; and what is wrong
    with the directives that stand in no function."""

    __slots__ = ("directives", "jitted", "stray")

    def __init__(self, module: ast.Module, text: str, filename: str) -> None:
        self.directives: dict[FunctionNode, list[Directive]] = {}
        self.stray: list[Diagnostic] = []
        functions = [n for n in ast.walk(module) if isinstance(n, FunctionNode)]
        self.jitted = _jitted_functions(module, functions)
        directives = directives_of(text, filename)
        lines = split_lines(text)
        last_lines = {f: _last_line(f, lines) for f in functions} if directives else {}
        for directive in directives:
            around = [f for f in functions if first_line(f) <= directive.line <= last_lines[f]]
            if around:
                innermost = max(around, key=first_line)
                self.directives.setdefault(innermost, []).append(directive)
            else:
                self.stray.append(directive.mistake or _outside(directive, filename))

    def all(self) -> list[FunctionNode]:
        """In the order of the source."""
        return sorted({*self.directives, *self.jitted}, key=first_line)


def first_line(node: FunctionNode) -> int:
    return min([node.lineno, *(d.lineno for d in node.decorator_list)])


def _last_line(node: FunctionNode, lines: list[str]) -> int:
    """The comments behind the last statement belong to the function as far as they are indented,
    which is how the compiler cuts it out."""
    end = node.end_lineno or node.lineno
    while end < len(lines):
        code = lines[end].lstrip()
        if code and (code[0] != "#" or len(lines[end]) - len(code) <= node.col_offset):
            break
        end += 1
    return end


def _jitted_functions(module: ast.Module, functions: list[FunctionNode]) -> list[FunctionNode]:
    """Decorated ones, and those that `pragmac.jit(f)` names."""
    names = JitNames(module)
    if not names.modules and not names.functions:
        return []
    given = [names.jitted(n) for n in ast.walk(module) if isinstance(n, ast.Call)]
    called = {n.id for n in given if isinstance(n, ast.Name)}
    return [f for f in functions if f.name in called or any(map(names.is_jit, f.decorator_list))]


def _outside(directive: Directive, filename: str) -> Diagnostic:
    return Diagnostic(
        "P110",
        "this directive stands outside of any function",
        file=filename,
        line=directive.line,
        column=directive.column,
        end_line=directive.line,
        end_column=directive.end_column,
        fixes=[{"text": "move the loop into a function", "edit": None}],
    )
