"""Errors in a called function name arrays as they are written there."""

import numpy as np
import pragmac
import pytest


def at(A, i):
    return A[i + 1]


def put(A, i, value):
    A[i // 2] = value


def row(A, i):
    return A[i][i + 2]


def through(C, i):
    return at(C, i) + C[0]


def reads(y, B):
    # pragma parallel for
    for i in range(y.shape[0]):
        y[i] = at(B, i)


def reads_rows(y, B):
    # pragma parallel for
    for i in range(y.shape[0]):
        y[i] = row(B, i)


def reads_through(y, B):
    for i in range(y.shape[0]):
        y[i] = through(B, i)


def reads_a_view(y, B):
    for i in range(y.shape[0]):
        y[i] = at(B[1:], i)


def writes(y):
    # pragma parallel for
    for i in range(y.shape[0]):
        put(y, i, i)


def shifts(y):
    # pragma parallel for
    for i in range(y.shape[0] - 1):
        y[i] = at(y, i)


def raised(function, *arguments):
    with pytest.raises(IndexError) as caught:
        pragmac.jit(function)(*arguments)
    return str(caught.value)


def test_index_errors():
    y, x = np.zeros(5), np.zeros(5)
    assert raised(reads, y, x) == "index 5 is out of bounds for axis 0 of `A` with size 5"
    assert raised(reads_through, y, x) == "index 5 is out of bounds for axis 0 of `A` with size 5"
    assert raised(reads_a_view, y, x) == "index 4 is out of bounds for axis 0 of `A` with size 4"
    assert raised(reads_rows, y, np.zeros((5, 5))) == (
        "index 5 is out of bounds for axis 1 of `A` with size 5"
    )


def refused(function, *arguments):
    with pytest.raises(pragmac.CompileError) as caught:
        pragmac.jit(function)(*arguments)
    [error] = [d for d in caught.value.diagnostics if d.severity == "error"]
    return error


def test_races():
    error = refused(writes, np.zeros(5))
    assert error.code == "P301" and "the same element of `A`" in error.message
    assert "iteration i=0 and iteration i=1 both write A[0]" in error.rendered
    error = refused(shifts, np.zeros(5))
    assert error.code == "P302"
    assert ("of `A`" in error.message) == (error.line == at.__code__.co_firstlineno + 1)


def test_the_callers_name_where_the_caller_writes():
    def own(y):
        # pragma parallel for
        for i in range(y.shape[0]):
            y[i // 2] = i

    assert "of `y`" in refused(own, np.zeros(5)).message
