"""`explain` says how many index checks of a loop are proved away, tested once, or made at each
access."""

import numpy as np
import pragmac


def loops(y, x, k, n):
    # pragma parallel for
    for i in range(y.shape[0]):
        y[i] = 1.0
    # pragma parallel for
    for i in range(n):
        y[i] += x[i] + x[i + 1]
    # pragma parallel for
    for i in range(y.shape[0]):
        y[i] = x[k[i]]


def pair(a, i):
    return a[i] + a[i + 1]


def called(y, x):
    # pragma parallel for
    for i in range(y.shape[0]):
        y[i] = pair(x, i)


def explained(function, *arguments, **options):
    report = pragmac.jit(**options)(function).explain(*arguments)
    return [loop["index_checks"] for loop in report.to_dict()["loops"]], str(report)


ARGUMENTS = (np.zeros(5), np.zeros(6), np.zeros(5, np.int64), 4)


def test_every_kind():
    checks, text = explained(loops, *ARGUMENTS)
    assert checks == [
        {"proved": 1, "tested": 0, "each": 0},
        {"proved": 0, "tested": 3, "each": 0},
        {"proved": 1, "tested": 1, "each": 1},
    ]
    assert "1 of 1 index checks proved away" in text
    assert "0 of 3 index checks proved away, 3 tested once in front of the loop" in text
    assert "1 at every access" in text


def test_places_in_called_functions():
    checks, _ = explained(called, np.zeros(5), np.zeros(6))
    assert checks == [{"proved": 1, "tested": 2, "each": 0}]


def test_unchecked_loops_have_none():
    checks, text = explained(loops, *ARGUMENTS, bounds="unchecked")
    assert checks == [{"proved": 0, "tested": 0, "each": 0}] * 3
    assert "no index is checked" in text
