"""What `pragmac.check` returns: findings, and the verdict on every annotated loop."""

from __future__ import annotations

from typing import Any

from .diagnostics import Diagnostic


class CheckResult:
    """`.diagnostics`, in the order of the source, and `.loops`: what became of each one."""

    __slots__ = ("diagnostics", "loops")

    def __init__(self) -> None:
        self.diagnostics: list[Diagnostic] = []
        self.loops: list[Loop] = []

    @property
    def ok(self) -> bool:
        return not any(d.severity == "error" for d in self.diagnostics)

    def to_dict(self) -> dict[str, Any]:
        return {
            "diagnostics": [d.to_dict() for d in self.diagnostics],
            "loops": [loop.to_dict() for loop in self.loops],
        }

    def __str__(self) -> str:
        return "\n".join(d.rendered for d in self.diagnostics)

    def __repr__(self) -> str:
        return f"<CheckResult: {len(self.diagnostics)} findings, {len(self.loops)} loops>"


class Loop:
    """One annotated loop: `verdict` is free, guarded, racy or unknown.

    `guard`: what a test in front of a guarded loop asks. `witness`: two iterations in conflict, as
    a dict of `iterations` (values of the loop variable), `array`, `element` (indices) and `given`
    (parameters with their values). `missing`: why the loop runs in order.
    """

    __slots__ = ("file", "line", "directive", "verdict", "guard", "witness", "missing")

    def __init__(self, item: dict[str, Any]) -> None:
        self.file: str = item["file"]
        self.line: int = item["line"]
        self.directive: str = item["directive"]
        self.verdict: str = item["verdict"]
        self.guard: str | None = item.get("guard") or None
        self.witness: dict[str, Any] | None = item.get("witness")
        self.missing: str | None = item["reason"] or None

    def to_dict(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}

    def __repr__(self) -> str:
        return f"<loop {self.file}:{self.line} {self.directive}: {self.verdict}>"
