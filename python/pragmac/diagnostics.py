"""What the compiler reports: diagnostics, and the exceptions and warnings that carry them."""

from __future__ import annotations

from typing import Any


class Diagnostic:
    """One finding. `line` and `column` count from 1; `notes` and `fixes` are lists of dicts."""

    __slots__ = (
        "code", "severity", "file", "line", "column", "end_line", "end_column", "message",
        "label", "notes", "fixes", "rendered",
    )  # fmt: skip

    def __init__(self, code: str, message: str, **fields: Any) -> None:
        self.code = code
        self.message = message
        self.severity: str = fields.get("severity", "error")
        self.file: str = fields.get("file", "")
        self.line: int = fields.get("line", 0)
        self.column: int = fields.get("column", 0)
        self.end_line: int = fields.get("end_line", 0)
        self.end_column: int = fields.get("end_column", 0)
        self.label: str = fields.get("label", "")
        self.notes: list[dict[str, Any]] = fields.get("notes", [])
        self.fixes: list[dict[str, Any]] = fields.get("fixes", [])
        self.rendered: str = fields.get("rendered", "") or self._plain_text()

    def _plain_text(self) -> str:
        lines = [f"{self.severity}[{self.code}]: {self.message}"]
        if self.file and self.line:
            lines += self._source_lines()
        lines += [f"note: {note['text']}" for note in self.notes]
        lines += [f"help: {fix['text']}" for fix in self.fixes]
        return "\n".join(lines) + "\n"

    def _source_lines(self) -> list[str]:
        """The place, and the line there with carets, as the compiler shows them."""
        import linecache

        column, number = max(self.column, 1), str(self.line)
        gutter = " " * len(number)
        lines = [f"{gutter}--> {self.file}:{number}:{column}"]
        linecache.checkcache(self.file)
        text = linecache.getline(self.file, self.line).rstrip()
        if text:
            end = self.end_column if self.end_line == self.line else 0
            carets = "^" * max(_cells(text[column - 1 : max(end - 1, 0)]), 1)
            padding = "".join(c if c == "\t" else " " * _cells(c) for c in text[: column - 1])
            marked = f"{gutter} | {padding}{carets} {self.label}".rstrip()
            lines += [f"{gutter} |", f"{number} | {text}", marked]
        return lines

    def to_dict(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__ if name != "rendered"}

    def __str__(self) -> str:
        return self.rendered

    def __repr__(self) -> str:
        return f"<{self.severity} {self.code} {self.file}:{self.line}: {self.message}>"


def _cells(text: str) -> int:
    """The columns that a terminal needs for the text."""
    import unicodedata

    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def from_dicts(items: list[dict[str, Any]]) -> list[Diagnostic]:
    return [Diagnostic(**item) for item in items]


class CompileError(SyntaxError):
    """The function cannot be compiled. `.diagnostics` holds every finding; file, line and column
    are those of the first, so that Python's traceback shows the line with a caret."""

    diagnostics: list[Diagnostic]

    def __init__(self, diagnostics: list[Diagnostic]) -> None:
        self.diagnostics = diagnostics
        errors = [d for d in diagnostics if d.severity == "error"] or diagnostics
        text = "\n".join(d.rendered for d in errors).rstrip("\n")
        location = _location(errors[0]) if errors else ()
        super().__init__(*((text, location) if location else (text,)))

    def __str__(self) -> str:
        return self.msg or "compilation failed"

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), (self.diagnostics,))


class ArgumentError(CompileError, TypeError):
    """An argument of a call has a type that no compiled version can take."""


for _public in (CompileError, ArgumentError):
    _public.__module__ = "pragmac"


def _location(diagnostic: Diagnostic) -> tuple[Any, ...]:
    if not diagnostic.file or not diagnostic.line:
        return ()
    import linecache

    text = linecache.getline(diagnostic.file, diagnostic.line) or None
    end_line = diagnostic.end_line or diagnostic.line
    return (diagnostic.file, diagnostic.line, max(diagnostic.column, 1), text, end_line,
            max(diagnostic.end_column, 1))  # fmt: skip


class RaceError(RuntimeError):
    """A run-time test that a parallel loop needed has failed: two iterations conflict.

    Raised only under `races="require_proof"`; by default such a loop runs in order."""


class RaceWarning(UserWarning):
    """A parallel loop runs in order because it is not shown to be free of races."""


class MismatchError(AssertionError):
    """`f.compare` found a difference: the message names the first element that differs with both
    values, or the `assume(...)` fact that does not hold, its loop, and two iterations."""


for _public_exception in (RaceError, RaceWarning, MismatchError):
    _public_exception.__module__ = "pragmac"


def did_you_mean(word: str, choices: list[str]) -> str:
    """`; did you mean ...?` or nothing."""
    import difflib

    close = difflib.get_close_matches(word, choices, n=1, cutoff=0.6)
    return f"; did you mean `{close[0]}`?" if close else ""
