"""Arguments that no compiled function can take are marked where their parameter stands."""

import numpy as np
import pragmac
import pytest


def marked(text, d):
    line = text.splitlines()[d.line - 1]
    return line[d.column - 1 : d.end_column - 1]


class Model:
    @pragmac.jit
    def step(self, x):
        x[0] = 1.0


@pragmac.jit
def added(
    x,
    ä,
    y,  # fmt: skip
):
    return x[0] + ä[0] + y[0]


@pragmac.jit
def starred(x, *more):
    return x[0]


CALLS = [
    ("P420", "self", lambda: Model().step(np.ones(3))),
    ("P420", "x", lambda: added([1.0], np.ones(3), np.ones(3))),
    ("P410", "y", lambda: added(np.ones(3), np.ones(3), np.ones(3, object))),
    ("P606", "y", lambda: added(np.ones(3), np.ones(3), np.ones(3, ">f8"))),
    ("P227", "more", lambda: starred(np.ones(3), 1)),
]


def test_fields_of_records_are_arrays():
    records = np.zeros(3, dtype=[("x", "f8"), ("y", "f8")])
    with pytest.raises(pragmac.CompileError) as caught:
        added(records, np.ones(3), np.ones(3))
    assert 'such as `["x"]` of it' in caught.value.diagnostics[0].fixes[0]["text"]
    assert added(records["x"], records["y"], np.ones(3)) == 1.0


@pytest.mark.parametrize(("code", "place", "call"), CALLS)
def test_a_refused_argument_is_marked_where_the_parameter_stands(code, place, call):
    with pytest.raises(pragmac.CompileError) as caught:
        call()
    (found,) = caught.value.diagnostics
    with open(__file__, encoding="utf-8") as file:
        assert (found.code, marked(file.read(), found)) == (code, place)
    assert caught.value.lineno == found.line
