"""Attacks on messages: every error stands where it is, reads well, and comes with the others."""
# ruff: noqa: B007, B018, B020, B905, E501, F821, F841

import linecache
import subprocess
import sys

import numpy as np
import pragmac
import pytest

counter = 0


def findings(text, *arguments, name="f"):
    global counter
    counter += 1
    file = f"<finding {counter}>"
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    module = {"np": np, "pragmac": pragmac}
    exec(compile(text, file, "exec"), module)
    with pytest.raises(pragmac.CompileError) as refused:
        pragmac.jit(module[name])(*arguments)
    for found in refused.value.diagnostics:
        assert not found.code.startswith("P9"), str(refused.value)
        if found.severity == "error":
            assert found.line and found.column, found
            line = text.splitlines()[found.line - 1]
            assert found.column <= len(line) + 1, (found, line)
            assert found.message[0] != found.message[0].upper() or found.message[0] in "`@:*", found
            assert line.strip() in found.rendered
            assert found.code in str(refused.value)
    return refused.value.diagnostics


def place(text, found):
    """The source text under the caret."""
    line = text.splitlines()[found.line - 1]
    return line[found.column - 1 :]


A = np.zeros(9)
BODIES = [  # statement, code, text at the caret
    ("x = [1, 2]", "P2", "[1, 2]"),
    ("x = {1: 2}", "P2", "{1: 2}"),
    ("x = 'text' + 1", "P204", "'text'"),
    ("x = undefined + 1", "P411", "undefined"),
    ("x = a[1.5]", "P409", "1.5"),
    ("x = a[1, 2]", "P408", "a[1, 2]"),
    ("x = a[::n]", "P210", "n"),
    ("a[:] = 0", "P211", "a[:]"),
    ("x = a + 1", "P211", "a"),
    ("x = a @ a", "P236", "a @ a"),
    ("x = np.nosuch(1)", "P2", "np.nosuch"),
    ("x = a.nosuch", "P230", "a.nosuch"),
    ("x = len(1)", "P414", "len(1)"),
    ("x = len(a, a)", "P413", "len(a, a)"),
    ("x = (1, 2)[n]", "P233", "(1, 2)[n]"),
    ("x, y = 1, 2, 3", "P422", "x, y"),
    ("x, y = n", "P422", "x, y"),
    ("x = yet; yet = 1", "P412", "yet;"),
    ("x = 9223372036854775808 + n", "P406", "9223372036854775808 + n"),
    ("x = n is a", "P234", "n is a"),
    ("x = n in a", "P235", "n in a"),
    ("del n", "P2", "del n"),
    ("raise ValueError", "P2", "raise ValueError"),
    ("x = lambda: 1", "P2", "lambda: 1"),
    ("x = [i for i in range(3)]", "P2", "[i for"),
    ("x = f'{n}'", "P2", "f'"),
    ("import os", "P2", "import os"),
    ("x = n if n else a", "P", ""),
    ("x: int = n + 'a'", "P204", "'a'"),
    ("f(a, n)", "P209", "f(a, n)"),
    ("print(*a)", "P225", "*a"),
    ("a.x = 1", "P232", "a.x"),
    ("x = a[None]", "P210", "None"),
    ("x = a[..., ...]", "P210", "..."),
    ("x = a[a]", "P238", "a]"),
    ("x = a['k']", "P", "'k'"),
    ("x = -a", "P", ""),
    ("for x in 5: pass", "P226", "5"),
    ("for x, y in a: pass", "P422", "x, y"),
    ("while a: n = 1", "P", "a:"),
    ("x = 1 << 2.0", "P403", ""),
    ("x = not_there.attribute", "P411", "not_there"),
    ("n.foo()", "P", ""),
    ("a()", "P", ""),
    ("x = ~1.5", "P403", "~1.5"),
    ("x = 1j < 2j", "P429", "1j < 2j"),
    ("assert n, missing", "P411", ""),
]  # fmt: skip


