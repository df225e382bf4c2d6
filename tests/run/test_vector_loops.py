"""What LLVM's vectoriser makes of loops that are left to it: one copy, for the layout there is."""

import numpy as np
import pragmac
import pytest


@pragmac.jit
def largest_of_columns(table):
    largest = np.zeros(table.shape[1], dtype=np.int32)
    # pragma parallel for
    for j in range(table.shape[1]):
        best = largest[j]
        for k in range(table.shape[0]):
            best = max(best, table[k, j] + table[0, k])
        largest[j] = best
    return largest


@pragmac.jit
def doubled(x, y):
    # pragma parallel for
    for i in range(x.shape[0]):
        y[i] = x[i] * 2.0


def loops_in(function, arguments):
    """The LLVM code of the loop's own function."""
    text = function.inspect("llvm", *arguments)
    return text[text.index("@iterations0(") :]


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        (largest_of_columns, (np.ones((60, 60), np.int32),)),
        (doubled, (np.ones(100), np.ones(100))),
        (doubled, (np.ones((50, 8))[:, 3], np.ones(50))),
    ],
    ids=["columns", "neighbours", "strided"],
)
def test_no_loop_is_copied_for_a_stride_of_one(function, arguments):
    assert "vector.body" in loops_in(function, arguments)
    assert "ident.check" not in loops_in(function, arguments)


def test_columns_and_strided_arrays_are_as_in_python():
    table = np.arange(3000, dtype=np.int32).reshape(60, 50)[:, ::-1] % 77
    table = np.ascontiguousarray(table[:50])
    np.testing.assert_array_equal(
        largest_of_columns(table), largest_of_columns.py_func(table), strict=True
    )
    for x in (np.arange(50.0), np.arange(400.0).reshape(50, 8)[:, 3], np.arange(100.0)[::-2]):
        y, expected = np.zeros(50), np.zeros(50)
        doubled(x, y)
        doubled.py_func(x, expected)
        np.testing.assert_array_equal(y, expected)
