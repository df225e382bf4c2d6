"""Atomic updates and the values they fetch, as CPython computes them, on any number of threads."""

import os
import pathlib
import subprocess
import sys
import warnings

import numpy as np
import pragmac
import pytest
from pragmac import atomic_add
from same_as_python import compare

N = 20_000
INTEGERS = [f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64)]
FLOATS = ["float16", "float32", "float64"]
COMPLEX = ["complex64", "complex128"]


def python(function, *arguments):
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return function(*arguments)


# ---- atomic_add ------------------------------------------------------------------------------


def claim(x, out, count):
    # pragma parallel for
    for i in range(x.shape[0]):
        if x[i] > 0:
            k = pragmac.atomic_add(count, 0, 1)
            out[k] = x[i]


def claim_two(x, out, count):
    # pragma parallel for
    for i in range(x.shape[0]):
        k = atomic_add(count, 0, 2)
        out[k + 1] = x[i]
        out[k] = -x[i]


def fill_buckets(b, x, buckets):
    count = np.zeros(buckets, np.int64)
    out = np.zeros((buckets, x.shape[0]))
    # pragma parallel for
    for i in range(x.shape[0]):
        k = atomic_add(count, b[i], 1)
        out[b[i], k] = x[i]
    return count, out


def fill_given_buckets(b, x, count, out):
    # pragma parallel for
    for i in range(x.shape[0]):
        k = atomic_add(count, b[i], 1)
        out[b[i], k] = x[i]


def verdict(function, *arguments):
    (loop,) = pragmac.jit(function).explain(*arguments).to_dict()["loops"]
    return loop["verdict"]


def x_values(n=N):
    return np.random.default_rng(0).standard_normal(n)


@pytest.mark.parametrize("dtype", ["int64", "uint64"])
def test_claimed_places_are_filled_once(dtype):
    x = x_values()
    assert verdict(claim, x, x.copy(), np.zeros(1, dtype)) == "guarded"
    compiled = pragmac.jit(claim)
    for _ in range(10):
        out, count = np.zeros(N), np.zeros(1, dtype)
        compiled(x, out, count)
        assert count[0] == (x > 0).sum()
        assert (np.sort(out[: int(count[0])]) == np.sort(x[x > 0])).all()


def test_two_places_at_a_time():
    x = x_values()
    out, count = np.zeros(2 * N), np.zeros(1, np.int64)
    assert verdict(claim_two, x, out, count) == "guarded"
    pragmac.jit(claim_two)(x, out, count)
    assert (out[::2] == -out[1::2]).all() and (np.sort(out[1::2]) == np.sort(x)).all()


def test_buckets_with_a_counter_each():
    x = x_values()
    b = np.random.default_rng(1).integers(-7, 7, N)
    assert verdict(fill_buckets, b, x, 7) == "free"
    count, out = pragmac.jit(fill_buckets)(b, x, 7)
    expected, _ = fill_buckets(b, x, 7)
    assert (count == expected).all()
    for k in range(7):
        assert (np.sort(out[k, : count[k]]) == np.sort(x[b % 7 == k])).all()


def test_given_buckets_are_not_trusted():
    """The counters may be negative, and rows of different extents wrap to different rows."""
    x, b = x_values(50), np.random.default_rng(1).integers(-5, 5, 50)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        compare(fill_given_buckets, b, x, np.full(10, -3), np.zeros((5, 60)))


def test_a_counter_from_below_zero_runs_in_order():
    x = np.abs(x_values(40))
    compare(claim, x, np.zeros(50), np.array([-30]))


def test_a_small_counter_may_repeat():
    with pytest.warns(pragmac.RaceWarning):
        x, out = np.ones(1000), np.zeros(200)
        count = np.zeros(1, np.int8)
        with pytest.raises(IndexError):
            pragmac.jit(claim)(x, out[:100], count)


def add_zero(x, out, count):
    # pragma parallel for
    for i in range(x.shape[0]):
        k = atomic_add(count, 0, 0)
        out[k] = x[i]


def decrease(x, out, count):
    # pragma parallel for
    for i in range(x.shape[0]):
        k = atomic_add(count, 0, 1)
        atomic_add(count, 0, -1)
        out[k] = x[i]


