"""Counters of parallel loops against CPython: every dtype, loops inside, collapse, triangles."""

import linecache
import random
import warnings

import numpy as np
import pragmac
import pytest
from one_loop import made
from same_as_python import compare, copies, outcome

DTYPES = ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"]


def program(lines, start="0", directive=""):
    body = "".join(f"        {line}\n" for line in lines)
    return (
        "@pragmac.jit\ndef f(x, y, n, m):\n"
        f"    k = {start}\n    #pragma parallel for {directive}\n"
        f"    for i in range(n):\n{body}    return k\n"
    )


def verdicts(f, *arguments):
    explained = f.explain(*arguments)
    return [loop["verdict"] for loop in explained.to_dict()["loops"]]


@pytest.mark.filterwarnings("error::pragmac.RaceWarning")
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("n", [0, 1, 5, 100, 127, 128, 300])
def test_counters_of_every_dtype(dtype, n):
    f = made(program(["y[k] = x[i]", "k += 1"], f"np.{dtype}(0)"))
    compare(f, np.arange(300.0), np.zeros(300), n, 0)
    f = made(program(["y[i] = k", "k -= 3"], f"np.{dtype}(7)"))
    compare(f, np.arange(300.0), np.zeros(300), n, 0)


@pytest.mark.parametrize("dtype", ["int8", "uint8", "int16"])
def test_a_counter_that_wraps_addresses_elements_again(dtype):
    n = 2 ** (8 * np.dtype(dtype).itemsize) + 50
    f = made(program(["y[k] = x[i]", "k += 1"], f"np.{dtype}(3)"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", pragmac.RaceWarning)
        compare(f, np.arange(float(n)), np.zeros(n), n, 0)


INSIDE = {
    "one": (["for j in range(m):", "    y[k] = x[i] + j", "    k += 1"], ""),
    "collapse": (["for j in range(m):", "    y[k] = x[i] + j", "    k += 1"], "collapse(2)"),
    "three": (
        ["for j in range(m):", "    for l in range(3):", "        y[k] = x[i] + j * l",
         "        k += 1"],
        "collapse(3)",
    ),
    "from_one": (["for j in range(1, m):", "    y[k] = x[i] + j", "    k += 1"], ""),
    "by_two": (["for j in range(0, m, 2):", "    y[k] = x[i] + j", "    k += 1"], ""),
    "backwards": (["for j in range(m, -2, -1):", "    y[k] = x[i] + j", "    k += 1"], ""),
    "beside": (
        ["y[k] = -1.0", "k += 1", "for j in range(m):", "    y[k] = x[i] + j", "    k += 1"], ""),
    "in_two_steps": (["y[k] = x[i]", "k += 1", "y[k] = -1.0", "k += 1"], ""),
    "twice": (
        ["for j in range(m):", "    y[k] = x[i]", "    y[k + 1] = x[i] + j", "    k += 2"], ""),
}  # fmt: skip


@pytest.mark.filterwarnings("error::pragmac.RaceWarning")
@pytest.mark.parametrize("name", INSIDE)
@pytest.mark.parametrize("m", [-3, 0, 1, 2, 7])
@pytest.mark.parametrize("n", [0, 1, 4])
def test_loops_inside(name, n, m):
    lines, directive = INSIDE[name]
    compare(made(program(lines, directive=directive)), np.arange(9.0), np.zeros(120), n, m)


@pytest.mark.parametrize(
    "name", ["one", "collapse", "three", "from_one", "by_two", "twice", "in_two_steps"]
)
def test_loops_inside_are_proved(name):
    lines, directive = INSIDE[name]
    f = made(program(lines, directive=directive))
    assert verdicts(f, np.arange(9.0), np.zeros(120), 4, 3) == ["free"]


TRIANGLES = {
    "below": "range(i)",
    "with_diagonal": "range(i + 1)",
    "above": "range(i, n)",
    "strictly_above": "range(i + 1, n)",
    "clipped": "range(i - 2)",
    "from_m": "range(m, i)",
    "to_m": "range(i, m)",
}


@pytest.mark.filterwarnings("error::pragmac.RaceWarning")
@pytest.mark.parametrize("name", TRIANGLES)
@pytest.mark.parametrize("n", [0, 1, 2, 9])
@pytest.mark.parametrize("m", [-4, 0, 3, 12])
def test_triangles(name, n, m):
    lines = ["y[i] = k", f"for j in {TRIANGLES[name]}:", "    x[k] = i + j", "    k += 1"]
    compare(made(program(lines)), np.arange(150.0), np.zeros(9), n, m)
    lines = ["k += 2", f"for j in {TRIANGLES[name]}:", "    k += 3", "    x[i] = k", "y[i] = k"]
    compare(made(program(lines)), np.arange(150.0), np.zeros(9), n, m)


@pytest.mark.parametrize("lo, hi", [(-(2**63), 5), (2**63 - 9, -(2**63)), (5, -(2**63))])
@pytest.mark.parametrize("inside", ["range(lo, hi + i)", "range(lo + i, hi)"])
def test_triangles_far_from_zero(lo, hi, inside):
    text = (
        "@pragmac.jit\ndef f(y, lo, hi):\n    k = 0\n    #pragma parallel for\n"
        "    for i in range(4):\n        if lo < hi:\n            continue\n        y[i] = k\n"
        f"        for j in {inside}:\n            k += 1\n    return k\n"
    ).replace("        if lo < hi:\n            continue\n", "        assert lo >= hi\n")
    compare(made(text), np.zeros(4), lo, hi)


@pytest.mark.parametrize("start, step", [("2**63 - 4", "1"), ("-2**63 + 7", "-3"), ("0", "2**61")])
def test_python_counters_overflow_where_python_ints_get_too_large(start, step):
    for lines in (["y[i] = i", "z = k", f"k += {step}", "y[i] = k * 0.0"],
                  ["for j in range(m):", f"    k += {step}", "    y[i] = k * 0.0"]):  # fmt: skip
        f = made(program(lines, start))
        for n, m in [(0, 2), (1, 1), (1, 2), (2, 2), (3, 1), (9, 2)]:
            y = np.zeros(9)
            compare_or_overflow(f, np.zeros(9), y, n, m)


def compare_or_overflow(f, *arguments):
    ours, theirs = copies(arguments), copies(arguments)
    got = outcome(f, ours, f.py_func.__code__.co_filename)
    expected = outcome(f.py_func, theirs, f.py_func.__code__.co_filename)
    assert expected[0] == "value"
    if -(2**63) <= expected[1] < 2**63:
        assert got == expected
        assert [a.tolist() for a in ours[:2]] == [a.tolist() for a in theirs[:2]]
    else:
        assert got[:2] == ("error", OverflowError)


@pytest.mark.parametrize("lines", [
    ["t = k + 1", "k += 1", "k = t", "y[i] = k"],
    ["t = k + 1", "k += 1", "y[i] = t", "x[i] = k"],
    ["t = k", "k = 2 + k", "y[i] = t - k * 2"],
    ["for j in range(m):", "    if j == 2:", "        break", "    k += 1", "    y[i] = k"],
    ["for j in range(m):", "    k += 1", "    if j == 2:", "        continue", "    y[i] = k"],
    ["for j in range(m):", "    if j == 2:", "        continue", "    k += 1", "    y[i] = k"],
    ["for j in range(m):", "    k += i", "    y[i] = k"],
])  # fmt: skip
def test_other_uses_are_computed_right_or_refused(lines):
    f = made(program(lines, "5"))
    try:
        compare(f, np.arange(9.0), np.zeros(18), 6, 4)
    except pragmac.CompileError as error:
        assert error.diagnostics[0].code == "P303", error


# ---- random programs -----------------------------------------------------------------------


class RandomProgram:
    """Counts, reads and loops in any order."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.lines = []
        self.names = iter("jlpqrstuvw")

    def counter(self):
        return self.random.choice(["k", "h"])

    def step(self):
        step = self.random.choice(["1", "1", "1", "2", "3", "m", "c + 1"])
        return self.random.choice([f"+= {step}", f"+= {step}", f"-= {step}"])

    def statement(self, indent, depth, variables):
        some = self.random.choice(variables)
        kind = self.random.choice(["count", "count", "read", "store", "loop", "loop"])
        if kind == "loop" and depth < 2:
            var = next(self.names, None)
            if var is None:
                return
            bounds = ["m", "3", "1, m", "m, 0, -1", "0, m, 2", "c, m", "c"]
            if depth == 0:
                bounds += ["i", "i + 1", "i, n", "i + 1, n", "i - 2", "m, i", "i, m", "c - i"]
            self.lines.append(f"{indent}for {var} in range({self.random.choice(bounds)}):")
            self.block(indent + "    ", depth + 1, [*variables, var])
        elif kind == "read":
            self.lines.append(f"{indent}a[i] += k * 1.0 - h * 2.0 + {some}")
        elif kind == "store":
            self.lines.append(f"{indent}y[{self.counter()}] = {some} + x[i]")
        else:
            self.lines.append(f"{indent}{self.counter()} {self.step()}")

    def block(self, indent, depth, variables):
        for _ in range(self.random.randint(1, 4 - depth)):
            self.statement(indent, depth, variables)

    def text(self):
        self.block("        ", 0, ["i"])
        dtype = self.random.choice(["", "", "", *(f"np.{d}" for d in DTYPES)])
        bounds = self.random.choice(["n", "n", "n", "1, n", "0, n, 2", "n - 1, -1, -1"])
        return (
            "@pragmac.jit\ndef f(x, y, a, n, m, c):\n"
            f"    k = {dtype}({self.random.randint(0, 40)})\n"
            f"    h = {self.random.randint(30, 60)}\n"
            f"    #pragma parallel for\n    for i in range({bounds}):\n"
            + "\n".join(self.lines)
            + "\n    return k, h\n"
        )


@pytest.mark.parametrize("chunk", range(8))
def test_random_programs(chunk):
    ran = 0
    for seed in range(chunk * 25, chunk * 25 + 25):
        f = made(RandomProgram(seed).text())
        inputs = random.Random(-seed)
        for _ in range(3):
            n, m, c = inputs.randint(0, 8), inputs.randint(-2, 6), inputs.randint(-2, 5)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", pragmac.RaceWarning)
                try:
                    same_or_error(f, np.arange(9.0), np.zeros(400), np.zeros(9), n, m, c)
                    ran += 1
                except pragmac.CompileError as error:
                    codes = {d.code for d in error.diagnostics if d.severity == "error"}
                    assert codes <= {"P301", "P303", "P401", "P410"}, error
    assert ran > 30


def same_or_error(f, *arguments):
    """Equal results; or equal errors, after which elements are unspecified (D10)."""
    ours, theirs = copies(arguments), copies(arguments)
    name = f.py_func.__code__.co_filename
    expected = outcome(f.py_func, theirs, name)
    got = outcome(f, ours, name)
    text = "".join(linecache.getlines(name))
    assert got == expected, f"{text}{arguments[3:]}\nexpected {expected}\ngot      {got}"
    if got[0] == "value":
        for mine, pythons in zip(ours[:3], theirs[:3], strict=True):
            assert mine.tolist() == pythons.tolist(), f"{text}{arguments[3:]}\n{mine}\n{pythons}"
