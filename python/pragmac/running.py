"""`pragmac run FILE`: `python FILE` with every directive-carrying function compiled."""

from __future__ import annotations

import ast
import builtins
import os
import sys
from types import ModuleType

from .function import jit
from .static_names import carrying_functions, directive_lines

# What decorates the functions; no Python name can collide with it.
_DECORATOR = "<pragmac.jit>"


def run(path: str, arguments: list[str]) -> None:
    """Runs the file as the main program. Its exceptions pass through."""
    with open(path, "rb") as file:
        source = file.read()
    code = compile(annotated_tree(source, path), path, "exec", dont_inherit=True)
    main = ModuleType("__main__")
    main.__file__ = path
    main.__builtins__ = builtins  # type: ignore[attr-defined]
    setattr(builtins, _DECORATOR, jit)
    sys.modules["__main__"] = main
    sys.argv = [path, *arguments]
    sys.path[0] = os.path.dirname(os.path.abspath(path))
    exec(code, vars(main))


def annotated_tree(source: bytes, path: str) -> ast.Module:
    """The parsed file with a jit decorator on each annotated function that has none."""
    module = ast.parse(source, path)
    for function in carrying_functions(module, directive_lines(source)):
        if not any(_is_jit(decorator) for decorator in function.decorator_list):
            name = ast.Name(_DECORATOR, ast.Load())
            # Innermost, so that @staticmethod and the like see the compiled function; its place is
            # the `def` line, which leaves the function's first line as it was.
            function.decorator_list.append(ast.copy_location(name, function))
    return module


def _is_jit(decorator: ast.expr) -> bool:
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
    return name == "jit"