@pytest.mark.parametrize("body, code, caret", BODIES, ids=lambda v: str(v)[:30])
@pytest.mark.parametrize("prefix", ["", "    ", "\t"])
def test_code_and_place(body, code, caret, prefix):
    if "\t" in prefix:
        text = f"def f(a, n):\n\tif n:\n\t\t{body}\n\treturn n\n"
    elif prefix:
        text = f"def f(a, n):\n    α = 'é' if 0 else n; {body}\n    return n\n"
        if ":" in body and body.split(":")[0].split()[0] in ("for", "while"):
            pytest.skip("a compound statement stands on its own line")
        text = text.replace("'é' if 0 else ", "0 + ")
    else:
        text = f"def f(a, n):\n    {body}\n    return n\n"
    found = findings(text, A, 3)[0]
    assert found.code.startswith(code), str(found)
    assert place(text, found).startswith(caret), (found.rendered, caret)


@pytest.mark.parametrize(
    "value",
    ["f", "np", "np.float64", "a.dtype", "print", "'text'", "range(3)", "zip(a, a)", "np.sqrt"],
)
def test_what_is_no_value_is_never_returned(value):
    text = f"def f(a, n):\n    return {value}\n"
    found = findings(text, A, 3)[0]
    assert found.line == 2 and found.code.startswith("P2")


PRAGMAS = [
    ("#pragma paralel for", "for i in range(3):", "parallel"),
    ("#pragma parallel fro", "for i in range(3):", "for"),
    ("# pragma: parallel for", "for i in range(3):", "pragma"),
    ("#pragam parallel for", "for i in range(3):", "pragma"),
    ("#pragma parallel for num_thread(3)", "for i in range(3):", "num_threads"),
    ("#pragma parallel for num_threads(0)", "for i in range(3):", ""),
    ("#pragma parallel for schedule(statik)", "for i in range(3):", "static"),
    ("#pragma parallel for reduction(+: s", "for i in range(3):", ""),
    ("#pragma parallel for single num_threads(4)", "for i in range(3):", ""),
    ("#pragma parallel for simd simd", "for i in range(3):", ""),
    ("#pragma parallel for collapse(3)", "for i in range(3):", ""),
    ("#pragma parallel for private(nosuch)", "for i in range(3):", "nosuch"),
    ("#pragma simd(-1)", "for i in range(3):", ""),
    ("#pragma simd(8", "for i in range(3):", ""),
    ("#pragma atomic", "for i in range(3):", ""),
    ("#pragma parallel for", "if n:", ""),
    ("#pragma parallel for", "while n:", ""),
    ("#pragma omp parallel for", "for i in range(3):", "not supported yet"),
    ("#pragma parallel for distribute", "for i in range(3):", ""),
    ("#pragma 0:n => parallel", "for i in range(3):", ""),
    ("#pragma parallel for\n    #pragma parallel for", "for i in range(3):", ""),
    ("#pragma", "for i in range(3):", ""),
    ("#pragma parallel for $", "for i in range(3):", ""),
    ("#pragma parallel for ünïcode", "for i in range(3):", ""),
    ("#pragma parallel for worker(group", "for i in range(3):", ""),
]


@pytest.mark.parametrize("pragma, head, hint", PRAGMAS)
def test_pragmas(pragma, head, hint):
    text = (
        f"def f(a, n):\n    {pragma}\n    {head}\n        a[0] = 1\n        break\n    return n\n"
    )
    if head.startswith("if"):
        text = text.replace("        break\n", "")
    found = findings(text, A, 3)[0]
    assert found.code.startswith("P1"), str(found)
    assert found.line in (2, 3)
    assert hint in found.rendered


@pytest.mark.parametrize(
    "text",
    ["def f(a):\n    for i in range(3):\n        a[i] = 1\n    #pragma parallel for\n",
     "def f(a):\n    for i in range(3):\n        a[i] = 1\n        #pragma parallel for\n    return 1\n",
     "def f(a):\n    #pragma parallel for\n    x = 1\n    for i in range(3):\n        a[i] = x\n",
     "def f(a):\n    #pragma parallel for\n        # other\n    a[0] = 1\n",
     "def f(a):\n    x = 1 #pragma parallel for\n    return x\n",
     "def f(a):\n    for i in range(3): #pragma paralel for\n        a[i] = 1\n"],
)  # fmt: skip
def test_directives_that_attach_to_nothing(text):
    found = findings(text, A)[0]
    assert found.code.startswith("P1")
    assert "pragma" in place(text, found) or "paralel" in place(text, found)


