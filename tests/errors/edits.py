"""Fixes that are edits, applied to a text as an editor would."""


def apply(text, edit):
    """The text with one edit made; lines and columns count from 1."""
    lines = text.splitlines(keepends=True)
    first, last = edit["line"] - 1, edit["end_line"] - 1
    before = "".join(lines[:first]) + lines[first][: edit["column"] - 1]
    after = lines[last][edit["end_column"] - 1 :] if last < len(lines) else ""
    return before + edit["replacement"] + after + "".join(lines[last + 1 :])


def edits_of(diagnostic):
    return [fix["edit"] for fix in diagnostic.fixes if fix.get("edit")]
