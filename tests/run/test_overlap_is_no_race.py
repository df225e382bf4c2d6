"""Stores that meet only because arguments share memory: no call is refused for that."""

import warnings

import numpy as np
import pragmac
import pytest


def one_value(y, x, z):
    # pragma parallel for
    for i in range(z.shape[0]):
        y[0] = x[1]
        z[i] = i


PLACES = {
    "apart": lambda b: (b[:3], b[4:8], b[8:12]),
    "the others meet": lambda b: (b[:3], b[4:9], b[6:12]),
    "all meet": lambda b: (b[2:5], b[1:6], b[0:6]),
    "the same": lambda b: (b[:4], b[:4], b[:4]),
}


@pytest.mark.parametrize("place", PLACES)
def test_the_result_is_that_of_python(place):
    given, expected = np.arange(12.0), np.arange(12.0)
    one_value(*PLACES[place](expected))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        pragmac.jit(one_value)(*PLACES[place](given))
    assert given.tobytes() == expected.tobytes()


def test_under_require_proof_it_is_an_error_of_the_call():
    f = pragmac.jit(races="require_proof")(one_value)
    base = np.arange(12.0)
    f(np.zeros(3), np.arange(4.0), np.zeros(4))
    with pytest.raises(pragmac.RaceError, match="i=0 and i=1 meet in `y.0.`"):
        f(*PLACES["the others meet"](base))
    assert base.tobytes() == np.arange(12.0).tobytes()


def test_a_race_within_one_array_stays_an_error():
    def f(y, x):
        # pragma parallel for
        for i in range(1, x.shape[0]):
            y[0] = x[i]

    base = np.arange(12.0)
    with pytest.raises(pragmac.CompileError, match="P301"):
        pragmac.jit(f)(base[:6], base[3:9])
