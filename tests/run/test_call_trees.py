"""Functions that call functions: copies of each, in code that grows as they do."""

import linecache

import numpy as np
import pragmac
import pytest


def call_tree(depth: int):
    """`y[i] = g0(x, i)`, where every function calls the next one twice; and its text without us."""
    text = "".join(
        f"def g{k}(x, i):\n    return g{k + 1}(x, i) + g{k + 1}(x, i + 1)\n" for k in range(depth)
    )
    text += f"def g{depth}(x, i):\n    t = x[i % x.shape[0]]\n    return t * 0.5\n"
    text += "def f(x, y):\n    #pragma parallel for\n    for i in range(y.shape[0]):\n"
    text += "        y[i] = g0(x, i)\n"
    name = f"<call tree {depth}>"
    linecache.cache[name] = (len(text), None, text.splitlines(True), name)
    scope = {}
    exec(compile(text, name, "exec"), scope)
    return scope["f"]


@pytest.mark.parametrize("depth", [1, 4, 7])
def test_a_tree_of_calls_gives_what_python_gives(depth):
    f = call_tree(depth)
    x = np.random.default_rng(depth).random(7)
    expected, found = np.zeros(12), np.zeros(12)
    f(x, expected)
    pragmac.jit(f)(x, found)
    np.testing.assert_array_equal(found, expected)


def test_the_code_of_a_tree_of_calls_grows_as_the_tree():
    arguments = np.ones(7), np.zeros(12)
    lines = [
        pragmac.jit(call_tree(depth)).inspect("machine", *arguments).count("\n")
        for depth in (5, 6, 7)
    ]
    assert lines[2] - lines[1] <= 2.1 * (lines[1] - lines[0])
    # The variables of the called functions are nobody's last values.
    text = pragmac.jit(call_tree(5)).inspect("llvm", *arguments)
    assert "give_last" not in text and "phi double" not in text


def one_more(i):
    return i + 1


def two_more(i):
    return one_more(one_more(i))


def shifted(y, x):
    # pragma parallel for
    for i in range(x.shape[0]):
        y[two_more(i)] = x[i]


def test_results_of_calls_in_calls_have_a_form():
    assert [loop.verdict for loop in pragmac.check(shifted).loops] == ["free"]
    x, expected, found = np.arange(5.0), np.zeros(7), np.zeros(7)
    shifted(expected, x)
    pragmac.jit(shifted)(found, x)
    np.testing.assert_array_equal(found, expected)


def clamp(i, n):
    if i < 0:
        return 0
    if i >= n:
        return n - 1
    return i


def clamped_neighbours(y, x):
    n = x.shape[0]
    # pragma parallel for
    for i in range(n):
        y[i] = x[clamp(i - 1, n)] + x[clamp(i + 1, n)]


def test_several_returns():
    x, expected, found = np.arange(9.0) ** 2, np.zeros(9), np.zeros(9)
    clamped_neighbours(expected, x)
    pragmac.jit(clamped_neighbours)(found, x)
    np.testing.assert_array_equal(found, expected)
