"""`and`, `or`, `max`, `min` of truth values: reductions in every spelling, with the clause too."""

import numpy as np
import pragmac
import pytest

N = 1001


def all_above(x):
    a = True
    # pragma parallel for reduction(and: a)
    for i in range(x.shape[0]):
        a = a and x[i] > -3
    return a


def any_above(x):
    a = False
    # pragma parallel for reduction(or: a)
    for i in range(x.shape[0]):
        a = a or x[i] > 3
    return a


def all_outside(x):
    a = True
    # pragma parallel for
    for i in range(x.shape[0]):
        a = a and (x[i] > 0 or x[i] < -1)
    return a


def any_inside(x):
    a = False
    # pragma parallel for reduction(or: a)
    for i in range(1, x.shape[0]):
        a = a or (x[i] > 0 and (x[i - 1] < 1 or x[i] == 2))
    return a


@pytest.mark.parametrize("function", [all_above, any_above, all_outside, any_inside])
@pytest.mark.parametrize("fill", [-5.0, -0.5, 0.5, 5.0])
@pytest.mark.parametrize("place", [0, 500, N - 1])
def test_short_circuits_combine(function, fill, place):
    for x in (np.full(N, fill), np.ones(N), np.full(N, 2.0), np.zeros(0)):
        if x.size:
            x[place] = fill
        compiled = pragmac.jit(races="require_proof")(function)
        expected, got = function(x), compiled(x)
        assert got == expected
        assert type(got) is type(expected) or not x.size  # D1


def test_what_python_would_not_evaluate_does_not_raise():
    def f(x, k):
        a = True
        # pragma parallel for
        for i in range(k.shape[0]):
            a = a and x[k[i]] > 0
        return a

    x, k = np.ones(5), np.arange(1000) % 5
    x[3], k[900] = -1.0, 77
    with pytest.warns(pragmac.RaceWarning):
        assert pragmac.jit(f)(x, k) == f(x, k)


def greatest(x):
    m = False
    # pragma parallel for
    for i in range(x.shape[0]):
        m = max(m, x[i])
    return m


def least(x):
    m = True
    # pragma parallel for reduction(min: m)
    for i in range(x.shape[0]):
        m = min(m, x[i])
    return m


def least_by_branch(x):
    m = x[0]
    # pragma parallel for
    for i in range(x.shape[0]):
        if x[i] < m:
            m = x[i]
    return m


def greatest_by_choice(x):
    m = x[0]
    # pragma parallel for
    for i in range(x.shape[0]):
        m = x[i] if x[i] > m else m
    return m


def first_greatest(x):
    m, k = x[0], 0
    # pragma parallel for
    for i in range(x.shape[0]):
        if x[i] > m:
            m, k = x[i], i
    return m, k


@pytest.mark.parametrize(
    "function", [greatest, least, least_by_branch, greatest_by_choice, first_greatest]
)
@pytest.mark.parametrize("place", [0, 1, 700, N - 1])
@pytest.mark.parametrize("value", [False, True])
def test_extrema_of_bools(function, place, value):
    x = np.full(N, not value)
    x[place] = value
    compiled = pragmac.jit(races="require_proof")(function)
    expected, got = function(x), compiled(x)
    assert repr(got) == repr(expected)
