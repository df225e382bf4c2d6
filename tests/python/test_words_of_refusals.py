"""What refusals mark, and the way out that they offer, as `pragmac check` finds them in a file."""

import numpy as np
import pragmac
import pytest

HEAD = "import numpy as np\nimport pragmac\n\n\n"

# Code, what is marked, words of the first fix, the function.
REFUSED = [
    ("P212", "np.sort(x)", "call it outside of the compiled function and pass the result",
     "def f(x):\n    y = np.sort(x)\n    return y[0]\n"),
    ("P212", "np.sum(x, axis=1)", "row by row where there is an axis, or with `sum(x)` where",
     "def f(x, y):\n    for i in range(x.shape[0]):\n        y[i] = np.sum(x, axis=1)[i]\n"),
    ("P212", "np.random.random()", "fill an array before the call, as in `r = np.random.random(…)`",
     "def f(x):\n    for i in range(x.shape[0]):\n        x[i] = np.random.random()\n"),
    ("P229", "out=x", "remove it, or pass it by position: `sqrt` takes one number",
     "def f(x):\n    return np.sqrt(2.0, out=x)\n"),
    ("P237", "x < 0", "as in `if x[i] < 0: x[i] = 0.0`",
     "def f(x):\n    x[x < 0] = 0.0\n"),
    ("P237", "x < 0", "as in `if x[i] < 0: x[i] = 0.0`",
     "def f(x, y):\n    x[(x < 0) & (y > 0)] = 0.0\n    y[0] = 1.0\n"),
    ("P203", '"a"', 'pass `par["a"]` as an argument of its own',
     'def f(x, par):\n    for i in range(x.shape[0]):\n        x[i] = par["a"] * x[i]\n'),
    ("P203", '"x"', 'pass one array per field, such as `p["x"]`',
     'def f(p):\n    for i in range(p.shape[0]):\n        p[i]["x"] += 1.0\n'),
    ("P203", "k", 'pass `par["a"]` as an argument of its own',
     'def f(x, par):\n    k = "a"\n    x[0] = par[k] * x[0]\n'),
    ("P216", "self.k", "pass `self.k` as an argument",
     "def f(self, x):\n    for i in range(x.shape[0]):\n        x[i] *= self.k\n"),
    ("P216", "self.step", "make `step` a function of the module",
     "def f(self, x):\n    for i in range(x.shape[0]):\n        x[i] = self.step(x[i])\n"),
    ("P230", "x.ceil", "supported are .shape",
     "def f(x: 'f64[:]'):\n    return x.ceil\n"),
    ("P211", "x + x[1:]", "write the operation as a loop over the elements",
     "def f(x):\n    y = x + x[1:]\n    return x[0]\n"),
    ("P211", "x + y", "write the operation as a loop over the elements",
     "def f(x, y):\n    z = -(x + y) * 2 < 3\n    return x[0] + y[0]\n"),
    ("P118", "+", "write `reduction(*: s)`",
     "def f(x):\n    s = 1.0\n    #pragma parallel for reduction(+: s)\n"
     "    for i in range(x.shape[0]):\n        s *= x[i]\n    return s\n"),
    ("P118", "s", "give `s` a clause of its own: `reduction(*: s)`",
     "def f(x):\n    s = 1.0\n    t = 0.0\n    #pragma parallel for reduction(+: s, t)\n"
     "    for i in range(x.shape[0]):\n        s *= x[i]\n        t += x[i]\n    return s + t\n"),
    ("P118", "+", "use one variable for each operation",
     "def f(x):\n    s = 1.0\n    #pragma parallel for reduction(+: s)\n"
     "    for i in range(x.shape[0]):\n        s += x[i]\n        s *= x[i]\n    return s\n"),
    ("P118", "+", "no clause combines this operation",
     "def f(x):\n    s = 1.0\n    #pragma parallel for reduction(+: s)\n"
     "    for i in range(x.shape[0]):\n        s /= x[i]\n    return s\n"),
    ("P104", ",", "write `reduction(+: s)`",
     "def f(x):\n    s = 1.0\n    #pragma parallel for reduction(+, s)\n"
     "    for i in range(x.shape[0]):\n        s += x[i]\n    return s\n"),
    ("P104", "k", "write `assume(unique: k)`",
     "def f(x, k):\n    #pragma parallel for assume(unique k)\n"
     "    for i in range(k.shape[0]):\n        x[k[i]] = 1.0\n"),
    ("P303", "total", "call `np.cumsum` outside of the compiled function, and pass the result",
     "def f(x, out):\n    total = 0.0\n    #pragma parallel for\n"
     "    for i in range(x.shape[0]):\n        total += x[i]\n        out[i] = total\n"),
    ("P303", "k", "`pragmac.atomic_add(count, 0, 1)` gives the next one",
     "def f(x, out):\n    k = 0\n    #pragma parallel for\n    for i in range(x.shape[0]):\n"
     "        if x[i] > 0:\n            out[k] = x[i]\n            k += 1\n"),
]  # fmt: skip


