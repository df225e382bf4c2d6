"""Combined updates of elements in less usual spellings and dtypes, and what is refused."""

import numpy as np
import pragmac
import pytest
from one_loop import made
from same_as_python import compare


def program(update, clause="", atomic=True):
    mark = "#pragma atomic\n            " if atomic else ""
    update = update.replace("\n", "\n            ").replace("ATOMIC", "#pragma atomic")
    return (
        "@pragmac.jit\n"
        "def f(a, y):\n"
        f"    #pragma parallel for {clause}\n"
        "    for i in range(a.shape[0]):\n"
        "        for j in range(a.shape[1]):\n"
        f"            {mark}{update}\n"
    )


BOOL = {"|": "y[j] |= a[i, j]", "&": "y[j] &= a[i, j]", "^": "y[j] ^= a[i, j]",
        "+": "y[j] += a[i, j]", "*": "y[j] *= a[i, j]", "and": "y[j] &= a[i, j]",
        "or": "y[j] |= a[i, j]"}  # fmt: skip


@pytest.mark.filterwarnings("error::pragmac.RaceWarning")
@pytest.mark.parametrize("op", BOOL)
@pytest.mark.parametrize("start", [False, True])
def test_bools(op, start):
    a = np.random.default_rng(5).random((200, 5)) < (0.01 if start else 0.99)
    for text in [program(BOOL[op], c, atomic=False) for c in [f"reduction({op}: y)"]] + [
        program(BOOL[op])
    ]:
        compare(made(text), a, np.full(5, start))


@pytest.mark.filterwarnings("error::pragmac.RaceWarning")
@pytest.mark.parametrize("dtype", ["int64", "uint8", "float64", "float32"])
def test_sums_and_differences_of_one_element(dtype):
    update = "y[j % 2] += a[i, j]\nATOMIC\ny[(j + 1) % 2] -= a[i, j] * a[i, j]"
    a = np.random.default_rng(5).integers(0, 9, (200, 5)).astype(dtype)
    compare(made(program(update)), a, np.ones(2, dtype))
    update = "y[j % 2] += a[i, j]\ny[(j + 1) % 2] -= a[i, j] * a[i, j]"
    compare(made(program(update, "reduction(+: y)", atomic=False)), a, np.ones(2, dtype))


@pytest.mark.filterwarnings("error::pragmac.RaceWarning")
@pytest.mark.parametrize("op", ["max", "min"])
@pytest.mark.parametrize("dtype", ["int64", "uint8", "int32"])
def test_extrema_the_other_way_round(op, dtype):
    a = np.random.default_rng(5).integers(0, 99, (200, 5)).astype(dtype)
    update = f"y[j % 2] = {op}(a[i, j], y[j % 2])"
    compare(made(program(update)), a, np.full(2, 50, dtype))
    compare(made(program(update, f"reduction({op}: y)", atomic=False)), a, np.full(2, 50, dtype))


BRANCHES = {
    "min": ["a[i, j] < y[j]", "y[j] > a[i, j]", "a[i, j] <= y[j]"],
    "max": ["a[i, j] > y[j]", "y[j] < a[i, j]", "y[j] <= a[i, j]"],
}


@pytest.mark.filterwarnings("error::pragmac.RaceWarning")
@pytest.mark.parametrize("op", BRANCHES)
@pytest.mark.parametrize("dtype", ["int64", "uint8", "int32", "float64", "float32"])
def test_extrema_as_branches(op, dtype):
    a = np.random.default_rng(5).integers(0, 99, (900, 5)).astype(dtype)
    start = np.array([50, 0, 99, 20, 3], dtype)
    if dtype.startswith("f"):
        a[::7, 1] = a[3, 2] = np.nan
        start[3] = np.nan
    for condition in BRANCHES[op]:
        update = f"if {condition}:\n    y[j] = a[i, j]"
        f = made(program(update, f"reduction({op}: y)", atomic=False))
        compare(f, a, start)
        assert f.explain(a, start).to_dict()["loops"][0]["parallel"]
        compare(f, a, start[:4])  # IndexError in the condition's line
        compare(f, a[:, :0], start)


@pytest.mark.parametrize("update", [
    "if a[i, j] < y[j]:\n    y[j] = a[i, j] + 1",
    "if a[i, j] < y[j]:\n    y[j + 1] = a[i, j]",
    "if a[i, j] == y[j]:\n    y[j] = a[i, j]",
    "if a[i, j] < y[j]:\n    y[j] = a[i, j]\nelse:\n    y[j] = 0.0",
    "if a[i, j] > y[j]:\n    y[j] = a[i, j]",
])  # fmt: skip
def test_other_branches_are_no_minimum(update):
    with pytest.raises(pragmac.CompileError) as caught:
        made(program(update, "reduction(min: y)", atomic=False))(np.ones((3, 2)), np.ones(3))
    assert caught.value.diagnostics[0].code in ("P118", "P301", "P313"), caught.value


