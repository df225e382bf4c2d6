"""RaceError: under races="require_proof", a run-time test that fails at a call."""

import numpy as np
import pragmac
import pytest


def scatter(y, k, x):
    # pragma parallel for
    for i in range(k.shape[0]):
        y[k[i]] = x[i]


def rows(out, row):
    # pragma parallel for
    for i in range(row.shape[0] - 1):
        for j in range(row[i], row[i + 1]):
            out[j] = i


def shifted(y, d):
    # pragma parallel for
    for i in range(y.shape[0] - 100):
        y[i + 50] = y[i + 50 + d] + 1.0


def after_a_store(y, k, x):
    x[0] = 7.0
    # pragma parallel for
    for i in range(k.shape[0] - 1, 1, -2):
        y[k[i - 1]] = x[i]


def raised(function, *arguments):
    f = pragmac.jit(races="require_proof")(function)
    with pytest.raises(pragmac.RaceError) as caught:
        f(*arguments)
    return str(caught.value), caught.traceback[-1]


def shift(y, k):
    y[0] = -1.0
    # pragma parallel for
    for i in range(y.shape[0] - k):
        y[i] = y[i + k] + 1


def test_run_time_tests_that_pass_are_proof():
    y, row = np.zeros(9), np.array([0, 4, 4, 9])
    f, g = (pragmac.jit(races="require_proof")(function) for function in (scatter, rows))
    f(y, np.arange(9)[::-1].copy(), np.arange(9.0))
    assert y.tolist() == list(range(8, -1, -1))
    g(y, row)
    assert y.tolist() == [0.0] * 4 + [2.0] * 5


@pytest.mark.parametrize("dtype", ["int8", "int64", "uint16"])
def test_equal_indices_raise_with_both_iterations_and_the_element(dtype):
    y, k = np.zeros(20), np.arange(20).astype(dtype)
    k[11] = 4
    text, place = raised(scatter, y, k, np.ones(20))
    assert "iterations i=4 and i=11 meet in `y[4]`" in text
    assert "`k` holds no index twice" in text
    assert place.lineno + 1 == scatter.__code__.co_firstlineno + 2
    assert not y.any()


def test_an_index_and_its_negative_are_one_element():
    k = np.arange(20)
    k[19] = -14
    assert "i=6 and i=19 meet in `y[6]`" in raised(scatter, np.zeros(20), k, np.ones(20))[0]


def test_what_stands_before_the_loop_is_done():
    y, k, x = np.zeros(20), np.arange(20), np.ones(20)
    k[2] = 14
    text, _ = raised(after_a_store, y, k, x)
    assert "i=3 and i=15 meet in `y[14]`" in text
    assert x[0] == 7.0 and not y.any()


def test_rows_that_are_not_sorted():
    text, _ = raised(rows, np.zeros(9), np.array([0, 5, 3, 9]))
    assert "the row of iteration i=1 begins at 5 and ends at 3" in text


def test_rows_that_begin_below_zero():
    out, row = np.zeros(9), np.array([-2, 3, 5])
    text, _ = raised(rows, out, row)
    assert "the row of iteration i=0 begins at -2 and ends at 3" in text
    assert not out.any()


def test_parameters_with_a_conflict():
    f = pragmac.jit(races="require_proof")(shifted)
    f(np.ones(1000), 0)
    y = np.ones(1000)
    text, _ = raised(shifted, y, 3)
    assert "has not run" in text and "iterations i=0 and i=3 meet in `y[53]`" in text
    assert (y == 1).all()


def parted(y, x, m, s):
    # pragma parallel for
    for i in range(x.shape[0]):
        for j in range(m):
            y[i * m + j - s] = x[i]


def test_iterations_that_do_not_meet_after_all_are_proof():
    y, x, expected = np.zeros(9), np.arange(3.0), np.zeros(9)
    parted(expected, x, 3, 1)
    pragmac.jit(races="require_proof")(parted)(y, x, 3, 1)
    assert y.tolist() == expected.tolist()
    text, _ = raised(parted, np.zeros(5), x, 3, 1)
    assert "iterations i=0 and i=1 meet in `y[4]`" in text


