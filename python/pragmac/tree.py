"""Turns Python source into the one text form of the tree that the compiler reads.

One node is `(Kind line:col-endline:endcol field …)`; a field is a node, `[…]`, a quoted text, a
number, or `_` where it is absent. Kinds and fields are ast's, as the table `FIELDS` says; lines and
columns count from 1 in the file, columns in characters. A file is
`(Module 0:0-0:0 "file" [functions] [comments])`, a comment
`(Comment span "text" own_line next_line next_column)`, the last two being the place of the next
token, which tells a comment before `else:` from one behind it.

`python -m pragmac.tree FILE` prints the tree of all functions at the top level of FILE.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from .function_text import block_text, split_lines
from .parsing import parse

# Kinds and their fields with a suffix for the shape, as in pragma/tree_kinds.def: none = node,
# ? = node or absent, * = list of nodes, *? = list with absent nodes, $ = text, $? = text or
# absent, $* = list of texts, # = integer or absent.
FIELDS = {
    "FunctionDef": "name$ args body* decorator_list* returns?",
    "arguments": "posonlyargs* args* vararg? kwonlyargs* kw_defaults*? kwarg? defaults*",
    "arg": "arg$ annotation?",
    "Lambda": "args body",
    "AsyncFunctionDef": "name$ args body* decorator_list* returns?",
    "ClassDef": "name$ bases* keywords* body* decorator_list*",
    "Return": "value?",
    "Delete": "targets*",
    "Assign": "targets* value",
    "AugAssign": "target op$ value",
    "AnnAssign": "target annotation value? simple#",
    "For": "target iter body* orelse*",
    "AsyncFor": "target iter body* orelse*",
    "While": "test body* orelse*",
    "If": "test body* orelse*",
    "With": "items* body*",
    "withitem": "context_expr optional_vars?",
    "AsyncWith": "items* body*",
    "Match": "subject cases*",
    "match_case": "pattern guard? body*",
    "Raise": "exc? cause?",
    "Try": "body* handlers* orelse* finalbody*",
    "TryStar": "body* handlers* orelse* finalbody*",
    "ExceptHandler": "type? name$? body*",
    "Assert": "test msg?",
    "Import": "names*",
    "ImportFrom": "module$? names* level#",
    "alias": "name$ asname$?",
    "Global": "names$*",
    "Nonlocal": "names$*",
    "Expr": "value",
    "Pass": "",
    "Break": "",
    "Continue": "",
    "BoolOp": "op$ values*",
    "NamedExpr": "target value",
    "BinOp": "left op$ right",
    "UnaryOp": "op$ operand",
    "IfExp": "test body orelse",
    "Dict": "keys*? values*",
    "Set": "elts*",
    "ListComp": "elt generators*",
    "SetComp": "elt generators*",
    "DictComp": "key value generators*",
    "GeneratorExp": "elt generators*",
    "comprehension": "target iter ifs* is_async#",
    "Await": "value",
    "Yield": "value?",
    "YieldFrom": "value",
    "Compare": "left ops$* comparators*",
    "Call": "func args* keywords*",
    "keyword": "arg$? value",
    "FormattedValue": "value conversion# format_spec?",
    "JoinedStr": "values*",
    "Attribute": "value attr$",
    "Subscript": "value slice",
    "Starred": "value",
    "Name": "id$",
    "List": "elts*",
    "Tuple": "elts*",
    "Slice": "lower? upper? step?",
}

Write = Callable[[Any], str]

# Control characters, quotes, backslashes and lone surrogates; everything else stands for itself.
_ESCAPES = {c: f"\\x{c:02x}" for c in [*range(32), 127]} | {10: "\\n", 34: '\\"', 92: "\\\\"}


def _quote(text: str) -> str:
    quoted = text.translate(_ESCAPES)
    if not quoted.isascii() and any("\ud800" <= c < "\ue000" for c in quoted):
        quoted = "".join(f"\\u{ord(c):04x}" if "\ud800" <= c < "\ue000" else c for c in quoted)
    return f'"{quoted}"'


def _span(n: Any) -> str:
    return f"{n.lineno}:{n.col_offset + 1}-{n.end_lineno}:{n.end_col_offset + 1}"


def _constant_text(value: object) -> str:
    kind = type(value)
    if kind is int:
        try:
            return str(value)
        except ValueError:  # more digits than Python converts: too large for us in any case
            return "9" * 4000
    if kind is float:
        return float.hex(value)  # type: ignore[arg-type]
    if kind is complex:
        return float.hex(value.imag) + "j"  # type: ignore[attr-defined]
    if kind is str:
        return _quote(value)  # type: ignore[arg-type]
    if kind is bytes:
        return "b" + '"' + "".join(f"\\x{b:02x}" for b in value) + '"'  # type: ignore[attr-defined]
    return "Ellipsis" if value is ... else str(value)


def _writers(strings: list[Any]) -> Write:
    """The function that writes a node; it also collects the nodes that are string literals."""
    writers: dict[type, Write] = {}

    def write(n: Any) -> str:
        return (writers.get(n.__class__) or writer_for(n.__class__))(n)

    def writer_for(kind: type) -> Write:
        fields = FIELDS.get(kind.__name__)
        writer = unknown if fields is None else generic(kind.__name__, fields)
        writers[kind] = writer
        return writer

    def generic(name: str, fields: str) -> Write:
        parts = []
        for field in fields.split():
            bare = field.rstrip("?*$#")
            parts.append((bare, shapes[field[len(bare) :]]))
        placed = name not in ("arguments", "comprehension", "withitem", "match_case")

        def writer(n: Any) -> str:
            text = [f"({name} {_span(n)}" if placed else f"({name} 0:0-0:0"]
            text += [shape(getattr(n, field)) for field, shape in parts]
            return " ".join(text) + ")"

        return writer

    def optional(n: Any) -> str:
        return "_" if n is None else write(n)

    def many(nodes: Any) -> str:
        return f"[{' '.join([write(n) for n in nodes])}]"

    shapes: dict[str, Write] = {
        "": write,
        "?": optional,
        "*": many,
        "*?": lambda nodes: f"[{' '.join([optional(n) for n in nodes])}]",
        "$": lambda text: _quote(text if text.__class__ is str else text.__class__.__name__),
        "$?": lambda text: "_" if text is None else _quote(text),
        "$*": lambda texts: f"[{' '.join([shapes['$'](t) for t in texts])}]",
        "#": lambda number: "_" if number is None else str(number),
    }

    # The kinds below make up most of every tree, so that they are worth their own lines.
    def name(n: Any) -> str:
        return (
            f'(Name {n.lineno}:{n.col_offset + 1}-{n.end_lineno}:{n.end_col_offset + 1} "{n.id}")'
        )

    def attribute(n: Any) -> str:
        return f'(Attribute {_span(n)} {write(n.value)} "{n.attr}")'

    def subscript(n: Any) -> str:
        return f"(Subscript {_span(n)} {write(n.value)} {write(n.slice)})"

    def binary(n: Any) -> str:
        op = n.op.__class__.__name__
        return f'(BinOp {_span(n)} {write(n.left)} "{op}" {write(n.right)})'

    def call(n: Any) -> str:
        return f"(Call {_span(n)} {write(n.func)} {many(n.args)} {many(n.keywords)})"

    def constant(n: Any) -> str:
        value = n.value
        if value.__class__ is str or value.__class__ is bytes:
            strings.append(n)
        return f"(Constant {_span(n)} {_constant_text(value)})"

    def joined(n: Any) -> str:
        text = generic("JoinedStr", "values*")(n)
        strings.append(n)  # covers the literals inside, whose places older Pythons get wrong
        return text

    def unknown(n: Any) -> str:
        where = _span(n) if hasattr(n, "end_lineno") else "0:0-0:0"
        strings.extend(c for c in ast.walk(n) if isinstance(c, (ast.Constant, ast.JoinedStr)))
        return f'(Unknown {where} "{n.__class__.__name__}")'

    writers.update(
        {
            ast.Name: name,
            ast.Attribute: attribute,
            ast.Subscript: subscript,
            ast.BinOp: binary,
            ast.Call: call,
            ast.Constant: constant,
            ast.JoinedStr: joined,
        }
    )
    return write


# --- comments -------------------------------------------------------------------------------------


def next_code(lines: list[str], line: int) -> tuple[int, int]:
    """Line and column, from 1, of the first token after the comment on `line`; 0, 0 = none."""
    for number in range(line, len(lines)):
        code = lines[number].lstrip(" \t\f")
        if code and code[0] != "#":
            return number + 1, len(lines[number]) - len(code) + 1
    return 0, 0


def comment_places(lines: list[str], first: int) -> Iterator[tuple[int, int]]:
    """Line and column, from 0, of every comment, by Python's own tokenizer."""
    import tokenize

    feed = iter([line + "\n" for line in lines[first:]])
    try:
        for token in tokenize.generate_tokens(lambda: next(feed, "")):
            if token.type == tokenize.COMMENT:
                yield token.start[0] - 1 + first, token.start[1]
    except (tokenize.TokenError, IndentationError):
        pass  # behind the end of the last statement


