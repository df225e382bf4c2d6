"""The tree that Python hands to the compiler: places, comments, limits, and its speed."""

import ast
import pathlib
import re
import subprocess
import sys
import sysconfig
import time

import pytest
from pragmac import tree
from pragmac.diagnostics import CompileError

ROOT = pathlib.Path(__file__).resolve().parents[2]
TREES = ROOT / "tests" / "pragma" / "trees"


def nodes(text: str, kind: str) -> list[str]:
    """`line:col-line:col` of every node of that kind."""
    return re.findall(rf"\({kind} (\d+:\d+-\d+:\d+)", text)


def comments(text: str) -> list[tuple[str, ...]]:
    """Place, text, own_line, next_line and next_column of every comment."""
    return re.findall(r'\(Comment (\S+) "((?:[^"\\]|\\.)*)" (\d) (\d+) (\d+)\)', text)


def test_fields_are_those_the_compiler_reads():
    rows = re.findall(
        r'^PRAGMAC_TREE_KIND\((\w+), "([^"]*)",',
        (ROOT / "pragma" / "tree_kinds.def").read_text(),
        re.M,
    )
    compiled = dict(rows)
    for only_there in ("Unknown", "Constant"):  # written by functions of their own
        del compiled[only_there]
    assert compiled == tree.FIELDS


def test_fields_are_those_of_ast():
    for kind, fields in tree.FIELDS.items():
        dropped = {"ctx", "type_comment", "type_params"}
        expected = [f for f in getattr(ast, kind)._fields if f not in dropped]
        assert [f.rstrip("?*$#") for f in fields.split()] == expected, kind


@pytest.mark.parametrize("path", sorted(TREES.glob("*.py")), ids=lambda p: p.stem)
def test_stored_trees_are_what_is_written_today(path):
    written = tree.file_tree(path.read_text(encoding="utf-8"), path.name)
    assert path.with_suffix(".tree").read_text(encoding="utf-8") == written + "\n"


def test_there_are_stored_trees():
    assert len(list(TREES.glob("*.tree"))) >= 3


def test_command_line_writes_the_same():
    path = TREES / "attach_good.py"
    done = subprocess.run(
        [sys.executable, "-m", "pragmac.tree", str(path)], capture_output=True, check=True
    )
    assert done.stdout.decode() == path.with_suffix(".tree").read_text(encoding="utf-8")


def standard_library() -> list[pathlib.Path]:
    library = pathlib.Path(sysconfig.get_path("stdlib"))
    return sorted(library.glob("[a-z]*.py"))[::3]


def test_comments_agree_with_the_tokenizer_on_the_standard_library():
    compared = 0
    for path in standard_library():
        text = path.read_text(encoding="utf-8", errors="strict")
        lines = tree.split_lines(text)
        for n in ast.parse(text).body:
            if not isinstance(n, ast.FunctionDef) or not text.isascii():
                continue
            block = lines[: n.end_lineno]
            strings: list[ast.AST] = []
            tree._writers(strings)(n)
            fast = tree._by_strings(block, n.lineno - 1, strings)
            if fast is not None:
                assert fast == list(tree.comment_places(block, n.lineno - 1)), (path, n.name)
                compared += len(fast)
    assert compared > 300


SOURCE = '''import numpy as np

@decorated
@twice(
1)
def f(x,
  y):
    """text
unindented # no comment
"""
    z = (x +
y)
    #pragma simd
    for i in x: # tail
        pass

# between

    return z
    #pragma last

# outside
def g(x):
    #pragma g
    return x

class C:
    def m(self):
        # inside
        return self

    def n(self): return "#"

h = lambda x: x
def é(日, b): return 日 + "日本" + b  # ü
'''


def line_of(text: str) -> int:
    return SOURCE[: SOURCE.index(text)].count("\n") + 1


def test_a_decorated_function_keeps_the_lines_and_columns_of_the_file():
    text = tree.function_tree(SOURCE, "f.py", line_of("@decorated"), "f")
    assert text.startswith('(Module 0:0-0:0 "f.py" [(FunctionDef 6:1-19:13 "f"')
    assert nodes(text, "For") == ["14:5-15:13"]
    assert nodes(text, "Return") == ["19:5-19:13"]
    assert '"text\\nunindented # no comment\\n"' in text
    assert comments(text) == [
        ("13:5-13:17", "#pragma simd", "1", "14", "5"),
        ("14:17-14:23", "# tail", "0", "15", "9"),
        ("17:1-17:10", "# between", "1", "19", "5"),
        ("20:5-20:17", "#pragma last", "1", "0", "0"),
    ]


