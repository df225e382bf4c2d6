"""What is said of loops that cannot run in parallel, and how to go on."""

import warnings

import numpy as np
import pragmac
import pytest


def refused(function, *arguments):
    with pytest.raises(pragmac.CompileError) as caught:
        pragmac.jit(function)(*arguments)
    return next(d for d in caught.value.diagnostics if d.severity == "error")


def fixes(error):
    return [fix["text"] for fix in error.fixes]


def running_sum(x, y):
    s = 0.0
    # pragma parallel for reduction(+: s)
    for i in range(x.shape[0]):
        s = s + x[i]
        y[i] = s
    return s


def running_update(x, y):
    s = 0.0
    # pragma parallel for reduction(+: s)
    for i in range(x.shape[0]):
        s += x[i]
        y[i] = s
    return s


@pytest.mark.parametrize("function", [running_sum, running_update])
def test_the_other_read_is_marked(function):
    error = refused(function, np.ones(5), np.ones(5))
    assert error.code == "P118"
    marked = [n for n in error.notes if n.get("text") == "read here" or "read here" in str(n)]
    assert str(function.__code__.co_firstlineno + 5) in str(marked[0])


def scratch(y, x):
    w = np.zeros(3)
    # pragma parallel for
    for i in range(x.shape[0]):
        for k in range(3):
            w[k] = x[i] * k
        y[i] = w[2]


def scratch_with_its_clause(y, x):
    w = np.zeros(3)
    # pragma parallel for private(w)
    for i in range(x.shape[0]):
        for k in range(3):
            w[k] = x[i] * k
        y[i] = w[2]


def read_first(y, x):
    w = np.zeros(3)
    # pragma parallel for
    for i in range(x.shape[0]):
        y[i] = w[2]
        w[2] = x[i]


def only_written(y, x):
    # pragma parallel for
    for i in range(x.shape[0]):
        y[0] = x[i]


def test_private_is_offered_for_scratch_arrays():
    error = refused(scratch, np.ones(5), np.ones(5))
    assert any("`private(w)`" in fix for fix in fixes(error))
    pragmac.jit(scratch_with_its_clause).compare(np.ones(5), np.arange(5.0))
    for function in (read_first, only_written):
        error = refused(function, np.ones(5), np.ones(5))
        assert not any("private" in fix for fix in fixes(error))


def extrema(x):
    hi = x[0]
    lo = x[0]
    # pragma parallel for
    for i in range(x.shape[0]):
        if x[i] > hi:
            hi = x[i]
        elif x[i] < lo:
            lo = x[i]
    return hi, lo


def test_extrema_under_elif():
    error = refused(extrema, np.ones(5))
    assert error.code == "P303" and fixes(error)[0].startswith("write `if` in the place of `elif`")


def position(y, x):
    m = 0.0
    # pragma parallel for
    for i in range(x.shape[0]):
        if x[i] > m:
            m = x[i]
            y[0] = i


def test_no_test_helps_a_carried_scalar():
    report = pragmac.jit(position).explain(np.zeros(4), np.zeros(4))
    [loop] = report.to_dict()["loops"]
    reason = "`m` carries a value from one iteration to the next"
    assert (loop["verdict"], loop["guard"], loop["reason"]) == ("unknown", "", reason)
    assert reason in str(report)
    [checked] = pragmac.check(position).loops
    assert (checked.verdict, checked.guard, checked.missing) == ("unknown", None, reason)


def fill(y):
    # pragma parallel for
    for i in range(y.shape[0]):
        y[i] = 1.0


def calls(y):
    fill(y)
    # pragma parallel for
    for i in range(y.shape[0]):
        y[i] += 1.0


def test_check_lists_the_loops_that_explain_lists():
    listed = pragmac.jit(calls).explain(np.zeros(4)).to_dict()["loops"]
    assert [loop.line for loop in pragmac.check(calls).loops] == [loop["line"] for loop in listed]
    assert len(listed) == 2


def test_explain_says_that_shared_memory_may_raise():
    b = np.zeros(9)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        report = pragmac.jit(races="require_proof")(copy).explain(b[1:], b[:-1])
    [loop] = report.to_dict()["loops"]
    assert loop["outcome"].startswith("raises RaceError where iterations meet: ")


def copy(y, x):
    # pragma parallel for
    for i in range(y.shape[0]):
        y[i] = x[i]
