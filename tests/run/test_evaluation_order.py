"""The first error in Python's order of evaluation is the one that is raised."""

import numpy as np
import pragmac
import pytest

LESS = -2  # fits no unsigned dtype


def load_before_division(a, n):
    return a[5] & a[1 % n]


def arguments_of_max(a, n):
    return max(a[5], 1 % n)


def tuple_items(a, n):
    return a[5], 1 % n


def row_before_column(a, n):
    c = np.zeros((2, 2))
    return c[5][1 % n] + a[0]


def compared_in_turn(a, n):
    return a[5] < a[0] < 1 % n


def shared_operand_of_a_chain(a, n):
    return a[5] < a[1 % n] < a[0]


def library_arguments(a, n):
    return np.maximum(a[5], 1 % n)


def literal_beside_an_element(a, n):
    return -7 & np.uint32(a[5])


def arguments_of_fmod(a, n):
    return np.fmod(LESS, np.uint8(a[5]))


def arms_of_where(a, n):
    return np.where(n > 0, LESS, np.uint8(a[5]))


def limits_of_clip(a, n):
    return np.clip(np.uint8(n), LESS, np.uint8(a[5]))


def stored_value(a, n):
    c = np.zeros(2, np.uint8)
    c[5] = 1000 + n


PROGRAMS = (load_before_division, arguments_of_max, tuple_items, row_before_column,
            compared_in_turn, shared_operand_of_a_chain, library_arguments,
            stored_value, literal_beside_an_element, arguments_of_fmod, arms_of_where,
            limits_of_clip)  # fmt: skip


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda f: f.__name__)
def test_the_index_error_comes_first(program):
    with pytest.raises(IndexError):
        program(np.arange(3), 0)
    with pytest.raises(IndexError):
        pragmac.jit(program)(np.arange(3), 0)
