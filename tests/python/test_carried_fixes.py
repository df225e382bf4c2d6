"""P303 names the fix that suits what the loop does with the scalar, in the user's own names."""

import numpy as np
import pragmac
import pytest


def maximum(x, y):
    s = 0.0
    # pragma parallel for
    for i in range(x.shape[0]):
        s = max(x[i], s)
    y[0] = s


def minimum(x, y):
    s = 0.0
    # pragma parallel for
    for i in range(x.shape[0]):
        s = min(x[i], s)
    y[0] = s


def previous(x, y):
    p = 0.0
    # pragma parallel for
    for i in range(x.shape[0]):
        y[i] = x[i] - p
        p = x[i]


def on_some_paths(x, y):
    # pragma parallel for
    for i in range(x.shape[0]):
        if x[i] > 0.0:
            t = 1.0
        y[i] = t


def running(x, y):
    s = 0.0
    # pragma parallel for
    for i in range(x.shape[0]):
        s += x[i]
        y[i] = s


CASES = [
    (maximum, "`s`", "as in `s = max(s, x)`, or use `np.maximum`"),
    (minimum, "`s`", "as in `s = min(s, x)`, or use `np.minimum`"),
    (previous, "`p`", "what the iteration before has assigned"),
    (on_some_paths, "`t`", "give `t` a value on every path of the iteration"),
    (running, "`s`", "`np.cumsum`"),
]


@pytest.mark.parametrize(("f", "name", "fix"), CASES, ids=[f.__name__ for f, *_ in CASES])
def test_fix(f, name, fix):
    with pytest.raises(pragmac.CompileError) as caught:
        pragmac.jit(f)(np.ones(3), np.zeros(3))
    (error,) = caught.value.diagnostics
    assert error.code == "P303" and error.message.startswith(name)
    assert fix in error.fixes[0]["text"]


def test_operators_are_written_as_in_the_source():
    def f(y, k):
        # pragma parallel for
        for i in range(k.shape[0]):
            while y[(k[i] ^ 1) * 2] < i:
                y[(k[i] ^ 1) * 2] += 1.0

    with pytest.warns(pragmac.RaceWarning) as caught:
        pragmac.jit(f)(np.zeros(99), np.arange(9))
    assert "`y[(k[i] ^ 1)*2]`" in str(caught[0].message)


def test_the_variable_of_a_counted_loop_keeps_its_name():
    def f(y, h, n):
        # pragma parallel for
        for b in range(0, n, 2 * h):
            while y[b ^ 1] < b:
                y[b ^ 1] += 1.0

    with pytest.warns(pragmac.RaceWarning) as caught:
        pragmac.jit(f)(np.zeros(99), 2, 8)
    assert "`y[b ^ 1]`" in str(caught[0].message)
