"""Delta debugging: makes a failing program small while it keeps failing in the same way.

Candidates are edits of the text, because comments carry the directives: drop a case, drop a
statement, replace a compound statement by its body, replace an expression by one of its operands.
Each is compared in a child process.
"""

import ast
import pathlib
import re
import time
from collections.abc import Iterator

from workers import Answer, Worker


def shrink(path: pathlib.Path, answer: Answer, worker: Worker, seconds: float = 60) -> str:
    """The smallest failing text found within the time; the file itself is not changed."""
    text = path.read_text()
    signature = _signature(answer)
    trial = path.with_name(path.stem + "_trial.py")
    end = time.monotonic() + seconds

    def fails(candidate: str) -> bool:
        trial.write_text(candidate)
        found = worker.compare(trial)
        return found.failed and _signature(found) == signature

    smaller = True
    while smaller and time.monotonic() < end:
        smaller = False
        tried: set[str] = set()
        candidates = _candidates(text)
        while time.monotonic() < end and (candidate := next(candidates, None)) is not None:
            if candidate in tried or len(candidate) >= len(text):
                continue
            tried.add(candidate)
            if fails(candidate):
                text, smaller = candidate, True
                candidates = _candidates(text)
    trial.unlink(missing_ok=True)
    return text


def _signature(answer: Answer) -> str:
    """What must stay the same: the way it failed, without numbers and names."""
    kinds = re.findall(
        r"(\w+Error|element|became|compile error|fuzzer failed|a value)", answer.detail
    )
    return answer.status + " " + " ".join(sorted(set(kinds)))


def _candidates(text: str) -> Iterator[str]:
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return
    yield from _fewer_cases(text)
    functions = [n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name[:4] != "case"]
    for function in functions:
        if function.name != "f":
            yield _without_lines(text, function.lineno, function.end_lineno)
    for function in functions:
        yield from _statement_edits(text, function)
    for function in functions:
        yield from _expression_edits(text, function)


def _fewer_cases(text: str) -> Iterator[str]:
    found = re.search(r"CASES = \(([^)]*)\)", text)
    names = re.findall(r"case_\d+", found[1]) if found else []
    for name in names if len(names) > 1 else []:
        kept = re.sub(rf"def {name}\(\):\n(?:    .*\n)*", "", text)
        yield re.sub(
            r"CASES = \([^)]*\)", f"CASES = ({', '.join(n for n in names if n != name)},)", kept
        )


def _without_lines(text: str, first: int, last: int) -> str:
    lines = text.splitlines(keepends=True)
    return "".join(lines[: first - 1] + lines[last:])


def _statement_edits(text: str, function: ast.FunctionDef) -> Iterator[str]:
    lines = text.splitlines(keepends=True)
    for node in ast.walk(function):
        for field in ("body", "orelse"):
            block = getattr(node, field, None)
            if not isinstance(block, list):
                continue
            for statement in block:
                if isinstance(statement, ast.Return) and function.name == "f" and node is function:
                    continue
                first = statement.lineno
                while lines[first - 2].lstrip().startswith("#"):
                    first -= 1  # its directives go with it
                without = _without_lines(text, first, statement.end_lineno)
                if len(block) == 1:
                    pad = " " * statement.col_offset
                    without = "".join(
                        [*lines[: first - 1], pad, "pass\n", *lines[statement.end_lineno :]]
                    )
                yield without
                if first < statement.lineno:
                    yield _without_lines(text, first, statement.lineno - 1)
                if isinstance(statement, ast.If | ast.For | ast.While):
                    inner = lines[statement.body[0].lineno - 1 : statement.body[-1].end_lineno]
                    dedented = [x[4:] if x.startswith("    ") else x for x in inner]
                    yield "".join([*lines[: first - 1], *dedented, *lines[statement.end_lineno :]])


def _expression_edits(text: str, function: ast.FunctionDef) -> Iterator[str]:
    lines = text.splitlines(keepends=True)
    for node in ast.walk(function):
        if not isinstance(node, ast.expr) or node.lineno != node.end_lineno:
            continue
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr) and not isinstance(child, ast.Slice):
                line = lines[node.lineno - 1]
                part = line[child.col_offset : child.end_col_offset]
                edited = line[: node.col_offset] + part + line[node.end_col_offset :]
                yield "".join([*lines[: node.lineno - 1], edited, *lines[node.lineno :]])
