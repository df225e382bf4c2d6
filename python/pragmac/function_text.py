"""The lines of a function in its file's text, as indentation tells."""

from __future__ import annotations


def split_lines(text: str) -> list[str]:
    """The lines as Python's parser counts them: only line feeds and carriage returns end one."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.split("\n")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _block_end(lines: list[str], first: int) -> int:
    """Behind the definition that begins at index `first`, as indentation tells; a line of a string
    or in parentheses may end it too early, which then does not parse."""
    indent = _indent(lines[first])
    inside = False  # behind the `def` line
    for number in range(first, len(lines)):
        code = lines[number].lstrip()
        if inside and code and code[0] not in "#)" and _indent(lines[number]) <= indent:
            return number
        inside = inside or code.startswith(("def", "async"))
    return len(lines)


def _without_outer_comments(lines: list[str], first: int, end: int) -> int:
    """`end` before the blank lines and comments that stand outside of the definition."""
    indent = _indent(lines[first])
    while end > first + 1:
        code = lines[end - 1].lstrip()
        if code and (code[0] != "#" or _indent(lines[end - 1]) > indent):
            break
        end -= 1
    return end


def block_text(lines: list[str], first_line: int, end: int | None = None) -> str:
    """The definition that begins at line `first_line` of a file, up to line `end` where that is
    known, without the comments that stand outside of it."""
    first = first_line - 1
    if end is None:
        end = _block_end(lines, first)
    return "\n".join(lines[first : _without_outer_comments(lines, first, end)])
