"""Attacks on the compiler's size limits and names: deep, long and oddly named programs."""
# ruff: noqa: B007, B018, B020, B905, E501, F821, F841

import linecache
import sys

import numpy as np
import pragmac
import pytest
from same_as_python import bits, compare

counter = 0


def define(text, name="f", **names):
    """The function `name` of a text that has a file name, so that its source is available."""
    global counter
    counter += 1
    file = f"<attack {counter}>"
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    module = {"np": np, "pragmac": pragmac, **names}
    exec(compile(text, file, "exec"), module)
    return module[name]


def check(text, *arguments, **names):
    function = define(text, **names)
    try:
        return compare(function, *arguments)
    except pragmac.CompileError as refused:
        assert not any(d.code.startswith("P9") for d in refused.diagnostics), str(refused)
        raise


@pytest.mark.parametrize("depth", [50, 90])
def test_nested_expressions(depth):
    check(f"def f(x):\n    return {'(' * depth}x{' + 1) * 0.5' * depth}\n", 3.0)


@pytest.mark.parametrize("terms", [200, 400])
def test_long_sums(terms):
    check(f"def f(x):\n    return {' + '.join(['x'] * terms)}\n", 0.1)


def test_sums_beyond_pythons_own_stack():
    with pytest.raises(pragmac.CompileError, match="P242"):
        check(f"def f(x):\n    return {' + '.join(['x'] * 1500)}\n", 0.1)


def test_long_conjunctions():
    tests = " and ".join(f"a[{i % 5}] != {i + 100}" for i in range(300))
    check(f"def f(a):\n    return {tests}\n", np.arange(5))


def test_long_comparison_chain():
    check(
        "def f(a):\n    return " + " <= ".join(f"a[{i}]" for i in range(100)) + "\n", np.arange(100)
    )


def test_nested_conditionals():
    text = "x" + "".join(f" if x > {i} else (x + {i}" for i in range(60)) + ")" * 60
    check(f"def f(x):\n    return {text}\n", -5)


@pytest.mark.parametrize("depth", [8, 18])
def test_nested_loops(depth):
    lines = ["def f(a):", "    n = 0"]
    for d in range(depth):
        lines.append("    " * (d + 1) + f"for i{d} in range({2 if d < 8 else 1}):")
    body = " + ".join(f"i{d}" for d in range(depth))
    lines.append("    " * (depth + 1) + f"n += {body}")
    lines.append("    " * (depth + 1) + f"a[({body}) % 3] += n")
    lines.append("    return n")
    check("\n".join(lines) + "\n", np.zeros(3))


def test_nested_ifs_and_whiles():
    lines = ["def f(n):", "    k = 0"]
    for d in range(18):
        word = "if" if d % 2 else "while"
        lines.append("    " * (d + 1) + f"{word} n > {d}:")
    lines.append("    " * 19 + "n -= 1")
    lines.append("    " * 19 + "k += n")
    for d in reversed(range(18)):
        if d % 2 == 0:
            lines.append("    " * (d + 2) + "k += 1")
            lines.append("    " * (d + 2) + "n -= 1")
    lines.append("    return k, n")
    check("\n".join(lines) + "\n", 40)


def test_two_thousand_statements():
    lines = ["def f(a, x):"]
    for i in range(2000):
        lines.append(f"    x = x * 1.0000001 + a[{i % 7}]")
    check("\n".join(lines) + "\n    return x\n", np.arange(7.0), 1.0)


def test_three_hundred_variables_in_a_loop():
    names = [f"v{i}" for i in range(300)]
    lines = ["def f(n):"] + [f"    {v} = {i}" for i, v in enumerate(names)]
    lines.append("    for i in range(n):")
    lines += [f"        {v} = {names[k - 1]} + 1" for k, v in enumerate(names)]
    check("\n".join(lines) + f"\n    return {', '.join(names)}\n", 3)


def test_sixty_parameters():
    names = [f"p{i}" for i in range(60)]
    text = f"def f({', '.join(names)}):\n    p3[0] = p59\n    return "
    text += " + ".join(n for i, n in enumerate(names) if i != 3) + " + p3[0]\n"
    values = [np.zeros(1) if i == 3 else np.float32(i) if i % 2 else i for i in range(60)]
    check(text, *values)