def overlap_by_one(x, out, count):
    # pragma parallel for
    for i in range(x.shape[0]):
        k = atomic_add(count, 0, 1)
        out[k + 1] = x[i]


@pytest.mark.parametrize("function", [add_zero, decrease, overlap_by_one])
def test_what_is_no_claim_runs_in_order(function):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        compare(function, x_values(500), np.zeros(501), np.zeros(1, np.int64))


def fetch(a, i, v):
    return atomic_add(a, i, v), atomic_add(a, (i,), v)


@pytest.mark.parametrize("dtype", INTEGERS + FLOATS + COMPLEX)
def test_fetched_values_have_the_dtype_and_wrap(dtype):
    a = np.array([120, 100, 7]).astype(dtype)
    for value in (1, True, np.int8(100), a.dtype.type(3)):
        if a.dtype == np.uint64 and isinstance(value, np.signedinteger):
            continue  # float64 in NumPy
        if dtype == "float16" and isinstance(value, np.int8):
            continue
        compare(fetch, a, -2, value)


def test_errors_of_atomic_add():
    a = np.zeros(3, np.int8)
    compare(fetch, a, 3, 1)
    compare(fetch, a, -4, 1)
    compare(fetch, a, 0, 300)
    with pytest.raises(TypeError):
        atomic_add(np.zeros((2, 2)), 0, 1)


def in_two_dimensions(a, i, j, zero):
    old = atomic_add(a, (i, j), 5)
    return old, atomic_add(a[j], i, 1), atomic_add(zero, (), 2)


def test_indices_of_any_rank():
    compare(in_two_dimensions, np.arange(9).reshape(3, 3), 1, -1, np.array(4))


def without_the_value(h, k, x):
    # pragma parallel for
    for i in range(k.shape[0]):
        pragmac.atomic_add(h, k[i], x[i])


@pytest.mark.parametrize("dtype", INTEGERS + FLOATS + COMPLEX)
def test_as_a_statement_it_is_an_update(dtype):
    random = np.random.default_rng(3)
    k, x = random.integers(-9, 9, 2000), random.integers(0, 3, 2000).astype(dtype)
    expected, got = np.zeros(9, dtype), np.zeros(9, dtype)
    python(without_the_value, expected, k, x)
    compiled = pragmac.jit(without_the_value)
    compiled(got, k, x)
    assert (expected == got).all()
    assert "fetch_update" not in compiled.inspect("machine", got, k, x)


# ---- atomic updates --------------------------------------------------------------------------


def plus(h, k, x):
    # pragma parallel for
    for i in range(k.shape[0]):
        # pragma atomic
        h[k[i]] += x[i]


def minus(h, k, x):
    # pragma parallel for
    for i in range(k.shape[0]):
        # pragma atomic
        h[k[i]] -= x[i]


def times(h, k, x):
    # pragma parallel for
    for i in range(k.shape[0]):
        # pragma atomic
        h[k[i]] *= x[i]


def bits_and(h, k, x):
    # pragma parallel for
    for i in range(k.shape[0]):
        # pragma atomic
        h[k[i]] &= x[i]


def bits_or(h, k, x):
    # pragma parallel for
    for i in range(k.shape[0]):
        # pragma atomic
        h[k[i]] |= x[i]


def bits_xor(h, k, x):
    # pragma parallel for
    for i in range(k.shape[0]):
        # pragma atomic
        h[k[i]] ^= x[i]


def largest(h, k, x):
    # pragma parallel for
    for i in range(k.shape[0]):
        # pragma atomic
        h[k[i]] = max(h[k[i]], x[i])


def smallest(h, k, x):
    # pragma parallel for
    for i in range(k.shape[0]):
        # pragma atomic
        h[k[i]] = min(h[k[i]], x[i])


def maximum(h, k, x):
    # pragma parallel for
    for i in range(k.shape[0]):
        # pragma atomic
        h[k[i]] = np.maximum(h[k[i]], x[i])


def minimum(h, k, x):
    # pragma parallel for
    for i in range(k.shape[0]):
        # pragma atomic
        h[k[i]] = np.minimum(h[k[i]], x[i])


