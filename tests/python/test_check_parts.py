"""`check` guesses ranks from what a function does to rows and slices, by name and through calls."""

import pragmac
import pytest


def fill(v, s):
    for k in range(v.shape[0]):
        v[k] = s


def row_to_callee(A):
    # pragma parallel for
    for i in range(A.shape[0]):
        fill(A[i], i)


def row_by_name(A):
    # pragma parallel for
    for i in range(A.shape[0]):
        r = A[i]
        for j in range(r.shape[0]):
            r[j] = 1.0


def row_iterated(A, y):
    # pragma parallel for
    for i in range(len(y)):
        s = 0.0
        for v in A[i]:
            s += v
        y[i] = s


def rows_iterated(A, y):
    for r in A:
        # pragma parallel for
        for j in range(r.shape[0]):
            r[j] += y[j]


def part_of_a_part(T):
    # pragma parallel for
    for i in range(T.shape[0]):
        m = T[i, 1:-1]
        for j in range(m.shape[0]):
            row = m[j]
            for k in range(len(row)):
                row[k] = i + j


def index_by_name(k, x, y):
    # pragma parallel for
    for i in range(x.shape[0]):
        p = k[i]
        # pragma atomic
        y[p] += x[i]


@pytest.mark.parametrize(
    "function",
    [row_to_callee, row_by_name, row_iterated, rows_iterated, part_of_a_part, index_by_name],
)
def test_ranks_come_from_the_use_of_parts(function):
    result = pragmac.check(pragmac.jit(function))
    assert [d for d in result.diagnostics if d.severity != "note"] == []
    assert [loop.verdict for loop in result.loops] == ["free"]
