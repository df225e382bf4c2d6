"""`pragmac.check` of files: which functions it looks at, and that names it cannot know are no
errors. Every clean file is also run, since only what runs may be called clean."""

import runpy
import textwrap

import pragmac
import pytest

NEAR_MISSES = [
    "#pragma: parallel for", "# pragma: parallel for", "#Pragma parallel for",
    "#PRAGMA parallel for", "#prgma parallel for", "#pragma-parallel for", "#pragma_parallel for",
    "#pragma", "#pragma :n => parallel", "# pragma : parallel for", '#pragma "parallel for"',
    "#\u00a0pragma parallel for",
]  # fmt: skip
OTHER_TOOLS = ["# pragma: no cover", "#pragma: allowlist secret", "# pragmatic", "# no pragma"]


def checked(tmp_path, text, run=True):
    file = tmp_path / "program.py"
    file.write_text(textwrap.dedent(text), encoding="utf-8")
    if run:
        runpy.run_path(str(file))
    return pragmac.check(file)


def codes(result):
    return [(d.code, d.line) for d in result.diagnostics]


def verdicts(result):
    return [(loop.line, loop.directive, loop.verdict) for loop in result.loops]


def assert_clean(result):
    assert codes(result) == [], str(result)


LOOP = """\
{0}
def f(y):
    {1}
    for i in range(y.shape[0]):
        y[i] = 1.0
"""


@pytest.mark.parametrize("comment", NEAR_MISSES)
def test_no_near_miss_is_ignored(tmp_path, comment):
    result = checked(tmp_path, LOOP.format("", comment))
    assert [line for _, line in codes(result)] == [3]
    by_call = pytest.raises(pragmac.CompileError)
    with by_call as caught:
        import numpy as np

        space = runpy.run_path(str(tmp_path / "program.py"))
        pragmac.jit(space["f"])(np.zeros(3))
    assert codes(result) == [(d.code, d.line) for d in caught.value.diagnostics]


@pytest.mark.parametrize("comment", NEAR_MISSES)
def test_no_near_miss_outside_of_functions_is_ignored(tmp_path, comment):
    result = checked(tmp_path, f"{comment}\nfor i in range(3):\n    pass\n")
    assert [line for _, line in codes(result)] == [1]


@pytest.mark.parametrize("comment", OTHER_TOOLS)
def test_comments_of_others_are_left_alone(tmp_path, comment):
    result = checked(tmp_path, f"{comment}\n" + LOOP.format("", comment))
    assert_clean(result)
    assert result.loops == []


def test_comments_behind_the_last_statement_belong_to_the_function(tmp_path):
    result = checked(tmp_path, LOOP.format("", "") + "\n    #pragma parallel for\nx = 1\n")
    assert codes(result) == [("P110", 7)]
    assert "attaches to nothing" in str(result)


@pytest.mark.parametrize(
    ("head", "decorator"),
    [
        ("import pragmac", "@pragmac.jit"),
        ("import pragmac as pm", "@pm.jit"),
        ("import pragmac", "@pragmac.jit(bounds='unchecked')"),
        ("from pragmac import jit", "@jit"),
        ("from pragmac import jit as j", "@j()"),
        ("from pragmac import *", "@jit"),
        ("import pragmac; fast = pragmac.jit(bounds='unchecked')", "@fast"),
    ],
)
def test_jitted_functions_need_no_directive(tmp_path, head, decorator):
    result = checked(tmp_path, f"{head}\n{decorator}\ndef f(x):\n    return [x]\n")
    assert codes(result) == [("P202", 4)]


def test_functions_jitted_by_a_call(tmp_path):
    text = (
        "import pragmac\ndef f(x):\n    return [x]\ndef g(x):\n    return [x]\ng = pragmac.jit(g)\n"
    )
    assert codes(checked(tmp_path, text)) == [("P202", 5)]


def test_functions_of_other_jits_are_not_ours(tmp_path):
    text = "def jit(f):\n    return f\n@jit\ndef f(x):\n    return [x]\n"
    assert_clean(checked(tmp_path, text))


def test_asynchronous_functions_are_refused(tmp_path):
    result = checked(tmp_path, "async " + LOOP.format("", "#pragma parallel for").lstrip())
    assert codes(result) == [("P223", 1)]


# ---- functions inside of functions -----------------------------------------------------------

FACTORY = """
    import numpy as np
    import pragmac
    def mk(n, scale=2.0):
        m = [n]
        @pragmac.jit
        def inner(b):
            #pragma parallel for
            for i in range(n):
                b[i] = scale * i
            return m0
        m0 = 3
        return inner
    b = np.zeros(4)
    mk(4)(b)
    assert b[3] == 6.0
"""


def test_a_factory_is_clean(tmp_path):
    result = checked(tmp_path, FACTORY)
    assert_clean(result)
    assert verdicts(result) == [(9, "parallel", "free")]


def test_the_function_around_an_annotated_one_is_not_compiled(tmp_path):
    result = checked(tmp_path, FACTORY.replace("@pragmac.jit", ""))
    assert_clean(result)


def test_functions_and_modules_of_the_enclosing_function(tmp_path):
    text = """
        import numpy
        import pragmac
        def mk():
            import math as m
            def square(x):
                return x * x
            k = 2
            @pragmac.jit
            def inner(b):
                #pragma parallel for
                for i in range(b.shape[0]):
                    b[i] = m.sqrt(square(b[i])) + k
            return inner
        mk()(numpy.zeros(3))
    """
    result = checked(tmp_path, text)
    assert_clean(result)
    assert verdicts(result) == [(12, "parallel", "free")]


def test_errors_inside_of_inner_functions_are_found(tmp_path):
    result = checked(tmp_path, FACTORY.replace("scale * i", "[i]"), run=False)
    assert codes(result) == [("P202", 10)]


