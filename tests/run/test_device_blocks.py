"""Loops that a device runs in blocks: reductions by lanes, and copies of small tables per group."""

import numpy as np
import pragmac
import pytest
from same_as_python import compare

DEVICE = {"options": {"device": "emulated", "verify": True}}
rng = np.random.default_rng(5)


def on_device(function, *arguments):
    """Compares with CPython; the report of the one annotated loop."""
    compiled = pragmac.jit(**DEVICE)(function)
    (loop,) = compiled.explain(*arguments).to_dict()["loops"]
    compare(compiled, *arguments)
    return loop


# ---- reductions ----------------------------------------------------------------------------


def exact_reductions(x):
    s = 3
    m = -1
    bits = 0
    # pragma parallel for
    for i in range(x.shape[0]):
        s += int(x[i])
        m = max(m, int(x[i]))
        bits ^= int(x[i])
    return s, m, bits


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 1023, 1024, 1025, 3000, 70_000])
def test_blocks_are_shared_out(size):
    loop = on_device(exact_reductions, rng.integers(-(2**40), 2**40, size))
    assert loop["lanes"] == 256
    assert loop["lanes_reason"] == "they share out a block of iterations"


def test_the_bits_of_a_sum_depend_on_the_plan_alone():
    def total(x):
        s = 0.0
        # pragma parallel for
        for i in range(x.shape[0]):
            s += x[i]
        return s

    def lanes_by_hand(x):
        blocks = []
        for start in range(0, len(x), 1024):
            lanes = np.full(256, -0.0)
            for i in range(start, min(start + 1024, len(x))):
                lanes[i % 256] += x[i]
            while len(lanes) > 1:
                lanes = lanes[: len(lanes) // 2] + lanes[len(lanes) // 2 :]
            blocks.append(-0.0 + lanes[0])
        while len(blocks) > 1:
            pairs = [*zip(blocks[::2], blocks[1::2], strict=False)]
            blocks = [a + b for a, b in pairs] + blocks[2 * len(pairs) :]
        return 0.0 + blocks[0]

    x = rng.standard_normal(50_000) * 10.0 ** rng.integers(-5, 5, 50_000)
    assert pragmac.jit(**DEVICE)(total)(x) == lanes_by_hand(x)


def written_too(x, y):
    s = 0
    # pragma parallel for
    for i in range(1, x.shape[0] - 1):
        t = int(x[i - 1] + x[i + 1])
        y[i] = t
        s -= t
    return s


def test_loops_that_store_too():
    x = rng.integers(0, 9, 5000)
    assert on_device(written_too, x, np.zeros_like(x))["lanes"] == 256


def checked(x, k):
    s = 0
    # pragma parallel for
    for i in range(k.shape[0]):
        s += int(x[k[i]])
    return s


@pytest.mark.parametrize("at", [(0, 9000), (5, 6), (2047, 2048), (1300, 1301, 1045), (8999,)])
def test_the_first_error_in_loop_order(at):
    k = np.zeros(10_000, np.int64)
    for number, i in enumerate(at):
        k[i] = 100 + number
    with pytest.raises(IndexError, match=f"index {k[min(at)]} "):
        pragmac.jit(**DEVICE)(checked)(np.ones(7, np.int64), k)


def test_partial_sums_must_fit():
    x = np.zeros(5000, np.int64)
    x[3] = x[4] = 2**62
    on_device(exact_reductions, x)  # beyond int64: OverflowError
    x[5] = -(2**62)
    assert on_device(exact_reductions, x)["lanes"] == 256


def clauses_choose(x):
    s = 0.0
    # pragma parallel for block(64)
    for i in range(x.shape[0]):
        s += x[i]
    t = 0.0
    # pragma parallel for worker(thread)
    for i in range(x.shape[0]):
        t += x[i]
    return s, t


def test_clauses_choose_the_worker():
    x = np.arange(3000.0)
    compiled = pragmac.jit(**DEVICE)(clauses_choose)
    shared, alone = compiled.explain(x).to_dict()["loops"]
    assert (shared["lanes"], alone["lanes"]) == (64, 0)
    assert "at most 256 blocks" in alone["reductions"][0]
    assert compiled(x) == clauses_choose(x)  # exact: integers


def rows(x):
    s = 0.0
    # pragma parallel for
    for i in range(x.shape[0]):
        # pragma simd
        for j in range(x.shape[1]):
            s += x[i, j]
    return s


def test_lanes_of_a_loop_inside_come_first():
    compiled = pragmac.jit(**DEVICE)(rows)
    x = np.ones((30, 40))
    outer, inner = compiled.explain(x).to_dict()["loops"]
    assert "at most 256 blocks" in outer["reductions"][0]
    assert compiled(x) == 1200.0


# ---- tables --------------------------------------------------------------------------------


def count(values, counts):
    # pragma parallel for
    for i in range(values.shape[0]):
        # pragma atomic
        counts[values[i]] += 1


@pytest.mark.parametrize("iterations", [1, 4095, 4096, 4097, 30_000])
@pytest.mark.parametrize("dtype", ["int8", "uint16", "int32", "int64"])
def test_groups_update_copies(iterations, dtype):
    values = rng.integers(-20, 20, iterations)
    counts = (rng.random(20) * 3).astype(dtype)
    with np.errstate(all="ignore"):
        loop = on_device(count, values, counts)
    room = 4096 // counts.itemsize
    assert loop["copies"] == (
        f"each group updates a copy of `counts` (up to {room} elements) in loops of 4096 "
        "iterations and more"
    )
    assert [b["fate"] for b in loop["lane_barriers"]] == ["removed_one_lane", *2 * ["required"]]


@pytest.mark.parametrize("size", [0, 1, 512, 513])
def test_tables_that_fit_and_larger_ones(size):
    values = rng.integers(0, max(size, 1), 5000) if size else np.zeros(0, np.int64)
    on_device(count, values, np.arange(size))


def several(values, low, high, mask):
    # pragma parallel for
    for i in range(values.shape[0]):
        k = values[i] % 13
        # pragma atomic
        low[k] = min(low[k], values[i])
        # pragma atomic
        high[k] = max(high[k], i)
        # pragma atomic
        mask[k] &= values[i] | 8
        # pragma atomic
        high[k] = max(high[k], values[i])


def test_operations_with_other_identities():
    values = rng.integers(-5000, 5000, 9000)
    tables = [np.full(13, 7), np.full(13, -3), np.full(13, -1)]
    assert "`low` (up to 170 elements), `high`" in on_device(several, values, *tables)["copies"]


def test_an_index_outside_is_pythons_error():
    values = rng.integers(0, 9, 9000)
    values[4711], values[4712] = 77, 78
    with pytest.raises(IndexError, match="index 77 is out of bounds"):
        pragmac.jit(**DEVICE)(count)(values, np.zeros(9, np.int64))


def differences(values, counts):
    # pragma parallel for
    for i in range(values.shape[0]):
        # pragma atomic
        counts[values[i]] -= 2
        # pragma atomic
        counts[0] += 1


def test_differences_are_sums():
    assert on_device(differences, rng.integers(0, 9, 9000), np.arange(9))["copies"]


def seen(values, counts, out):
    # pragma parallel for
    for i in range(values.shape[0]):
        # pragma atomic
        counts[values[i]] += 1
        out[i] = counts.shape[0]


def of_a_view(values, counts):
    view = counts[2:]
    # pragma parallel for
    for i in range(values.shape[0]):
        # pragma atomic
        view[values[i]] += 1


def of_two_dimensions(values, counts):
    # pragma parallel for
    for i in range(values.shape[0]):
        # pragma atomic
        counts[values[i], 0] += 1


def by_threads(values, counts):
    # pragma parallel for worker(thread)
    for i in range(values.shape[0]):
        # pragma atomic
        counts[values[i]] += 1


def test_where_copies_are_made_and_where_not():
    values = rng.integers(0, 9, 9000)
    assert on_device(seen, values, np.zeros(9, np.int64), np.zeros(9000))["copies"]
    assert on_device(of_a_view, values, np.zeros(12, np.int64))["copies"]  # of `counts`
    assert not on_device(of_two_dimensions, values, np.zeros((9, 2), np.int64))["copies"]
    assert not on_device(by_threads, values, np.zeros(9, np.int64))["copies"]
