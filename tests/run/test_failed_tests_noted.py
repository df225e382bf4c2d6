"""N303: explain tells when a test in front of a loop has failed in a call so far."""

import warnings

import numpy as np
import pragmac


def scatter(y, k, x):
    # pragma parallel for
    for i in range(k.shape[0]):
        y[k[i]] = x[i]


def shift(y, k):
    # pragma parallel for
    for i in range(y.shape[0] - k):
        y[i] = y[i + k] + 1


def copy(y, x):
    # pragma parallel for
    for i in range(x.shape[0]):
        y[i] = x[i]


def inner(y, k, x):
    # pragma parallel for
    for j in range(y.shape[0]):
        # pragma parallel for
        for i in range(k.shape[0]):
            y[j, k[i]] = x[i]


def noted(f, *arguments):
    diagnostics = f.explain(*arguments).to_dict()["diagnostics"]
    return [(d["line"], d["message"]) for d in diagnostics if d["code"] == "N303"]


def called(f, *arguments):
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a note is no warning
        f(*arguments)
    return noted(f, *arguments)


def test_index_arrays():
    f = pragmac.jit(scatter)
    good = np.zeros(9), np.arange(9), np.ones(9)
    assert noted(f, *good) == [] and called(f, *good) == []
    bad = np.zeros(9), np.zeros(9, np.int64), np.ones(9)
    for _ in range(3):  # once, however often it happens
        ((line, message),) = called(f, *bad)
    assert line == scatter.__code__.co_firstlineno + 2
    assert message.endswith("it runs in parallel when `k` holds no index twice")
    assert "N303" in str(f.explain(*good))


def test_parameters():
    f = pragmac.jit(shift)
    assert called(f, np.zeros(9), 0) == []
    ((_, message),) = called(f, np.zeros(9), 2)
    assert "k < 1 or" in message


def test_arguments_that_share_memory():
    f, a = pragmac.jit(copy), np.arange(9.0)
    assert called(f, a[:4], a[4:8]) == []
    ((_, message),) = called(f, a[1:], a[:-1])
    assert message.endswith("`y` and `x` share no memory")
    assert noted(f, a[:4], a[4:8]) == []  # a version of its own


def test_loops_inside_of_parallel_ones_run_in_order_anyway():
    f = pragmac.jit(inner)
    assert called(f, np.zeros((4, 9)), np.zeros(9, np.int64), np.ones(9)) == []


def test_required_proofs_raise_and_note_nothing():
    f = pragmac.jit(races="require_proof")(scatter)
    try:
        f(np.zeros(9), np.zeros(9, np.int64), np.ones(9))
    except pragmac.RaceError:
        pass
    assert noted(f, np.zeros(9), np.arange(9), np.ones(9)) == []
