"""`pragmac run FILE`: `python FILE` with every directive-carrying function compiled."""

from __future__ import annotations

import ast
import builtins
import os
import sys
from importlib.machinery import SourceFileLoader
from types import ModuleType

from .annotated_functions import AnnotatedFunctions
from .diagnostics import CompileError
from .function import jit
from .parsing import parse
from .source_file import read_text

# What decorates the functions; no Python name can collide with it.
_DECORATOR = "<pragmac.jit>"


def run(path: str, arguments: list[str], races: str = "check", math: str = "strict") -> None:
    """Runs the file as the main program. Its exceptions pass through."""
    full = os.path.join(os.getcwd(), path)  # as Python joins them: without normalisation
    try:
        code = compile(annotated_tree(full), full, "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        raise error.with_traceback(None) from None
    main = ModuleType("__main__")
    main.__file__ = full
    main.__loader__ = SourceFileLoader("__main__", full)
    main.__builtins__ = builtins  # type: ignore[attr-defined]
    setattr(builtins, _DECORATOR, jit(races=races, math=math))
    sys.modules["__main__"] = main
    sys.argv = [path, *arguments]
    if not getattr(sys.flags, "safe_path", False):  # from 3.11 on
        sys.path[0] = os.path.dirname(os.path.realpath(path))
    exec(code, vars(main))


def report_uncaught(error: Exception) -> None:
    """As Python does, without the frames of this package in front of the file's."""
    trace = error.__traceback__
    while trace and str(trace.tb_frame.f_globals.get("__name__")).startswith("pragmac."):
        trace = trace.tb_next
    error.__traceback__ = trace
    sys.excepthook(type(error), error, trace)


def annotated_tree(path: str) -> ast.Module:
    """The parsed file with a jit decorator on each function that holds directives and has none.
    Raises CompileError for directives in no function, which nothing would obey."""
    text = read_text(path)
    module = parse(text, path)
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
