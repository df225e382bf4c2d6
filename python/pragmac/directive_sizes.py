"""The names of sizes in a function's directives: `simd(LANES)`, `block(TILE)`, `num_threads(N)`."""

from __future__ import annotations

import re
from functools import cache
from types import CodeType

_WORDS = ("simd", "block", "num_threads")


@cache
def _sized() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(_WORDS)})\s*\(([^()]*)\)")


def size_names(text: str, code: CodeType) -> list[str]:
    """Names in comments of the function that are no variable of it; text that only looks like a
    clause names nothing that a directive asks for, which does no harm."""
    last = max(line or 0 for _, _, line in code.co_lines())
    found: dict[str, None] = {}
    for line in text.split("\n")[code.co_firstlineno - 1 : last]:
        comment = line.partition("#")[2]
        if not comment or not any(word in comment for word in _WORDS):
            continue
        for clause in _sized().finditer(comment):
            for word in clause[1].split(","):
                if word.strip().isidentifier():
                    found[word.strip()] = None
    variables = {*code.co_varnames, *code.co_cellvars, *code.co_freevars}
    return [name for name in found if name not in variables]