def test_indices_that_wrap():
    def turned(y, x):
        # pragma parallel for
        for i in range(x.shape[0]):
            y[i - 3] = x[i]

    y = np.zeros(10)
    pragmac.jit(races="require_proof")(turned)(y, np.arange(10.0))
    assert y.tolist() == [3, 4, 5, 6, 7, 8, 9, 0, 1, 2]
    text, place = raised(turned, y, np.arange(12.0))
    assert "iterations i=0 and i=10 meet in `y[7]`" in text
    assert "only when x.shape[0] < y.shape[0] + 1: iterations" in text
    assert place.lineno + 1 == turned.__code__.co_firstlineno + 2


def in_a_while(y, x, s):
    # pragma parallel for
    for i in range(x.shape[0]):
        k = 0
        while k < 2:
            k += 1
            y[3 * i - s] = x[i]
            y[3 * i - s + 1] = x[i]


def test_a_copy_without_a_proof_behind_a_failed_bounds_test():
    y, x = np.zeros(10), np.arange(3.0)
    f = pragmac.jit(races="require_proof")(in_a_while)
    f(y, x, 0)
    assert y.tolist() == [0, 0, 0, 1, 1, 0, 2, 2, 0, 0]
    text, _ = raised(in_a_while, y, x, 1)
    assert "has not run: an index is negative or out of range, and then two iterations" in text
    assert y.tolist() == [0, 0, 0, 1, 1, 0, 2, 2, 0, 0]
    f(y, x[:1], 1)  # a single iteration races with nothing
    assert y[9] == 0 and y[0] == 0


def test_the_inner_one_of_collapsed_loops_is_not_forgotten():
    def nest(y, x, s):
        # pragma parallel for collapse(2)
        for i in range(y.shape[0]):
            for j in range(x.shape[0]):
                y[i, j - s] = x[j]

    pragmac.jit(races="require_proof")(nest)(np.zeros((3, 4)), np.ones(4), 0)
    text, _ = raised(nest, np.zeros((3, 4)), np.ones(5), 1)
    assert "and then iterations j=0 and j=1 both write" in text
    # A single iteration of the outer loop does not make those of the inner one harmless,
    # a single one of the inner does, and no iteration at all.
    text, _ = raised(nest, np.zeros((1, 4)), np.ones(5), 1)
    assert "and then iterations j=0 and j=1 both write" in text
    for y, x in ((np.zeros((3, 4)), np.ones(1)), (np.zeros((0, 4)), np.ones(5))):
        pragmac.jit(races="require_proof")(nest)(y, x, 1)
        assert y[:, -1].tolist() == [1.0] * len(y)


def test_neither_of_collapsed_loops_is_forgotten():
    def nest(y, x, s, t):
        # pragma parallel for collapse(2)
        for i in range(x.shape[0]):
            for j in range(x.shape[1]):
                y[i - s, j - t] = x[i, j]

    text, _ = raised(nest, np.zeros((3, 4)), np.ones((4, 1)), 1, 0)
    assert "iterations i=0 and i=3 meet in `y[2, 0]`" in text
    text, _ = raised(nest, np.zeros((3, 4)), np.ones((1, 5)), 0, 1)
    assert "and then iterations j=0 and j=1 both write" in text