def _by_strings(
    lines: list[str], first: int, strings: Iterable[Any]
) -> list[tuple[int, int]] | None:
    """The same from the places of string literals alone, which is 20 times faster; None where
    that is not enough: a `#` in a literal of several lines may follow one of its parts."""
    places = []
    spans: dict[int, list[tuple[int, int]]] = {}
    for n in strings:
        if n.lineno == n.end_lineno:
            spans.setdefault(n.lineno - 1, []).append((n.col_offset, n.end_col_offset))
        elif any("#" in line for line in lines[n.lineno - 1 : n.end_lineno]):
            return None
    for number in range(first, len(lines)):
        column = lines[number].find("#")
        while column >= 0:
            end = next((e for b, e in spans.get(number, ()) if b <= column < e), None)
            if end is None:
                places.append((number, column))
                break
            column = lines[number].find("#", end)
    return places


def _comments(lines: list[str], first: int, strings: Iterable[Any]) -> str:
    places = _by_strings(lines, first, strings)
    return _comment_forms(lines, comment_places(lines, first) if places is None else places)


def _comment_forms(lines: list[str], places: Iterable[tuple[int, int]]) -> str:
    found = []
    for number, column in places:
        line = lines[number]
        own = int(not line[:column].strip(" \t\f"))
        next_line, next_column = next_code(lines, number + 1)
        found.append(
            f"(Comment {number + 1}:{column + 1}-{number + 1}:{len(line) + 1} "
            f"{_quote(line[column:])} {own} {next_line} {next_column})"
        )
    return " ".join(found)


