"""What LLVM's vectoriser makes of loops that are left to it: one copy, for the layout there is."""

import numpy as np
import pragmac
import pytest

rng = np.random.default_rng(6)


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


@pragmac.jit
def running(x, y):
    total = 0.0
    for i in range(x.shape[0]):
        y[i] = x[i] * 3.0
    for i in range(x.shape[0]):
        total = total * 0.5 + x[i]
    return total


@pragmac.jit
def total(x):
    s = 0.0
    # pragma simd
    for i in range(x.shape[0]):
        s += x[i]
    return s


def vectors(function, *arguments, **options):
    """Line in the function: what the vectoriser made of the loop there."""
    again = pragmac.jit(options=options)(function.py_func)
    first = function.py_func.__code__.co_firstlineno
    rows = (line.split(": ", 1) for line in again.inspect("vectors", *arguments).splitlines())
    return {int(place.split(":")[0]) - first: what for place, what in rows}


def test_what_became_of_loops():
    x = np.ones(100)
    found = vectors(running, x, x.copy())
    assert found[3].endswith("at a time") and "lanes" in found[3]
    assert found[5].startswith("scalar: ") and "reduction" in found[5]


@pytest.mark.parametrize("width", [2, 4, 8, 16])
def test_loops_have_the_lanes_that_are_asked_for(width):
    x = rng.standard_normal(1003)
    assert vectors(doubled, x, x.copy(), width=width)[3].startswith(f"{width} lanes")
    function = pragmac.jit(options={"width": width})(total.py_func)
    assert function.explain(x).to_dict()["loops"][0]["width"] == width
    strips = np.zeros(width)
    for first in range(0, 1003 - width + 1, width):
        strips += x[first : first + width]
    while len(strips) > 1:
        strips = strips[: len(strips) // 2] + strips[len(strips) // 2 :]
    expected = 0.0 + strips[0]
    for value in x[1003 // width * width :]:
        expected += value
    assert function(x) == expected


def test_a_width_of_one_is_no_lanes():
    x = rng.standard_normal(1003)
    assert vectors(doubled, x, x.copy(), width=1)[3].startswith("scalar")
    assert pragmac.jit(options={"width": 1})(total.py_func)(x) == total.py_func(x)


def test_other_widths_are_refused():
    with pytest.raises(ValueError, match="width"):
        pragmac.jit(options={"width": 3})(total.py_func)
