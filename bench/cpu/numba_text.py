"""Numba's version of annotated loops: the same text, `prange` where they have `parallel for`.

Derived rather than written again, so that both run the same algorithm with the same loop parallel.
Where Numba's user would write something else, `bench/numba_loops/` has it.
"""

import ast
from pathlib import Path

OWN = Path(__file__).resolve().parents[1] / "numba_loops"

# error_model: a division by zero gives inf as in NumPy; Python's test costs its lanes.
HEADER = '''"""Written by bench/cpu/numba_text.py."""

import math

import numba
import numpy as np
from numba import prange

OPTIONS = {{"parallel": {parallel}, "fastmath": False, "error_model": "numpy", "cache": True}}
'''
DECORATOR = "@numba.njit(**OPTIONS)\n"


class Parallel(ast.NodeTransformer):
    """`range` becomes `prange` in a loop that stands right below `# pragma parallel for`."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.loops = 0

    def visit_For(self, node: ast.For) -> ast.For:
        self.generic_visit(node)
        above = self.lines[node.lineno - 2].strip() if node.lineno > 1 else ""
        if above.startswith("# pragma parallel for"):
            assert isinstance(node.iter, ast.Call) and isinstance(node.iter.func, ast.Name)
            node.iter.func.id = "prange"
            self.loops += 1
        return node


def names_in(node: ast.AST) -> set[str]:
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}


def needed(module: ast.Module, name: str) -> list[ast.stmt]:
    """The function `name`, and the functions and constants of the module that it uses."""
    defined: dict[str, ast.stmt] = {}
    for statement in module.body:
        if isinstance(statement, ast.FunctionDef):
            defined[statement.name] = statement
        elif isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            defined[statement.targets[0].id] = statement
    wanted, found = [name], set()
    while wanted:
        current = wanted.pop()
        if current in defined and current not in found:
            found.add(current)
            wanted += names_in(defined[current])
    return [statement for key, statement in defined.items() if key in found]


def derived(source: str, name: str, parallel: bool) -> tuple[str, int]:
    """A module with the function `name` of `source` for Numba; how many loops became prange."""
    module = ast.parse(source)
    change = Parallel(source.splitlines())
    parts = [HEADER.format(parallel=parallel)]
    for statement in needed(module, name):
        changed = change.visit(statement)
        if isinstance(changed, ast.FunctionDef):
            changed.decorator_list = []
            parts.append(DECORATOR + ast.unparse(changed) + "\n")
        else:
            parts.append(ast.unparse(changed) + "\n")
    return "\n\n".join(parts), change.loops


def numba_text(name: str, source: Path, directives: tuple[str, ...], parallel: bool) -> str:
    """The text for the program `name`, whose loops stand in the file `source`."""
    own = OWN / f"{name}.py"
    if own.exists():
        text = own.read_text()
        if parallel or "PARALLEL_ONLY = True" not in text:
            return derived(text, name, parallel)[0]
    text, loops = derived(source.read_text(), name, parallel)
    asked = sum(directive.startswith("parallel for") for directive in directives)
    assert loops == asked, f"{name}: {loops} loops became prange, {asked} are marked"
    return text
