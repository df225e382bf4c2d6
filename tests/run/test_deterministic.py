"""`deterministic="require"`, and the notes about results that differ from run to run."""

import numpy as np
import pragmac
import pytest


def histogram(h, place, x):
    # pragma parallel for
    for i in range(x.shape[0]):
        # pragma atomic
        h[place[i]] += x[i]


def claimed(out, count):
    # pragma parallel for
    for i in range(out.shape[0]):
        out[i] = pragmac.atomic_add(count, 0, 1)


def counted(count, x):
    # pragma parallel for
    for i in range(x.shape[0]):
        if x[i] > 0.5:
            pragmac.atomic_add(count, 0, 1)


def lanes(y):
    # pragma simd
    for i in range(y.shape[0] - 1):
        y[i + 1] = y[i] + 1.0


def data(elements, n=10_000):
    random = np.random.default_rng(1)
    return np.zeros(elements), random.integers(0, elements, n), random.random(n)


SMALL, LARGE = 1 << 15, (1 << 15) + 1


def test_sums_of_floats_in_copies_are_the_same_in_every_run():
    f = pragmac.jit(deterministic="require")(histogram)
    first, *rest = data(100)
    f(first, *rest)
    for _ in range(20):
        again = np.zeros(100)
        f(again, *rest)
        assert again.tobytes() == first.tobytes()
    f(*data(SMALL))


def test_sums_of_floats_in_a_large_array_raise():
    h, place, x = data(LARGE)
    with pytest.raises(pragmac.RaceError, match="floats in `h` with 32769 elements") as caught:
        pragmac.jit(deterministic="require")(histogram)(h, place, x)
    assert caught.traceback[-1].lineno + 1 == histogram.__code__.co_firstlineno + 2
    assert not h.any()
    pragmac.jit(histogram)(h, place, x)
    expected = data(LARGE)[0]
    histogram(expected, place, x)
    assert np.allclose(h, expected)


def test_integers_in_a_large_array_are_exact_in_any_order():
    h, place, x = data(LARGE)
    h, x = h.astype(np.int64), (x * 100).astype(np.int64)
    pragmac.jit(deterministic="require")(histogram)(h, place, x)
    expected = np.zeros_like(h)
    histogram(expected, place, x)
    assert h.tobytes() == expected.tobytes()


def test_claimed_values_are_refused():
    with pytest.raises(pragmac.CompileError) as caught:
        pragmac.jit(deterministic="require")(claimed)(np.zeros(9), np.zeros(1, np.int64))
    (error,) = caught.value.diagnostics
    assert error.code == "P315" and "prefix sum" in error.fixes[0]["text"]
    pragmac.jit(claimed)(np.zeros(9), np.zeros(1, np.int64))


def test_claims_whose_values_nobody_uses_are_fine():
    count = np.zeros(1, np.int64)
    pragmac.jit(deterministic="require")(counted)(count, np.linspace(0, 1, 1001))
    assert count[0] == 500


def notes(function, *arguments):
    diagnostics = pragmac.jit(function).explain(*arguments).to_dict()["diagnostics"]
    return {d["code"]: d for d in diagnostics if d["severity"] == "note"}


def test_order_of_sums_is_noted():
    note = notes(histogram, *data(9))["N304"]
    assert note["line"] == histogram.__code__.co_firstlineno + 4
    assert "`h` may differ from run to run" in note["message"]
    assert "reduction(+: h)" in note["fixes"][0]["text"]
    assert "N304" not in notes(histogram, np.zeros(9, np.int64), np.arange(9), np.arange(9))


def test_declined_lanes_are_noted():
    note = notes(lanes, np.zeros(9))["N202"]
    assert note["line"] == lanes.__code__.co_firstlineno + 2
    assert "declined" in note["message"] and "reads `y[" in note["message"]


@pytest.mark.parametrize("value", ["required", True, None])
def test_wrong_values(value):
    with pytest.raises(ValueError, match="P609: `deterministic` is one of 'default'"):
        pragmac.jit(deterministic=value)


def test_old_values_in_any_order_are_noted():
    note = notes(claimed, np.zeros(9), np.zeros(1, np.int64))["N304"]
    assert "pragmac.atomic_add" in note["message"]
    assert "N304" not in notes(counted, np.zeros(1, np.int64), np.linspace(0, 1, 9))


def test_check_of_a_file_reads_the_decorator(tmp_path):
    import inspect

    text = "import pragmac\n\n\n@pragmac.jit({})\n" + inspect.getsource(claimed)
    for option, codes in (('deterministic="require"', ["P315"]), ('races="check"', [])):
        path = tmp_path / "program.py"
        path.write_text(text.format(option))
        found = pragmac.check(str(path)).diagnostics
        assert [d.code for d in found if d.severity == "error"] == codes
