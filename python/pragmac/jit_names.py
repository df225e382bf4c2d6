"""Under which names a file knows `pragmac.jit`, found without executing it."""

from __future__ import annotations

import ast


class JitNames:
    """What `import pragmac as pm` and `from pragmac import jit as j` bind anywhere in the file."""

    __slots__ = ("modules", "functions")

    def __init__(self, module: ast.Module) -> None:
        self.modules: set[str] = set()
        self.functions: set[str] = set()
        for node in ast.walk(module):
            if isinstance(node, ast.Import):
                self.modules |= {a.asname or a.name for a in node.names if a.name == "pragmac"}
            elif isinstance(node, ast.ImportFrom) and node.module == "pragmac":
                for alias in node.names:
                    if alias.name in ("jit", "*"):
                        self.functions.add(alias.asname or "jit")
        for node in ast.walk(module):
            if isinstance(node, ast.Assign) and self.is_jit(node.value):
                self.functions |= {t.id for t in node.targets if isinstance(t, ast.Name)}

    def is_jit(self, expression: ast.expr) -> bool:
        """`pragmac.jit`, or `pragmac.jit(bounds="unchecked")`, which is yet to be given one."""
        if isinstance(expression, ast.Call) and not expression.args:
            expression = expression.func
        if isinstance(expression, ast.Attribute):
            owner = expression.value
            return (
                expression.attr == "jit"
                and isinstance(owner, ast.Name)
                and owner.id in self.modules
            )
        return isinstance(expression, ast.Name) and expression.id in self.functions

    def jitted(self, expression: ast.expr) -> ast.expr | None:
        """What the expression jits: the `f` of `pragmac.jit(f)`."""
        call = isinstance(expression, ast.Call) and expression.args and self.is_jit(expression.func)
        return expression.args[0] if call else None  # type: ignore[attr-defined]