def test_a_function_in_an_annotated_one_is_still_refused(tmp_path):
    text = LOOP.format("", "#pragma parallel for") + "    def g():\n        pass\n"
    assert codes(checked(tmp_path, text)) == [("P208", 6)]


# ---- names -----------------------------------------------------------------------------------

BODY = """
import numpy as np
{head}
import pragmac
@pragmac.jit
def f(y):
    #pragma parallel for
    for i in range(y.shape[0]):
        y[i] = {value}
    return 0
f(np.ones(3))
"""
MODULE = "def double(x):\n    return x + x\nSCALE = 2.0\nTABLE = __import__('numpy').ones(3)\n"
KNOWN = [
    ("from math import *", "sqrt(y[i]) + pi"),
    ("from numpy import *", "float32(sqrt(y[i]))"),
    ("if True: import math as m", "m.sqrt(y[i])"),
    ("try:\n    import math as m\nexcept ImportError:\n    raise", "m.sqrt(y[i])"),
    ("P = np.float64", "P(i)"),
    ("P = np.float32\nif 0:\n    P = np.float32", "P(i)"),
    ("P = float", "P(i)"),
    ("root = np.sqrt", "root(y[i])"),
    ("N, M = 3, 4", "N * M"),
    ("N: int = 3", "y[i] * N"),
    ("def double(x): return x + x\ntwice = double", "twice(y[i])"),
    ("globals()['X'] = 2.0", "X * y[i]"),
    ("exec('X = 2.0')", "X * y[i]"),
    ("if True:\n    N = 1\nelse:\n    N = 2.0", "N"),
    ("N = 1\ndef set_it():\n    global N, M\n    N = 2.5\n    M = 3\nset_it()", "N + M"),
    ("for N in range(3): pass", "N"),
    ("with open(__file__) as file:\n    N = 3", "N"),
    ("import sys\nmatch len(sys.argv):\n    case N:\n        pass", "N"),
    ("if (N := 3) > 2: pass", "N"),
]
UNKNOWN = [
    ("from beside import *", "double(y[i]) * SCALE"),
    ("from beside import double, SCALE", "double(y[i]) * SCALE"),
    ("import beside", "beside.double(y[i]) * beside.SCALE"),
    ("import beside as b", "b.TABLE[i]"),
    ("if True:\n    def g(x): return x\nelse:\n    def g(x): return -x", "g(y[i])"),
    ("try:\n    from missing import g\nexcept ImportError:\n    def g(x): return x", "g(y[i])"),
    ("P = {0: np.float64}[0]", "P(i)"),
    ("P = np.float64 if 1 else np.float32", "P(i)"),
    ("globals()['g'] = np.sqrt", "g(y[i])"),
]


@pytest.mark.parametrize(("head", "value"), KNOWN)
def test_names_with_a_verdict(tmp_path, head, value):
    result = checked(tmp_path, BODY.format(head=head, value=value))
    assert_clean(result)
    assert [loop.verdict for loop in result.loops] == ["free"]


@pytest.mark.parametrize(("head", "value"), UNKNOWN)
def test_names_that_only_execution_knows(tmp_path, monkeypatch, head, value):
    (tmp_path / "beside.py").write_text(MODULE)
    monkeypatch.syspath_prepend(tmp_path)
    result = checked(tmp_path, BODY.format(head=head, value=value))
    assert_clean(result)
    (loop,) = result.loops  # listed all the same
    assert (loop.directive, loop.verdict) == ("parallel", "unknown")
    assert "only running the file tells" in loop.missing


@pytest.mark.parametrize(
    ("head", "value", "code"),
    [
        ("", "X", "P411"),
        ("from math import *", "X", "P411"),
        ("from math import *", "sort(y)", "P411"),
        ("import time", "time.time()", "P212"),
        ("from beside import g", "g(y[i]); z = [i]", "P202"),
        ("from beside import *", "g(y[i]); z = [i]", "P202"),
        ("import math", "math.nothing(y[i])", "P212"),
    ],
)
def test_what_is_wrong_in_any_case_is_found(tmp_path, head, value, code):
    result = checked(tmp_path, BODY.format(head=head, value=value), run=False)
    assert [d.code for d in result.diagnostics] == [code]


@pytest.mark.parametrize("default", ["2", "2.5", "N", "np.pi", "N + 1"])
def test_defaults_of_called_functions(tmp_path, default):
    head = f"N = 3\ndef g(x, k={default}, *, m={default}): return x * k + m"
    text = BODY.format(head=head, value="g(y[i]) + g(i, 2, m=3)").replace("f(y)", "f(y: 'f64[N]')")
    result = checked(tmp_path, text)
    assert_clean(result)
    assert [loop.verdict for loop in result.loops] == ["free"]


def test_the_start_of_enumerate_is_an_integer(tmp_path):
    text = LOOP.format("", "#pragma parallel for").replace("f(y)", "f(y, k)")
    text = text.replace("for i in range(y.shape[0])", "for i, x in enumerate(y, k)")
    result = checked(tmp_path, text)
    assert_clean(result)
    assert [loop.line for loop in result.loops] == [4]


def test_names_of_a_function_object_are_those_it_has(tmp_path):
    import numpy as np

    file = tmp_path / "cell.py"
    file.write_text("def f(y):\n    for i in range(SIZE):\n        y[i] = nump.sqrt(OTHER) + 1j\n")
    space = {"nump": np, "SIZE": 3, "OTHER": 2.0}
    exec(compile(file.read_text(), str(file), "exec"), space)
    assert codes(pragmac.check(space["f"])) == []
    del space["OTHER"]
    assert codes(pragmac.check(space["f"])) == [("P411", 3)]
