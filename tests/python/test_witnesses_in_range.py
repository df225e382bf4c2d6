"""Iterations of a witness come to their end where there are such: their accesses are in range."""

import numpy as np
import pragmac


def reads_first(y, x, k):
    n = x.shape[0]
    # pragma parallel for
    for i in range(k, n - k, 3):
        if i % 2 == 1:
            y[1] = y[min(i, 3)] + i


def raises_in_all_but_few(y, x):
    # pragma parallel for
    for i in range(x.shape[0]):
        y[2] = x[i + 1]


def always_raises(y, x):
    # pragma parallel for
    for i in range(x.shape[0]):
        y[0] = x[x.shape[0] + i]


def witness(function, *arguments):
    [loop] = pragmac.jit(function).explain(*arguments).to_dict()["loops"]
    return loop["witness"]


def test_every_access_of_both_iterations_is_in_range():
    found = witness(reads_first, np.zeros(9), np.zeros(9), 1)
    given = found["given"]
    y, x, k = given["y.shape[0]"], given["x.shape[0]"], given["k"]
    for i in found["iterations"]:
        assert i in range(k, x - k, 3) and i % 2 == 1
        assert -y <= min(i, 3) < y and 1 < y


def test_iterations_in_front_of_the_one_that_raises():
    found = witness(raises_in_all_but_few, np.zeros(9), np.zeros(9))
    assert all(i + 1 < found["given"]["x.shape[0]"] for i in found["iterations"])


def test_where_all_raise_there_is_a_witness_none_the_less():
    found = witness(always_raises, np.zeros(9), np.zeros(9))
    assert found["array"] == "y" and found["element"] == [0]