OF_ALL = [plus, minus, times]
OF_BITS = [bits_and, bits_or, bits_xor]
EXTREMA = [largest, smallest, maximum, minimum]
WORK = [(f, d) for d in INTEGERS for f in OF_ALL + OF_BITS + EXTREMA]
WORK += [(f, d) for d in FLOATS for f in OF_ALL + EXTREMA] + [
    (f, d) for d in COMPLEX for f in OF_ALL
]


@pytest.mark.parametrize("size", [5, 40_000])
@pytest.mark.parametrize("function, dtype", WORK)
def test_every_operation_of_every_dtype(function, dtype, size):
    random = np.random.default_rng(4)
    few = 5 if size == 5 else 300
    k = random.integers(-few, few, 4000)
    whole = dtype in INTEGERS
    x = random.integers(-100, 100, 4000) if whole else 1 + random.standard_normal(4000) / 64
    x = x.astype(dtype)
    start = (np.arange(size) % 50 + 1).astype(dtype)
    expected, got = start.copy(), start.copy()
    python(function, expected, k, x)
    pragmac.jit(function)(got, k, x)
    exact = whole or function in EXTREMA
    close = {"float16": 0.05, "float32": 1e-3, "complex64": 1e-3}.get(dtype, 1e-9)
    if dtype == "float16" and function is not largest and not exact:
        # Its sums lose whole terms: only the order of magnitude is the same.
        assert np.allclose(expected, got, rtol=0.5, atol=5, equal_nan=True)
    else:
        assert (expected == got).all() if exact else np.allclose(expected, got, close, close)


def test_updates_are_single_steps_of_the_machine():
    k, x = np.zeros(4, np.int64), np.ones(4)
    for function, step in ((plus, "atomicrmw fadd"), (largest, "cmpxchg")):
        assert step in pragmac.jit(function).inspect("llvm", x, k, x)
    text = pragmac.jit(times).inspect("llvm", x * 1j, k, x * 1j)
    assert "pragmac_lock_element" in text and "pragmac_unlock_element" in text
    assert "atomicrmw add" in pragmac.jit(claim).inspect("llvm", x, x.copy(), k)


def found_any(x, found):
    # pragma parallel for
    for i in range(x.shape[0]):
        if x[i] > 2:
            found[0] = True


def test_stores_of_one_value_are_relaxed():
    x, found = x_values(), np.zeros(1, bool)
    compiled = pragmac.jit(found_any)
    compiled(x, found)
    assert found[0]
    assert "shared_store" in compiled.inspect("machine", x, found)
    assert "store atomic i8" in compiled.inspect("llvm", x, found)


# ---- the same bits ---------------------------------------------------------------------------

PROGRAM = """
import sys, hashlib, numpy as np, pragmac
sys.path.insert(0, {folder!r})
import test_atomics as t
random = np.random.default_rng(2)
k, digest = random.integers(0, 50, t.N), hashlib.sha256()
for dtype in t.FLOATS + t.COMPLEX:
    x = (1 + random.standard_normal(t.N) / 64).astype(dtype)
    for function in t.OF_ALL:
        h = np.ones(50, dtype)
        pragmac.jit(function)(h, k, x)
        digest.update(h.tobytes())
print(digest.hexdigest())
"""


def test_threads_do_not_show_in_small_targets():
    folder = str(pathlib.Path(__file__).parent)
    answers = set()
    for threads in (1, 2, 3, 8):
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", PROGRAM.format(folder=folder)],
            env={**os.environ, "PRAGMAC_NUM_THREADS": str(threads)},
            capture_output=True, text=True, timeout=300,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        answers.add(done.stdout)
    assert len(answers) == 1


def next_place(count):
    return pragmac.atomic_add(count, 0, 1)


def extent_of_a_local(n):
    t = np.zeros(n + 1)
    return t.shape[0]


def test_results_of_calls_that_claim_or_allocate():
    @pragmac.jit
    def f(out, count):
        # pragma parallel for
        for i in range(out.shape[0]):
            out[i] = next_place(count) + extent_of_a_local(i)

    out, count = np.zeros(9, np.int64), np.zeros(1, np.int64)
    f(out, count)
    assert count[0] == 9 and sorted(out - np.arange(1, 10)) == list(range(9))