def test_a_collapsed_loop_behind_a_test_is_not_forgotten():
    """The index tests of `y` stand between the two loops."""

    def nest(y, k, size):
        # pragma parallel for collapse(2)
        for t in range(k):
            for s in range(k):
                y[t * size, s // 2] = s

    def apart(y, k, size):
        # pragma parallel for collapse(2)
        for t in range(k):
            for s in range(k):
                y[t * size, s * size] = t + s

    with pytest.raises(pragmac.CompileError) as caught:
        pragmac.jit(nest)(np.zeros((64, 64)), 4, 16)
    assert "P301" in str(caught.value)
    assert "iteration s=0 and iteration s=1" in str(caught.value)
    y = np.zeros((10, 10))
    pragmac.jit(apart)(y, 4, 3)
    assert y[::3, ::3].tolist() == (np.arange(4.0)[:, None] + np.arange(4)).tolist()


def test_dangers_that_follow_the_outer_one_of_collapsed_loops():
    def nest(y, x, s):
        # pragma parallel for collapse(2)
        for i in range(y.shape[0]):
            for j in range(x.shape[0]):
                y[i, j - i * s] = x[j]

    y = np.zeros((3, 4))
    pragmac.jit(races="require_proof")(nest)(y, np.arange(4.0), 0)
    assert y.tolist() == [[0, 1, 2, 3]] * 3
    pragmac.jit(races="require_proof")(nest)(y, np.arange(4.0), 1)  # rotated rows
    assert y.tolist() == [[0, 1, 2, 3], [1, 2, 3, 0], [2, 3, 0, 1]]


def test_an_index_out_of_range_is_pythons_error():
    k = np.arange(20)
    k[5] = 20
    with pytest.raises(IndexError):
        pragmac.jit(races="require_proof")(scatter)(np.zeros(20), k, np.ones(20))


def test_overlapping_arguments():
    def copy(y, x):
        # pragma parallel for
        for i in range(x.shape[0]):
            y[i] = x[i]

    a = np.arange(10.0)
    f = pragmac.jit(races="require_proof")(copy)
    f(a[:5], a[5:])
    assert a.tolist() == [5, 6, 7, 8, 9, 5, 6, 7, 8, 9]
    with pytest.raises(pragmac.RaceError, match="only when `y` and `x` share no memory") as caught:
        f(a[1:], a[:-1])
    assert caught.traceback[-1].lineno + 1 == copy.__code__.co_firstlineno + 2
    assert a.tolist() == [5, 6, 7, 8, 9, 5, 6, 7, 8, 9]


def test_overlap_of_arrays_that_the_loop_does_not_bring_together():
    def two_loops(y, x, z, both):
        # pragma parallel for
        for i in range(y.shape[0]):
            y[i] = z[i]
        if both:
            # pragma parallel for
            for i in range(y.shape[0]):
                y[i] += x[i]

    a, z = np.arange(9.0), np.ones(8)
    f = pragmac.jit(races="require_proof")(two_loops)
    f(a[1:], a[:-1], z, False)
    assert a.tolist() == [0] + [1] * 8
    with pytest.raises(pragmac.RaceError, match="`y` and `x` share no memory") as caught:
        f(a[1:], a[:-1], z, True)
    assert caught.traceback[-1].lineno + 1 == two_loops.__code__.co_firstlineno + 6


def test_overlap_of_collapsed_and_strided_arrays():
    def transposed(y, x):
        # pragma parallel for collapse(2)
        for i in range(y.shape[0]):
            for j in range(y.shape[1]):
                y[i, j] = x[j, i]

    a = np.arange(36.0).reshape(6, 6)
    f = pragmac.jit(races="require_proof")(transposed)
    expected = a.copy()
    expected[:3, :3] = a[3:, 3:].T
    f(a[:3, :3], a[3:, 3:])
    assert a.tolist() == expected.tolist()
    with pytest.raises(pragmac.RaceError, match="`y` and `x` share no memory"):
        f(a[:3, :3], a[2:5, 2:5])
    order = np.asfortranarray(a)
    with pytest.raises(pragmac.RaceError, match="`y` and `x` share no memory"):
        f(order, order)
    assert a.tolist() == expected.tolist()


def test_a_written_array_that_overlaps_itself_runs_in_order():
    def fill(y):
        # pragma parallel for
        for i in range(y.shape[0]):
            y[i] = i

    element = np.zeros(1)
    y = np.lib.stride_tricks.as_strided(element, (1000,), (0,))
    with pytest.warns(pragmac.RaceWarning, match="itself"):
        pragmac.jit(fill)(y)
    assert element[0] == 999
    with pytest.raises(pragmac.RaceError, match="itself"):
        pragmac.jit(races="require_proof")(fill)(y)


def test_failed_test_of_an_offset_raises_after_what_came_before():
    f = pragmac.jit(races="require_proof")(shift)
    y = np.zeros(9)
    f(y, 0)
    assert y.tolist() == [0] + [1] * 8
    with pytest.raises(pragmac.RaceError, match="k < 1 or .*i=0 and i=2 meet in `y.2.`"):
        f(y, 2)
    assert y[0] == -1 and y[1:].tolist() == [1] * 8
