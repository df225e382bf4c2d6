"""`pragmac run FILE`: `python FILE` with every directive-carrying function compiled."""

from __future__ import annotations

import ast
import builtins
import os
import sys
from types import ModuleType

from .annotated_functions import AnnotatedFunctions
from .diagnostics import CompileError
from .function import jit
from .source_file import read_text

# What decorates the functions; no Python name can collide with it.
_DECORATOR = "<pragmac.jit>"


def run(path: str, arguments: list[str]) -> None:
    """Runs the file as the main program. Its exceptions pass through."""
    code = compile(annotated_tree(path), path, "exec", dont_inherit=True)
    main = ModuleType("__main__")
    main.__file__ = path
    main.__builtins__ = builtins  # type: ignore[attr-defined]
    setattr(builtins, _DECORATOR, jit)
    sys.modules["__main__"] = main
    sys.argv = [path, *arguments]
    sys.path[0] = os.path.dirname(os.path.abspath(path))
    exec(code, vars(main))


def annotated_tree(path: str) -> ast.Module:
    """The parsed file with a jit decorator on each function that holds directives and has none.
    Raises CompileError for directives in no function, which nothing would obey."""
    text = read_text(path)
    module = ast.parse(text, path)
    annotated = AnnotatedFunctions(module, text, path)
    if annotated.stray:
        raise CompileError(annotated.stray)
    for function in annotated.directives:
        if function not in annotated.jitted:
            name = ast.Name(_DECORATOR, ast.Load())
            # Innermost, so that @staticmethod and the like see the compiled function; its place is
            # the `def` line, which leaves the function's first line as it was.
            function.decorator_list.append(ast.copy_location(name, function))
    return module