# --- functions and files --------------------------------------------------------------------------


def _to_characters(tree: ast.AST, lines: list[str]) -> None:
    """Columns of ast count bytes of UTF-8; afterwards they count characters."""
    encoded = {i + 1: line.encode() for i, line in enumerate(lines) if not line.isascii()}

    def characters(line: int, column: int) -> int:
        raw = encoded.get(line)
        return column if raw is None else len(raw[:column].decode(errors="replace"))

    for n in ast.walk(tree):
        if hasattr(n, "end_lineno"):
            placed: Any = n
            placed.col_offset = characters(placed.lineno, placed.col_offset)
            placed.end_col_offset = characters(placed.end_lineno, placed.end_col_offset)


def _module(filename: str, functions: list[Any], lines: list[str], first: int) -> str:
    """The Module form of `functions`; the comments are those of `lines` from index `first` on."""
    strings: list[Any] = []
    write = _writers(strings)
    written = " ".join([write(f) for f in functions])
    commented = any("#" in line for line in lines[first:])
    comments = _comments(lines, first, strings) if commented else ""
    return f"(Module 0:0-0:0 {_quote(filename)} [{written}] [{comments}])"


def build_tree(
    source: str, filename: str, first_line: int = 1, column: int = 0, name: str | None = None
) -> str:
    """The tree of the one function in `source`, its decorators included.

    `first_line` is the line of the source's first line in the file. The source may be indented as
    in the file; `column` is the number of columns that were taken away if it is not. Raises
    SyntaxError where Python would, and ValueError when the source begins with no function, or
    with another one than `name`.
    """
    body = split_lines(source)
    if column:
        body = [" " * column + line if line else line for line in body]
    while body and not body[-1].strip():
        body.pop()
    tree = _parse(body, filename, first_line)
    function = tree[0] if tree else None
    if not isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
        raise ValueError(f"no function at line {first_line} of {filename}")
    if name is not None and function.name != name:
        raise ValueError(f"another function than `{name}` at line {first_line} of {filename}")
    lines = [""] * (first_line - 1) + body
    if not source.isascii():
        _to_characters(function, lines)
    return _module(filename, [function], lines, first_line - 1)


