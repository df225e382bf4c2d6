"""The source text of a function: from its file, a notebook cell, or nowhere."""

from __future__ import annotations

import linecache
from types import CodeType, FunctionType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .diagnostics import CompileError


class Source:
    """The file a function stands in, and the line of its first decorator or `def`."""

    __slots__ = ("filename", "text", "first_line")

    def __init__(self, filename: str, text: str, first_line: int) -> None:
        self.filename = filename
        self.text = text
        self.first_line = first_line


def read_source(function: FunctionType) -> Source:
    code = function.__code__
    # Notebook cells and the interactive shell put their text into linecache under the code's name.
    linecache.checkcache(code.co_filename)
    lines = linecache.getlines(code.co_filename, function.__globals__)
    if code.co_firstlineno > len(lines):
        raise unavailable(code)
    return Source(code.co_filename, "".join(lines), code.co_firstlineno)


def unavailable(code: CodeType) -> CompileError:
    from .diagnostics import CompileError, Diagnostic

    return CompileError(
        [
            Diagnostic(
                "P605",
                f"the source of `{code.co_name}` is not available (`{code.co_filename}`)",
                notes=[{"text": "pragmas are comments, which only the source text holds"}],
                fixes=[{"text": "put the function into a .py file or a notebook cell"}],
            )
        ]
    )


def asynchronous(name: str, filename: str, line: int) -> CompileError:
    from .diagnostics import CompileError, Diagnostic

    message = f"`{name}` is asynchronous, which is not compiled"
    fixes = [{"text": "await outside, and pass the values"}]
    return CompileError([Diagnostic("P223", message, file=filename, line=line, fixes=fixes)])
