"""The clause `block`, and what `explain` says of loops on a device."""

import numpy as np
import pragmac
import pytest
from same_as_python import compare

DEVICE = {"options": {"device": "emulated", "verify": True}}


def blocked(x, y):
    # pragma parallel for block(33)
    for i in range(x.shape[0]):
        y[i] = x[i] * 2.0


def blocked_plane(x, y):
    # pragma parallel for collapse(2) block(4, 32)
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            y[i, j] = x[i, j] - i * j


def too_large(x, y):
    # pragma parallel for block(64, 32) collapse(2)
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            y[i, j] = x[i, j]


@pytest.mark.parametrize("n", [0, 1, 32, 33, 34, 5000])
def test_groups_of_a_clause(n):
    x = np.arange(float(n))
    compare(blocked, x, np.zeros(n), **DEVICE)
    shown = pragmac.jit(**DEVICE)(blocked).inspect("machine", x, x.copy())
    assert " on thread block 33 " in shown


@pytest.mark.parametrize("shape", [(0, 5), (3, 7), (70, 50)])
def test_groups_of_joined_loops_count_together(shape):
    x = np.arange(float(shape[0] * shape[1])).reshape(shape)
    compare(blocked_plane, x, np.zeros(shape), **DEVICE)
    assert " block 128 " in pragmac.jit(**DEVICE)(blocked_plane).inspect("machine", x, x.copy())


@pytest.mark.parametrize("block", [1, 33, 1024])
def test_groups_of_loops_without_a_clause(block):
    options = {**DEVICE["options"], "block": block}
    x = np.arange(500.0)

    def f(x, y):
        # pragma parallel for
        for i in range(x.shape[0]):
            y[i] = x[i] + 1

    compare(f, x, np.zeros(500), options=options)
    assert f" block {block} " in pragmac.jit(options=options)(f).inspect("machine", x, x.copy())
    assert " block 33 " in pragmac.jit(options=options)(blocked).inspect("machine", x, x.copy())


def test_a_group_larger_than_the_device_allows_is_refused():
    x = np.ones((2, 2))
    with pytest.raises(pragmac.CompileError, match="P615.*2048 workers") as caught:
        pragmac.jit(**DEVICE)(too_large)(x, x.copy())
    assert caught.value.lineno == too_large.__code__.co_firstlineno + 2
    with pytest.raises(pragmac.CompileError, match="P615"):
        pragmac.jit(too_large).inspect("ptx", x, x.copy())
    pragmac.jit(too_large)(x, x.copy())  # the host has no groups


@pytest.mark.parametrize("block", [0, 1025, "many", 2.5])
def test_an_option_that_is_no_size_of_a_group(block):
    with pytest.raises(ValueError, match="number from 1 to 1024"):
        pragmac.jit(options={"block": block})


def test_the_clause_changes_nothing_on_the_host():
    x = np.ones(5)
    codes = [d["code"] for d in pragmac.jit(blocked).explain(x, x.copy()).to_dict()["diagnostics"]]
    assert codes == ["N101"]
    on_device = pragmac.jit(**DEVICE)(blocked).explain(x, x.copy()).to_dict()
    assert not on_device["diagnostics"]


def test_ptx_states_the_groups():
    x = np.ones(5)
    assert ".maxntid 33" in pragmac.jit(blocked).inspect("ptx", x, x.copy())


def mapping_of(function, *arguments, **options):
    report = pragmac.jit(**(options or DEVICE))(function).explain(*arguments)
    return report.to_dict()["loops"][0]["mapping"], str(report)


def test_explain_shows_the_mapping():
    x = np.ones(1000)
    mapping, text = mapping_of(blocked, x, x.copy())
    assert mapping == {
        "device": "emulated", "code": "code of this machine", "worker": "thread", "block": 33,
        "lanes": None, "per_lane": 2, "grid": None, "joined": 1,
        "arrays": [{"name": "x", "reads": 8000, "writes": 0},
                   {"name": "y", "reads": 0, "writes": 8000}],
        "bytes": 16000,
    }  # fmt: skip
    assert "in groups of 33, 2 iterations under way in each (emulated)" in " ".join(text.split())
    assert "16000 bytes if each element moves once: reads `x` (8000), writes `y` (8000)" in text


def test_explain_counts_joined_loops():
    x = np.ones((30, 40), np.float32)
    mapping, text = mapping_of(blocked_plane, x, x.copy())
    assert mapping["joined"] == 2 and mapping["bytes"] == 9600
    assert mapping["grid"] == [["y", 4], ["x", 32]]
    assert "every iteration of 2 joined loops is run by a thread of a grid, in groups of" in text
    assert "4 x 32, the loops along y, x (emulated)" in text


def test_loops_that_stay_apart_are_spread_by_the_outermost():
    def triangle(x, y):
        # pragma parallel for collapse(2)
        for i in range(x.shape[0]):
            for j in range(i):
                y[i, j] = x[j, i] * 2.0

    x = np.ones((30, 30))
    assert mapping_of(triangle, x, x.copy())[0]["joined"] == 1


def test_sizes_that_the_call_decides_are_unknown():
    def f(x):
        t = np.zeros(x.shape[0])
        # pragma parallel for
        for i in range(x.shape[0]):
            t[i] += x[i]
        return t

    mapping, text = mapping_of(f, np.ones(10))
    assert mapping["bytes"] is None
    assert "reads and writes `t` (of a size not known before the call)" in text


def test_on_the_host_there_is_no_mapping():
    x = np.ones(5)
    assert pragmac.jit(blocked).explain(x, x.copy()).to_dict()["loops"][0]["mapping"] is None


def test_a_device_that_is_absent_is_explained_all_the_same():
    x = np.ones(5)
    mapping, _ = mapping_of(blocked, x, x.copy(), target="cuda")
    assert mapping["device"] == "cuda" and mapping["block"] == 33
    assert " on thread " in pragmac.jit(target="cuda")(blocked).inspect("machine", x, x.copy())