def _parse(body: list[str], filename: str, first_line: int) -> list[ast.stmt]:
    """The statements of `body`, which may be indented, placed from `first_line` on."""
    text = "\n".join(body) + "\n"
    if body[:1] and body[0][:1] in (" ", "\t"):
        # An `if` around it spares a dedent, which would change strings and columns.
        tree = parse("\n" * (first_line - 2) + "if 1:\n" + text, filename)
        if first_line == 1:
            ast.increment_lineno(tree, -1)
        return tree.body[0].body  # type: ignore[attr-defined, no-any-return]
    return parse("\n" * (first_line - 1) + text, filename).body


def _find(tree: ast.AST, name: str, line: int) -> Any:
    """The function of that name that begins, decorators included, at `line`."""
    for n in ast.walk(tree):
        if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef)) and n.name == name:
            if min([n.lineno, *(d.lineno for d in n.decorator_list)]) == line:
                return n
    return None


def function_tree(text: str, filename: str, first_line: int, name: str) -> str:
    """The tree of the function `name` in a file's `text`; `first_line` is that of its first
    decorator or of `def`. Raises CompileError when it is not there or is nested too deeply."""
    lines = split_lines(text)
    tree = block_tree(lines, filename, first_line, name)
    if tree is not None:
        return tree
    try:
        found = _find(parse(text, filename), name, first_line)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        found = None
    if found is not None:
        end = found.end_lineno
        while end < len(lines) and lines[end].lstrip()[:1] in ("", "#"):
            end += 1
        return build_tree(block_text(lines, first_line, end), filename, first_line, name=name)
    if name == "<lambda>":
        where = _place_of_lambda(text, filename, first_line)
        fix = "write it as a function with `def`"
        raise _refusal("P207", "`lambda` is not compiled", fix, where)
    fix = "the file changed after it was imported: import it again"
    raise _refusal("P605", f"the source of `{name}` is not at {filename}:{first_line}", fix, {})


def block_tree(lines: list[str], filename: str, first_line: int, name: str) -> str | None:
    """The tree of the function that begins at that line, from its `block_text` alone; None where
    that is cut too early to parse, or begins with no such `def`."""
    try:
        return build_tree(block_text(lines, first_line), filename, first_line, name=name)
    except (SyntaxError, ValueError):
        return None
    except (RecursionError, MemoryError):
        where = {"file": filename, "line": first_line}
        raise _refusal("P242", f"`{name}` is nested too deeply", _UNNEST, where) from None


def _place_of_lambda(text: str, filename: str, line: int) -> dict[str, Any]:
    place = {"file": filename, "line": line}
    try:
        tree = parse(text, filename)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return place
    for n in ast.walk(tree):
        if isinstance(n, ast.Lambda) and n.lineno == line:
            _to_characters(n, split_lines(text))
            end = {"end_line": n.end_lineno, "end_column": (n.end_col_offset or 0) + 1}
            return {**place, "column": n.col_offset + 1, **end}
    return place


_UNNEST = "compute parts of the long expression first and name them"


def _refusal(code: str, message: str, fix: str, where: dict[str, Any]) -> Exception:
    from .diagnostics import CompileError, Diagnostic

    return CompileError([Diagnostic(code, message, fixes=[{"text": fix}], **where)])


def file_tree(text: str, filename: str) -> str:
    """The tree of all functions at the top level of a file, and of all its comments."""
    lines = split_lines(text)
    tree = parse("\n".join(lines) + "\n", filename)
    if not text.isascii():
        _to_characters(tree, lines)
    functions = [n for n in tree.body if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef))]
    strings: list[Any] = []
    write = _writers(strings)
    for n in tree.body:
        write(n)
    written = " ".join([write(f) for f in functions])
    return f"(Module 0:0-0:0 {_quote(filename)} [{written}] [{_comments(lines, 0, strings)}])"


def comment_tree(text: str, filename: str) -> str:
    """The tree of all comments of a file, beside a function that is refused: the compiler reports
    every directive and near miss as one that attaches to nothing, or as misspelt."""
    lines = split_lines(text)
    refused = _writers([])(parse("def _(): del _").body[0])
    comments = _comment_forms(lines, comment_places(lines, 0))
    return f"(Module 0:0-0:0 {_quote(filename)} [{refused}] [{comments}])"


if __name__ == "__main__":
    import pathlib
    import sys

    if len(sys.argv) != 2:
        sys.exit("usage: python -m pragmac.tree FILE")
    path = pathlib.Path(sys.argv[1])
    print(file_tree(path.read_text(encoding="utf-8"), path.name))