def marked(text, d):
    line = text.splitlines()[d.line - 1]
    return line[d.column - 1 : d.end_column - 1]


@pytest.mark.parametrize(("code", "place", "fix", "function"), REFUSED)
def test_check(tmp_path, code, place, fix, function):
    path = tmp_path / "program.py"
    path.write_text(HEAD + "@pragmac.jit\n" + function)
    (found,) = [d for d in pragmac.check(str(path)).diagnostics if d.severity == "error"]
    assert (found.code, marked(path.read_text(), found)) == (code, place)
    assert fix in found.fixes[0]["text"]


def test_more_indices_than_dimensions():
    @pragmac.jit
    def f(a):
        return a[0, 0]

    with pytest.raises(pragmac.CompileError) as caught:
        f(np.ones(3))
    (found,) = caught.value.diagnostics
    assert found.message == "`a` has 1 dimension, but 2 indices are given"
    assert found.label == "`a` is an array of `float64` with 1 dimension here"
    assert "pass an array with 2 dimensions" in found.fixes[0]["text"]


def test_none_beside_a_number():
    @pragmac.jit
    def f(x):
        for i in range(x.shape[0]):
            if x[i] > 3:
                return i
        return None

    with pytest.raises(pragmac.CompileError, match="such as -1, in the place of None"):
        f(np.ones(3))


def walk(nxt, seen):
    # pragma parallel for
    for i in range(nxt.shape[0]):
        k = i
        while seen[k] == 0:
            seen[k] = i + 1
            k = nxt[k]


def test_a_while_loop_that_keeps_the_order():
    with pytest.warns(pragmac.RaceWarning) as caught:
        pragmac.jit(walk)(np.array([1, 2, 3, 0]), np.zeros(4, np.int64))
    text = str(caught[0].message)
    line = walk.__code__.co_firstlineno + 4
    assert f"what is touched depends on how often the `while` loop in line {line} runs" in text
    assert 'races="trust"' in text and "`#pragma sequential`" in text
    trusted = pragmac.jit(races="trust")(walk)
    nxt, seen = np.array([0, 1, 2, 3]), np.zeros(4, np.int64)
    trusted(nxt, seen)
    assert seen.tolist() == [1, 2, 3, 4]


@pytest.mark.parametrize("clause", ["reduction(+ 3)", "reduction(+, )"])
def test_a_colon_alone_does_not_mend_a_clause_without_names(tmp_path, clause):
    file = tmp_path / "program.py"
    file.write_text(
        f"{HEAD}@pragmac.jit\ndef f(x):\n    s = 0.0\n    #pragma parallel for {clause}\n"
        "    for i in range(x.shape[0]):\n        s += x[i]\n    return s\n"
    )
    (error,) = pragmac.check(str(file)).diagnostics
    assert error.code == "P104"
    assert all(fix["edit"] is None or fix["edit"]["text"] != ":" for fix in error.fixes)
