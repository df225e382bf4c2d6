"""The generated pages are current, and every function, attribute and constant on them works."""

import importlib.util
import math
import pathlib
import re
import subprocess
import sys

import numpy as np
import pytest
from pragmac import _compiler

ROOT = pathlib.Path(__file__).resolve().parents[2]
SUPPORTED = _compiler.supported()

# What each argument text of the tables stands for in a call.
CALLS = {
    "one number": "{f}(x)",
    "at most one number": "{f}(x)",
    "at most one number, or a constant text": "{f}(x) + {f}('1')",
    "a one-dimensional array, a range or a tuple, and a start": "{f}(a) + {f}((x, x)) * 0",
    "one real number": "{f}(x)",
    "one integer": "{f}(17)",
    "two integers": "{f}(17, 4)",
    "one or two integers": "{f}(17, 4)",
    "integers": "{f}(12, 18, 30)",
    "at most two numbers": "{f}(x, x)",
    "two numbers": "{f}(x, x)",
    "two or more numbers, a tuple, a one-dimensional array or a range": "{f}((x, x)) + {f}(a)",
    "an array or a tuple": "{f}(a)",
    "a number, or a Python float and digits": "{f}(x)",
    "a number, and a base": "{f}(x, 2)",
    "a number and a Python int": "{f}(x, 2)",
    "a condition and two numbers; gives a number, no 0-d array": "{f}(x > 0, x, x) + 0",
    "a shape, a dtype": "{f}(1, np.float32)[0] * 0",
    "an array, a dtype": "{f}(a, np.int8)[0] * 0",
    "a shape, a number, a dtype": "{f}(2, x, np.float32)[0]",
    "an array, a number, a dtype": "{f}(a, x)[0]",
    "one to three numbers, a dtype": "{f}(3)[2] + {f}(0.5, 2.5)[1]",
    "a type or its name": "np.zeros(1, {f}('f4'))[0]",
    "an integer type": "{f}(np.int16).max",
    "a float type": "{f}(np.float32).eps",
    "a number and two bounds, which may be None": "{f}(x, 0.25, 0.75) + {f}(x, 0, None)",
    "one float": "{f}(x)",
    "an array, an index or a tuple of them, a number": "{f}(a, 0, 2.5)",
    # Iterables and output are statements: the loops below and tests/run.
    "an iterable and a start": None,
    "iterables": None,
    "one to three integers": None,
    "numbers, texts, f-strings, tuples; constant `sep` and `end`": None,
}
INTEGERS = ("bitwise", "invert", "shift")  # functions of integers


def calls() -> dict[str, str]:
    """An expression for every function of the tables."""
    found = {}
    prefix = {"builtins": "", "math": "math.", "numpy": "np.", "pragmac": "pragmac."}
    for module, name, takes in SUPPORTED["functions"]:
        if CALLS[takes]:
            found[prefix[module] + name] = CALLS[takes].format(f=prefix[module] + name)
    for _, arity, _, numpy_name, math_name in _compiler.operators()["function_table"]:
        for name in (f"np.{numpy_name}", f"math.{math_name}"):
            if not name.endswith("."):
                found.setdefault(name, f"{name}({', '.join('x' * arity)})")
    for module, name, _ in SUPPORTED["constants"]:
        found[prefix[module] + name] = prefix[module] + name
    owners = {"array": "a", "number": "x", "dtype": "a.dtype"}
    for owner, name, _ in SUPPORTED["attributes"]:
        value = f"{owners[owner]}.{name}"
        wrap = {"shape": f"{value}[0]", "dtype": f"np.zeros(1, {value})[0]"}
        wrap |= {"kind": f"{value} == 'f'", "name": f"{value} != 'f8'", "type": f"{value}(3)"}
        found[f"{owner}.{name}"] = wrap.get(name, value)
    for owner, name, _ in SUPPORTED["methods"]:
        found[f"{owner}.{name}()"] = f"x.{name}()"
    return found


@pytest.fixture(scope="module")
def functions(tmp_path_factory):
    lines = ["import math", "import numpy as np", "import pragmac"]
    for number, expression in enumerate(calls().values()):
        lines += ["@pragmac.jit", f"def f{number}(x, a):", f"    return {expression}"]
    path = tmp_path_factory.mktemp("calls") / "supported_calls.py"
    path.write_text("\n".join(lines) + "\n")
    spec = importlib.util.spec_from_file_location("supported_calls", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_there_are_functions():
    assert len(calls()) > 150
    assert {"np.sqrt", "math.floor", "abs", "np.where", "array.shape"} <= set(calls())


@pytest.mark.parametrize(("number", "name"), list(enumerate(calls())), ids=list(calls()))
def test_every_name_gives_what_python_gives(functions, number, name):
    function = getattr(functions, f"f{number}")
    x = np.int32(5) if any(word in name for word in INTEGERS) else np.float64(0.5)
    if name == "math.acosh" or name == "np.arccosh":
        x = np.float64(1.5)
    a = np.array([1.5, 2.0])
    expected, got = function.py_func(x, a.copy()), function(x, a.copy())
    assert type(got) is type(expected)
    if name.startswith("np.empty"):
        return  # elements that have no value yet
    assert got == pytest.approx(expected, rel=1e-15, nan_ok=True) or math.isnan(expected)


def test_iterables_and_ranges_of_the_tables():
    unlisted = {name for _, name, takes in SUPPORTED["functions"] if CALLS[takes] is None}
    assert unlisted == {"enumerate", "zip", "range", "print"}


def test_operators_agree_with_the_recorded_kinds():
    """The page's source is the operators' own code; the C++ tests compare that with NumPy."""
    results = {(op, a, b): r for op, a, b, r in SUPPORTED["operators"]}
    assert results["+", "float", "np.float32"] == "np.float32"
    assert results["//", "np.bool_", "np.bool_"] == "np.int8"
    assert results["<", "complex", "complex"] == ""
    assert len(results) == 18 * 18 * 18 + 4 * 18


@pytest.mark.parametrize("page", ["directives.md", "supported.md", "codes.md"])
def test_pages_are_current(tmp_path, page):
    tool = ROOT / "tools" / "make_supported.py"
    subprocess.run([sys.executable, str(tool), str(tmp_path)], check=True)
    assert (tmp_path / page).read_text() == (ROOT / "docs" / page).read_text(), (
        "run tools/make_supported.py"
    )


def test_the_grammar_and_the_table_of_clauses_name_the_same():
    text = (ROOT / "docs/directives.md").read_text(encoding="utf-8")
    grammar, table = text.split("```text\n")[1].split("```")
    known = {"distribute", *(name for name, *_ in SUPPORTED["clauses"])}
    for name in known:
        assert f'"{name}"' in grammar, name
    clauses = grammar[grammar.index("clause     :=") : grammar.index("tensor     :=")]
    # Words in front of a parenthesis, and those of a choice in front of one, are names of clauses.
    named = set(re.findall(r'"(\w+)" \["?\(|"(\w+)" "\("', clauses))
    assert {a or b for a, b in named} <= known
    assert all(f"| `{name}` |" in table for name, *_ in SUPPORTED["clauses"])