@pytest.mark.parametrize(
    "comment",
    ["# pragma: no cover", "#pragma: no cover", "# pragma: allowlist secret", "# a pragma parallel",
     "# type: ignore", "# pragma: no branch", "#!pragma"],
)  # fmt: skip
def test_comments_of_other_tools_are_left_alone(comment):
    text = f"def f(a):\n    {comment}\n    for i in range(3):  {comment}\n        a[i] = 1\n"
    module = {}
    linecache.cache["<other tools>"] = (
        len(text),
        None,
        text.splitlines(keepends=True),
        "<other tools>",
    )
    exec(compile(text, "<other tools>", "exec"), module)
    a = np.zeros(3)
    pragmac.jit(module["f"])(a)
    assert a.tolist() == [1, 1, 1]


def test_a_pragma_inside_a_string_is_text():
    text = 'def f(a):\n    """\n    #pragma paralel for\n    """\n    return a[0]\n'
    module = {}
    linecache.cache["<string>text"] = (
        len(text),
        None,
        text.splitlines(keepends=True),
        "<string>text",
    )
    exec(compile(text, "<string>text", "exec"), module)
    assert pragmac.jit(module["f"])(np.zeros(3)) == 0


def test_several_errors_are_reported_together_in_order():
    text = """def f(a, n):
    x = undefined1
    #pragma paralel for
    for i in range(3):
        a[i] = undefined2
    y = a[1.5]
    z = [1]
    return x + y
"""
    found = [d for d in findings(text, A, 3) if d.severity == "error"]
    lines = [d.line for d in found]
    assert lines == sorted(lines)
    assert {2, 5, 6, 7} <= set(lines) or lines == [3]
    checked = pragmac.check
    assert callable(checked)


def test_errors_in_a_callee_stand_in_the_callee():
    text = "def g(a):\n    return a[1.5]\n\ndef f(a):\n    return g(a)\n"
    found = findings(text, A)[0]
    assert found.line == 2


def test_run_time_errors_name_array_index_extent_and_line():
    @pragmac.jit
    def f(table, i):
        return table[i]

    with pytest.raises(IndexError, match=r"index 7 .*axis 0.*`?table`?.* 3"):
        f(np.zeros(3), 7)
    with pytest.raises(IndexError, match="index -4 "):
        f(np.zeros(3), -4)


def test_everything_is_a_compile_error_with_a_useful_text():
    with pytest.raises(pragmac.CompileError) as refused:
        pragmac.jit(test_everything_is_a_compile_error_with_a_useful_text)()
    assert str(refused.value)


def test_cli_check_of_a_file_with_everything_wrong(tmp_path):
    file = tmp_path / "wrong.py"
    file.write_text(
        "import numpy as np\n\ndef f(a):\n    #pragma paralel for\n    for i in range(3):\n"
        "        a[i] = 1\n\ndef g(a):\n    #pragma parallel for\n    for i in range(3):\n"
        "        break\n\n#pragma parallel for\nclass C:\n    pass\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "pragmac", "check", str(file)], capture_output=True, text=True
    )
    assert done.returncode == 1
    text = done.stdout + done.stderr
    assert "wrong.py:4" in text and "P304" in text and "wrong.py:13" in text
    assert "Traceback" not in text


@pytest.mark.parametrize(
    "content",
    [b"", b"\n\n", b"\xef\xbb\xbfx = 1\n", b"def f(:\n", b"\x00", b"\xff\xfe", b"# coding: latin-1\nx = '\xe9'\n",
     b"x = 1\n" * 5000, b"#pragma parallel for", b"\t#pragma parallel for\n", b"def f():\n  pass\n #pragma x\n",
     b"async def f(a):\n    #pragma parallel for\n    for i in range(3): pass\n",
     b"class C:\n    def f(self, a):\n        #pragma parallel for\n        for i in range(3): a[i] = i\n",
     b"for i in range(3):\n    #pragma parallel for\n    for j in range(3): pass\n"],
)  # fmt: skip
def test_cli_check_of_odd_files(content, tmp_path):
    file = tmp_path / "odd.py"
    file.write_bytes(content)
    done = subprocess.run(
        [sys.executable, "-m", "pragmac", "check", str(file)], capture_output=True, text=True
    )
    assert done.returncode in (0, 1, 2)
    assert "Traceback" not in done.stdout + done.stderr
    assert "P9" not in done.stdout + done.stderr