def test_a_comment_in_front_of_the_next_function_is_not_ours():
    text = tree.function_tree(SOURCE, "f.py", line_of("def g"), "g")
    assert [c[1] for c in comments(text)] == ["#pragma g"]


def test_a_method_keeps_its_columns():
    text = tree.function_tree(SOURCE, "f.py", line_of("def m"), "m")
    line = line_of("def m")
    assert nodes(text, "FunctionDef") == [f"{line}:5-{line + 2}:20"]
    assert comments(text) == [(f"{line + 1}:9-{line + 1}:17", "# inside", "1", str(line + 2), "9")]
    text = tree.function_tree(SOURCE, "f.py", line_of("def n"), "n")
    assert comments(text) == []


def test_columns_count_characters_not_bytes():
    line = line_of("def é")
    text = tree.function_tree(SOURCE, "f.py", line, "é")
    assert nodes(text, "FunctionDef") == [f"{line}:1-{line}:33"]
    assert f'(Name {line}:32-{line}:33 "b")' in text
    assert f'(Constant {line}:25-{line}:29 "日本")' in text
    assert comments(text) == [(f"{line}:35-{line}:38", "# ü", "0", "0", "0")]


def test_tabs_count_as_one_character():
    text = tree.build_tree("def f(x):\n\tfor i in x:\n\t\tx[i] = 0\n", "t.py")
    assert nodes(text, "Assign") == ["3:3-3:11"]


def test_an_indented_function_on_the_first_line():
    text = tree.build_tree("    def f(x):\n        return x\n", "t.py")
    assert nodes(text, "FunctionDef") == ["1:5-2:17"]


def test_a_dedented_function_gets_its_columns_back():
    text = tree.build_tree("def f(x):\n    return x\n", "t.py", first_line=7, column=4)
    assert nodes(text, "FunctionDef") == ["7:5-8:17"]


def test_line_ends_of_other_systems():
    unix = "def f(x):\n    # c\n    return x\n"
    expected = tree.build_tree(unix, "t.py")
    assert tree.build_tree(unix.replace("\n", "\r\n"), "t.py") == expected
    assert tree.build_tree(unix.replace("\n", "\r"), "t.py") == expected


def test_a_comment_before_else_does_not_belong_behind_it():
    text = tree.build_tree("def f(x):\n  if x:\n    x\n    #c\n  else:\n    x\n", "t.py")
    assert comments(text) == [("4:5-4:7", "#c", "1", "5", "3")]


def test_comments_between_parts_of_a_string():
    text = tree.build_tree("def f():\n  return ('#a' # b\n    '#c'\n  # d\n  )\n", "t.py")
    assert [c[1] for c in comments(text)] == ["# b", "# d"]


@pytest.mark.parametrize(
    ("line", "name", "code"),
    [
        (line_of("h = lambda"), "<lambda>", "P207"),
        (line_of("def g"), "other", "P605"),
        (line_of("import numpy"), "f", "P605"),
    ],
)
def test_functions_without_source_are_refused(line, name, code):
    with pytest.raises(CompileError) as caught:
        tree.function_tree(SOURCE, "f.py", line, name)
    assert [d.code for d in caught.value.diagnostics] == [code]
    assert caught.value.diagnostics[0].fixes


def test_deep_nesting_is_refused():
    text = f"def f(x):\n    return {'-' * 5000}x\n"
    with pytest.raises(CompileError) as caught:
        tree.function_tree(text, "f.py", 1, "f")
    assert [d.code for d in caught.value.diagnostics] == ["P242"]


def test_a_huge_integer_arrives():
    text = tree.build_tree(f"def f():\n    return 0x{'f' * 5000}\n", "t.py")
    assert re.search(r"\(Constant \S+ \d{4000}\)", text)


def test_thirty_lines_take_at_most_a_millisecond_and_a_half():
    body = "    for i in range(n):\n        y[i + 1] = 2.0 * x[i, n - 1] + y[i - 1] // 3\n"
    text = "def f(x, y, n):\n" + ("    #pragma parallel for\n" + body) * 10
    best = 1.0
    for _ in range(50):
        start = time.perf_counter()
        tree.function_tree(text, "f.py", 1, "f")
        best = min(best, time.perf_counter() - start)
    assert best < 1.5e-3
