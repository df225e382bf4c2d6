"""The options that a file gives to `pragmac.jit`, as far as they are constants."""

from __future__ import annotations

import ast

from .diagnostics import Diagnostic
from .function_text import split_lines
from .jit_names import JitNames
from .options import check_option
from .source_places import place_of


def refused_options(module: ast.Module, text: str, filename: str) -> list[Diagnostic]:
    """P609 for each that the call would raise it for."""
    names, lines = JitNames(module), split_lines(text)
    found = []
    for call in ast.walk(module):
        if not isinstance(call, ast.Call) or not names.is_jit(call.func):
            continue
        for keyword in call.keywords:
            try:
                check_option(keyword.arg or "options", ast.literal_eval(keyword.value))
            except (TypeError, NotImplementedError, ValueError) as error:
                code, _, message = str(error).partition(": ")
                if code == "P609":  # else no constant
                    place = place_of(keyword, lines, filename)
                    found.append(Diagnostic(code, message, fixes=_FIXES, **place))
    return found


_FIXES = [{"text": "remove it, or write a name and a value that the message lists", "edit": None}]