def test_forty_arrays():
    names = [f"a{i}" for i in range(40)]
    text = f"def f({', '.join(names)}):\n    for i in range(5):\n"
    text += "".join(f"        {n}[i] += {names[k - 1]}[i]\n" for k, n in enumerate(names))
    check(text, *[np.full(5, float(i)) for i in range(40)])


def test_fifty_results():
    check(f"def f(x):\n    return {', '.join(f'x + {i}' for i in range(50))}\n", 2.5)


def test_chains_of_calls():
    lines = ["def g0(x):", "    return x + 1"]
    for i in range(1, 40):
        lines += [f"def g{i}(x):", f"    return g{i - 1}(x) * 2 - {i}"]
    lines += ["def f(x):", "    return g39(x)"]
    check("\n".join(lines) + "\n", 1.5)


def test_calls_that_double():
    lines = ["def g0(x):", "    return x + 1"]
    for i in range(1, 9):
        lines += [f"def g{i}(x):", f"    return g{i - 1}(x) + g{i - 1}(x * 0.5)"]
    lines += ["def f(x):", "    return g8(x)"]
    check("\n".join(lines) + "\n", 1.5)


ODD_NAMES = ["main", "entry", "malloc", "int", "double", "float_", "struct", "default", "switch",
             "register", "auto", "const", "void", "NULL", "true", "false", "this", "template",
             "operator", "exp", "sin", "memcpy", "printf", "abort", "errno", "llvm", "undef", "null",
             "label", "define", "declare", "i32", "ptr", "t", "index", "extent", "chosen", "result",
             "bound", "position", "step", "first", "stop", "k", "x0", "_", "__", "__x", "ret", "frame",
             "slots", "return_", "α", "ñandú", "变量", "ªx", "pragmac_launch", "mark", "fill", "func",
             "let", "alloc", "load", "store", "serial", "parallel", "value", "cell", "array", "max_",
             "_0", "a_0", "len_", "choice", "power", "item", "arg", "unused", "old"]  # fmt: skip


@pytest.mark.parametrize("name", ODD_NAMES)
def test_odd_names(name):
    text = f"""def {name}({name}, a):
    return {name} * a[0]

def f(a, n):
    {name}_ = n
    s = 0.0
    for {name}1 in range(n):
        s += a[{name}1]
    def_{name} = s
    return {name}(s, a) + def_{name} + {name}_
"""
    text = text.replace("def_", "d_")
    check(text, np.arange(4.0), 4)


def test_all_odd_names_at_once():
    lines = ["def f(n):"]
    lines += [f"    {n} = n + {i}" for i, n in enumerate(ODD_NAMES)]
    lines += ["    for i in range(n):"]
    lines += [f"        {n} += 1" for n in ODD_NAMES]
    check("\n".join(lines) + f"\n    return {' + '.join(ODD_NAMES)}\n", 3)


def test_tuple_items_do_not_clash():
    check("""def f(n):
    t = (n, 2.5)
    t_0 = 7
    u = t
    t = (n + 1, 3.5)
    for i in range(n):
        t = (i, t[1] * 2)
        u = t
    return t[0] + u[0], t[1], u[1], t_0
""", 3)  # fmt: skip


def test_tuple_that_is_rebound_to_a_number_and_back():
    check("""def f(n):
    t = (n, 2.5)
    x = t[0]
    t = 5
    y = t
    t = (1, 2, 3)
    return x, y, t[2], len(t)
""", 3)  # fmt: skip


def test_nested_tuples():
    check("""def f(n):
    t = ((n, 1), (2.5, (n, n + 1)))
    (a, b), (c, (d, e)) = t
    a, b = b, a
    return a, b, c, d, e, t[1][1][0]
""", 3)  # fmt: skip


