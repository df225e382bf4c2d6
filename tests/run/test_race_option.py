"""`races=`: what becomes of loops whose iterations are not shown to be apart."""

import warnings

import numpy as np
import pragmac
import pytest


def through_two(y, a, b, x):
    # pragma parallel for
    for i in range(a.shape[0]):
        b[i] += 0  # what a subscript reads cannot be inspected when the loop writes it
        y[a[i] + b[i]] = x[i]


def twice(y, x):
    # pragma parallel for
    for i in range(x.shape[0]):
        y[i % 4] = x[i]


def sum_read(y, x):
    s = 0.0
    # pragma parallel for
    for i in range(x.shape[0]):
        if x[i] > 0.5:
            y[i] = s
            s = s + x[i] * s


def lanes(y):
    # pragma simd
    for i in range(y.shape[0] - 1):
        y[i + 1] = y[i] + 1.0


def scatter(y, k, x):
    # pragma parallel for
    for i in range(k.shape[0]):
        y[k[i]] = x[i]


N = 1000


def apart():
    return np.zeros(2 * N), np.arange(N), np.arange(N), np.arange(N) * 0.5


def runs_in_parallel(function, *arguments):
    return "launch" in function.inspect("machine", *arguments)


def test_unknown_in_order_with_a_warning_by_default():
    f = pragmac.jit(races="check")(through_two)
    with pytest.warns(pragmac.RaceWarning, match="P310"):
        f(*apart())
    assert not runs_in_parallel(f, *apart())


def test_trust_runs_unknown_loops_in_parallel():
    f = pragmac.jit(races="trust")(through_two)
    given, expected = apart(), apart()
    through_two(*expected)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        f(*given)
    assert runs_in_parallel(f, *given)
    assert given[0].tobytes() == expected[0].tobytes()
    (loop,) = f.explain(*given).to_dict()["loops"]
    assert loop["parallel"] and loop["verdict"] == "unknown"
    assert "trust" in loop["outcome"]


def test_trust_tests_nothing():
    f = pragmac.jit(races="trust")(scatter)
    assert "holds" in pragmac.jit(scatter).inspect("loops", np.zeros(9), np.arange(9), np.ones(9))
    assert "holds" not in f.inspect("loops", np.zeros(9), np.arange(9), np.ones(9))


def test_trust_refuses_proved_races():
    with pytest.raises(pragmac.CompileError, match="P301"):
        pragmac.jit(races="trust")(twice)(np.zeros(4), np.ones(9))


def test_trust_is_not_about_scalars():
    with pytest.raises(pragmac.CompileError, match="P303.*`s` carries"):
        pragmac.jit(races="trust")(sum_read)(np.zeros(N), np.linspace(0, 1, N))


def test_trust_of_lanes_is_not_asked_for():
    f = pragmac.jit(races="trust")(lanes)
    y = np.zeros(50)
    f(y)
    assert y.tolist() == list(range(50))


def test_require_proof_refuses_unknown_loops():
    f = pragmac.jit(races="require_proof")(through_two)
    with pytest.raises(pragmac.CompileError) as caught:
        f(*apart())
    (error,) = caught.value.diagnostics
    assert error.code == "P309" and error.line == through_two.__code__.co_firstlineno + 4
    assert "assume(samevalue: y)" in error.fixes[0]["text"]


def test_require_proof_refuses_scalars_and_declined_lanes():
    with pytest.raises(pragmac.CompileError, match="P303.*`s` carries"):
        pragmac.jit(races="require_proof")(sum_read)(np.zeros(9), np.ones(9))
    with pytest.raises(pragmac.CompileError, match="P312"):
        pragmac.jit(races="require_proof")(lanes)(np.zeros(9))


def test_require_proof_refuses_proved_races_once():
    with pytest.raises(pragmac.CompileError) as caught:
        pragmac.jit(races="require_proof")(twice)(np.zeros(4), np.ones(9))
    assert [d.code for d in caught.value.diagnostics] == ["P301"]


def test_assume_is_proof():
    def f(y, a, b, x):
        # pragma parallel for assume(samevalue: y)
        for i in range(a.shape[0]):
            y[a[i] + b[i]] = x[i]

    compiled = pragmac.jit(races="require_proof")(f)
    compiled(*apart())
    assert runs_in_parallel(compiled, *apart())


def test_the_option_is_part_of_a_function_not_of_the_process():
    trusting, checking = pragmac.jit(races="trust")(through_two), pragmac.jit(through_two)
    trusting(*apart())
    with pytest.warns(pragmac.RaceWarning):
        checking(*apart())


@pytest.mark.parametrize("value", ["checks", "Trust", True, None])
def test_wrong_values(value):
    with pytest.raises(ValueError, match="P609: `races` is one of 'check'"):
        pragmac.jit(races=value)


def test_warned_once_per_site():
    f = pragmac.jit(through_two)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for dtype in ("int64", "int64", "int32"):
            y, a, b, x = apart()
            f(y, a.astype(dtype), b.astype(dtype), x)
    assert [w.category for w in caught] == [pragmac.RaceWarning]
