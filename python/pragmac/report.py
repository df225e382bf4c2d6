"""What `f.explain` and `f.compare` return."""

from __future__ import annotations

from typing import Any

Rows = list[tuple[str, str]]


class Report:
    """`str(report)` is for people, `to_dict()` for programs, notebooks show it as HTML."""

    __slots__ = ("title", "sections", "_data", "_picture")

    def __init__(
        self,
        title: str,
        sections: list[tuple[str, Rows]],
        data: dict[str, Any],
        picture: str = "",
    ) -> None:
        self.title = title
        self.sections = sections  # (heading, rows of a label and a text)
        self._data = data
        self._picture = picture  # SVG

    def to_dict(self) -> dict[str, Any]:
        """Everything the report says, as numbers, texts, lists and dicts."""
        import copy

        return copy.deepcopy(self._data)

    def __str__(self) -> str:
        lines = [self.title]
        for heading, rows in self.sections:
            lines += ["", heading]
            width = max((len(label) for label, _ in rows), default=0)
            for label, text in rows:
                first, *more = text.splitlines() or [""]
                lines.append(f"  {label:<{width}}  {first}".rstrip())
                lines += [f"  {'':<{width}}  {line}".rstrip() for line in more]
        return "\n".join(lines)

    def __repr__(self) -> str:
        return f"<Report: {self.title}>"

    def _repr_html_(self) -> str:
        from html import escape

        made = [f"<h4>{escape(self.title)}</h4>", self._picture]
        for heading, rows in self.sections:
            cells = "".join(
                f"<tr><th>{escape(label)}</th><td><pre>{escape(text)}</pre></td></tr>"
                for label, text in rows
            )
            made.append(f"<h5>{escape(heading)}</h5><table>{cells}</table>")
        return "\n".join(made)