def test_tabs_form_feeds_and_odd_line_ends():
    check("def f(a):\n\ts = 0.0\n\t#pragma parallel for\n\tfor i in range(3):\n\t\ta[i] = i\n"
          "\treturn a[1] + s\n", np.zeros(3))  # fmt: skip
    check("def f(a):\r\n    #pragma simd\r\n    for i in range(3):\r\n        a[i] = i\r\n"
          "    return a[1]\r\n", np.zeros(3))  # fmt: skip
    check("def f(a):\n    x = (a[0] + # comment\n         a[1]\n         \\\n         + 1)\n"
          "    return x; y = 3\n", np.zeros(3))  # fmt: skip
    check("def f(a): return a[0] + 1", np.zeros(3))
    check("def f(a):\n    for i in range(3): a[i] = i; a[0] += 1\n    return a[0]", np.zeros(3))


def test_several_functions_of_one_name():
    check("""if True:
    def f(x):
        return x + 1
else:
    def f(x):
        return x + 2
""", 1)  # fmt: skip
    text = "def f(x):\n    return 1\n\ndef f(x):\n    return x * 3\n"
    check(text, 2)


def test_decorators_with_arguments():
    text = """
@pragmac.jit(
    bounds="safe",
    options={"verify": True},
)
def f(a):
    #pragma parallel for
    for i in range(a.shape[0]):
        a[i] = 1 // i
"""
    check(text, np.zeros(3))


def test_function_in_a_function_in_a_class():
    text = """
class C:
    class D:
        def make(self, k):
            def inner(a):
                # pragma parallel for
                for i in range(a.shape[0]):
                    a[i] += k
                return a[0]
            return inner

f = C.D().make(2.5)
"""
    check(text, np.zeros(3))


def test_functions_without_source():
    names = {"np": np}
    exec("def f(x):\n    return x + 1\n", names)
    with pytest.raises(pragmac.CompileError, match="P605"):
        pragmac.jit(names["f"])(1)
    with pytest.raises((pragmac.CompileError, TypeError)):
        pragmac.jit(lambda x: x + 1)(1)
    names = {"f": names["f"]}
    with pytest.raises(pragmac.CompileError):
        pragmac.jit(define("def g(x):\n    return f(x)\n", "g", **names))(1)


def test_deep_recursion_limit_is_not_hit():
    limit = sys.getrecursionlimit()
    text = "def f(x):\n    return " + "-" * 80 + "x + " + "(" * 60 + "x" + ")" * 60 + "\n"
    check(text, 2.5)
    assert sys.getrecursionlimit() == limit


def test_huge_literals():
    for literal in ("1e400", "-1e400", "1e-400", "0x7fffffffffffffff", "-9223372036854775808",
                    "0b1011", "1_000_000", "0.1e-3_0", ".5", "5.", "1j", "0xFFp0" if False else "0o17"):  # fmt: skip
        check(f"def f(x):\n    return {literal}, x\n", 1)
    for literal, code in (("9223372036854775808", "P406"), ("2**70", ""), ("1" + "0" * 40, "P405")):
        function = define(f"def f(x):\n    return {literal}\n")
        with pytest.raises((pragmac.CompileError, OverflowError)) as refused:
            pragmac.jit(function)(1)
        assert code in str(refused.value)


def test_returns_of_everything():
    check("def f(a):\n    return (a[0], 1, 2.5, True, 1j, None is None, np.int8(3))\n", np.zeros(3))
    assert bits(check("def f(a):\n    b = a\n    return b\n", np.arange(3.0))[1])
    check("def f(a):\n    return ()\n", np.zeros(3))
    check("def f(a):\n    return (a[0],)\n", np.zeros(3))


def test_a_long_chain_of_names_of_a_row():
    """With each name replaced by what it stands for, the last one would have 2**40 parts."""
    lines = ["            x = a[i, k]"] + ["            x = x * x - 0.5"] * 40
    f = define(
        "@pragmac.jit\n"
        "def f(a, b, c):\n"
        "    #pragma parallel for\n"
        "    for i in range(c.shape[0]):\n"
        "        for k in range(a.shape[1]):\n" + "\n".join(lines) + "\n"
        "            for j in range(c.shape[1]):\n"
        "                c[i, j] += x * b[k, j]\n"
    )
    random = np.random.default_rng(1)
    arguments = random.random((6, 9)) - 0.5, random.random((9, 12)), np.zeros((6, 12))
    compare(f, *arguments)
    assert "row_values" in f.inspect("machine", *arguments)
