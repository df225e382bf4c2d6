"""A `reduction` clause combines updates through parts of the array: views made in the loop, rows,
and arrays and parts passed to functions."""

import numpy as np
import pragmac
import pytest


def add_to(v, r):
    for j in range(v.shape[0]):
        v[j] += r[j]


def largest(v, r):
    for j in range(v.shape[0]):
        v[j] = max(v[j], r[j])


def whole_to_callee(y, B):
    # pragma parallel for reduction(+: y)
    for i in range(B.shape[0]):
        add_to(y, B[i])


def part_to_callee(y, B):
    # pragma parallel for reduction(+: y)
    for i in range(B.shape[0]):
        add_to(y[1:3], B[i])


def view_of_the_loop(y, B):
    # pragma parallel for reduction(+: y)
    for i in range(B.shape[0]):
        v = y[1:]
        for j in range(v.shape[0]):
            v[j] += B[i, j]


def part_of_a_part(y, B):
    # pragma parallel for reduction(max: y)
    for i in range(B.shape[0]):
        v = y[::-1]
        largest(v[1:], B[i])


def clause_on_a_view(y, B):
    v = y[1:]
    # pragma parallel for reduction(+: v)
    for i in range(B.shape[0]):
        add_to(v, B[i])


def inner(v, r):
    # pragma parallel for reduction(+: v)
    for i in range(r.shape[0]):
        v[i % v.shape[0]] += r[i]


def clause_in_the_callee(y, B):
    for i in range(B.shape[0]):
        inner(y[1:], B[i])


FUNCTIONS = [
    whole_to_callee,
    part_to_callee,
    view_of_the_loop,
    part_of_a_part,
    clause_on_a_view,
    clause_in_the_callee,
]


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("rows", [0, 1, 9, 1000])
def test_updates_through_parts_are_combined(function, rows):
    B = np.arange(rows * 4, dtype=np.int64).reshape(rows, 4) % 17
    expected, y = np.arange(4), np.arange(4)
    function(expected, B)
    compiled = pragmac.jit(races="require_proof")(function)
    compiled(y, B)
    assert np.array_equal(expected, y)
    assert all(loop["parallel"] for loop in compiled.explain(y, B).to_dict()["loops"])


def test_another_operation_in_a_callee_is_told():
    def f(y, B):
        # pragma parallel for reduction(*: y)
        for i in range(B.shape[0]):
            add_to(y, B[i])

    with pytest.raises(pragmac.CompileError, match="P118"):
        pragmac.jit(f)(np.ones(4), np.ones((9, 4)))


def test_an_array_of_the_same_name_in_a_callee_is_another_one():
    def fill(r):
        y = np.zeros(4)
        for j in range(4):
            y[j] += r[j]
        return y[0] + y[3]

    def f(y, B):
        # pragma parallel for reduction(+: y)
        for i in range(B.shape[0]):
            s = fill(B[i])
            y[0] += s

    expected, y, B = np.zeros(4), np.zeros(4), np.arange(36.0).reshape(9, 4)
    f(expected, B)
    pragmac.jit(f)(y, B)
    assert np.array_equal(expected, y)


@pytest.mark.parametrize(
    "update, clause",
    [
        ("y[j] += A[i, j]", "+"),
        ("y[j] -= A[i, j]", "+"),
        ("y[j] = max(y[j], A[i, j])", "max"),
        ("y[j] = np.minimum(y[j], A[i, j])", "min"),
    ],
)
def test_the_refusal_of_a_racing_update_offers_the_clause(update, clause, tmp_path):
    text = f"""
import numpy as np
import pragmac


@pragmac.jit
def f(y, A):
    # pragma parallel for
    for i in range(A.shape[0]):
        for j in range(A.shape[1]):
            {update}
"""
    path = tmp_path / "racing.py"
    path.write_text(text)
    (error,) = [d for d in pragmac.check(path).diagnostics if d.severity == "error"]
    assert error.code == "P301"
    assert "#pragma atomic" in error.fixes[0]["text"]
    assert f"reduction({clause}: y)" in error.fixes[1]["text"]
    path.write_text(text.replace("parallel for", f"parallel for reduction({clause}: y)"))
    assert [d for d in pragmac.check(path).diagnostics if d.severity == "error"] == []


def test_an_array_that_is_read_otherwise_gets_no_clause(tmp_path):
    path = tmp_path / "racing.py"
    path.write_text("""
import pragmac


@pragmac.jit
def f(y, A, z):
    # pragma parallel for
    for i in range(A.shape[0]):
        for j in range(A.shape[1]):
            y[j] += A[i, j]
        z[i] = y[0] + y[1] + y[2]
""")
    errors = [d for d in pragmac.check(path).diagnostics if d.severity == "error"]
    assert errors and all("reduction(" not in f["text"] for d in errors for f in d.fixes)