UNTAKEN = {
    "order": ("y[0] = max(a[i, j], y[0])", "float64", "float64", "P314", "with a NaN the order"),
    "wider": ("y[0] += a[i, j]", "float32", "float64", "P430", "is not added to `np.float32`"),
    "integer": ("y[0] += 0.5", "int64", "float64", "P430", "is not added to `np.int64`"),
}


@pytest.mark.parametrize("name", UNTAKEN)
def test_the_message_says_why_a_directive_was_not_taken(name):
    update, element, value, code, why = UNTAKEN[name]
    arrays = np.ones((4, 2), value), np.ones(2, element)
    clause = "max" if "max" in update else "+"
    for text in (program(update), program(update, f"reduction({clause}: y)", atomic=False)):
        with pytest.raises(pragmac.CompileError) as caught:
            made(text)(*arrays)
        assert [d.code for d in caught.value.diagnostics if d.severity == "error"] == [code]
        assert why in str(caught.value), str(caught.value)


CARRIED = {
    "compaction": ("if x[i] > 0:\n            y[k] = x[i]\n            k += 1", "np.cumsum(mask)"),
    "inner": (
        "for j in range(int(x[i])):\n            y[k] = x[i] + j\n            k += 1",
        "`k = begin[i]` at the head",
    ),
    "step": ("y[k] = x[i]\n        k += i", "`place[i]` for `k`"),
    "mixed": (
        "if i % 2:\n            k += 1\n        else:\n            k *= 2",
        "updated by `+` (line 7) and by `*` (line 9)",
    ),
    "place": ("if x[i] > x[k]:\n            k = i", "if x > best: best = x; k = i"),
    "last_place": (
        "if i % 3 >= k:\n            k = i % 3\n            y[k] = i",
        "compare by `>`",
    ),
    "quotient": ("k = k // (i + 1)", "apply `//` once behind the loop"),
}
CARRIED_FLOATS = {
    "fmax": ("s = np.fmax(s, x[i])", "write `s = max(s, x)`, or `np.maximum`"),
    "fmin": ("s = np.fmin(x[i], s)", "write `s = min(s, x)`, or `np.minimum`"),
    "swapped": ("s = max(x[i], s)", "put the variable first, as in `s = max(s, x)`"),
    "sum_and_product": ("s += x[i]\n        s *= 2.0", "`+` (line 6) and by `*` (line 7)"),
    "sum_and_maximum": ("s += x[i]\n        s = max(s, 1.0)", "`+` (line 6) and by `max` (line 7)"),
    "quotient": ("s /= x[i]", "divide `s` by `d` once"),
    "running": ("s += x[i]\n        y[i] = s", "`np.cumsum`"),
    "running_product": ("s *= x[i]\n        y[i] = s", "`np.cumprod`"),
    "running_maximum": ("s = max(s, x[i])\n        y[i] = s", "`np.maximum.accumulate`"),
}


@pytest.mark.parametrize("name", CARRIED_FLOATS)
def test_the_fix_fits_the_operation(name):
    body, fix = CARRIED_FLOATS[name]
    text = (
        "@pragmac.jit\ndef f(x, y):\n    s = 1.0\n    #pragma parallel for\n"
        f"    for i in range(x.shape[0]):\n        {body}\n    return s\n"
    )
    with pytest.raises(pragmac.CompileError) as caught:
        made(text)(np.ones(5), np.zeros(15))
    found = next(d for d in caught.value.diagnostics if d.severity == "error")
    assert found.code == "P303"
    assert any(fix in f["text"] for f in found.fixes), found.fixes


def test_operations_are_named_as_written():
    update = "y[j % 2] = max(y[j % 2], a[i, j])\nATOMIC\ny[j % 2] = np.minimum(y[j % 2], a[i, j])"
    with pytest.raises(pragmac.CompileError) as caught:
        made(program(update))(np.ones((4, 2)), np.ones(2))
    assert caught.value.diagnostics[0].code == "P306"
    assert "an atomic `max`" in str(caught.value) and "an atomic `np.minimum`" in str(caught.value)


@pytest.mark.parametrize("name", CARRIED)
def test_carried_under_a_condition(name):
    body, fix = CARRIED[name]
    text = (
        "@pragmac.jit\ndef f(x, y):\n    k = 0\n    #pragma parallel for\n"
        f"    for i in range(x.shape[0]):\n        {body}\n    return k\n"
    )
    with pytest.raises(pragmac.CompileError) as caught:
        made(text)(np.ones(5), np.zeros(15))
    found = next(d for d in caught.value.diagnostics if d.severity == "error")
    assert found.code == "P303"
    assert any(fix in f["text"] for f in found.fixes), found.fixes


def test_choices_that_may_keep_the_value_are_no_proof():
    text = (
        "@pragmac.jit\ndef f(x, y):\n    t = 0.0\n    for r in range(2):\n"
        "        #pragma parallel for\n        for i in range(x.shape[0]):\n"
        "            if x[i] > 0:\n                t = x[i]\n"
        "            if x[i] > 0:\n                y[i] = t\n    return t\n"
    )
    compare(made(text), np.arange(5.0), np.zeros(5))
