"""Reductions of parallel loops: every operation and dtype against CPython, the same bits always."""

import hashlib
import itertools
import os
import pathlib
import subprocess
import sys
import warnings

import numpy as np
import pragmac
import pytest
from one_loop import made

N = 20_001
INTEGERS = ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")
FLOATS = ("float32", "float64")
COMPLEXES = ("complex64", "complex128")

UPDATES = {
    "sum": ("s += x[i]", (*INTEGERS, *FLOATS, *COMPLEXES, "float16")),
    "difference": ("s -= x[i]", (*INTEGERS, *FLOATS, *COMPLEXES)),
    "product": ("s *= x[i]", (*INTEGERS, *FLOATS, *COMPLEXES)),
    "and": ("s &= x[i]", (*INTEGERS, "bool")),
    "or": ("s |= x[i]", (*INTEGERS, "bool")),
    "xor": ("s ^= x[i]", (*INTEGERS, "bool")),
    "max": ("s = max(s, x[i])", (*INTEGERS, *FLOATS, "float16")),
    "min": ("s = min(s, x[i])", (*INTEGERS, *FLOATS)),
    "maximum": ("s = np.maximum(s, x[i])", (*INTEGERS, *FLOATS, "bool")),
    "minimum": ("s = np.minimum(s, x[i])", (*INTEGERS, *FLOATS, "bool")),
    "if greater": ("if x[i] > s:\n            s = x[i]", (*INTEGERS, *FLOATS)),
    "if smaller": ("if s > x[i]:\n            s = x[i]", (*INTEGERS, *FLOATS)),
    "ternary": ("s = x[i] if x[i] > s else s", (*INTEGERS, *FLOATS)),
    "chain": ("s = s + x[i] + x[i]", (*INTEGERS, *FLOATS)),
    "some": ("if i % 3:\n            s += x[i]", (*INTEGERS, *FLOATS)),
}
CASES = [(name, dtype) for name, (_, dtypes) in UPDATES.items() for dtype in dtypes]


def loop(update: str, start: str = "x[0]") -> str:
    return (
        "@pragmac.jit\n"
        "def f(x):\n"
        f"    s = {start}\n"
        "    #pragma parallel for\n"
        "    for i in range(1, x.shape[0]):\n"
        f"        {update}\n"
        "    return s\n"
    )


def values(dtype: str, count: int = N) -> np.ndarray:
    random = np.random.default_rng(7)
    if dtype == "bool":
        return random.random(count) < 0.5
    if dtype in INTEGERS:
        info = np.iinfo(dtype)
        return random.integers(info.min, info.max, count, dtype=dtype, endpoint=True)
    near_one = 1 + random.standard_normal(count) / 1000  # products stay finite
    if dtype in COMPLEXES:
        near_one = near_one * np.exp(1j * random.standard_normal(count) / 100)
    return near_one.astype(dtype)


@pytest.mark.parametrize(("name", "dtype"), CASES, ids=lambda part: part)
def test_operation_and_dtype(name, dtype):
    f = made(loop(UPDATES[name][0]))
    with warnings.catch_warnings():
        warnings.simplefilter("error", pragmac.RaceWarning)
        for count in (1, 2, 300, N):
            x = values(dtype, count)
            with np.errstate(all="ignore"):
                expected = f.py_func(x)
            got = f(x)
            assert type(got) is type(expected)
            if dtype not in (*FLOATS, *COMPLEXES, "float16") or "m" in name[:1]:
                assert got == expected
            else:
                roundings = count * float(np.finfo(dtype).eps)
                assert abs(complex(got) - complex(expected)) <= roundings * np.abs(x).sum() + 1e-30
    assert "launch" in f.inspect("machine", values(dtype, 2))


def test_nan_as_in_python_and_numpy():
    python, numpy = made(loop("s = max(s, x[i])")), made(loop("s = np.maximum(s, x[i])"))
    x = values("float64")
    x[[5, 7000, 15000]] = np.nan
    assert python(x) == python.py_func(x) == np.nanmax(x)
    assert np.isnan(numpy(x))
    x[0] = np.nan  # Python's maximum starts from NaN and keeps it
    assert np.isnan(python(x)) and np.isnan(python.py_func(x))
    x[:] = np.nan
    x[1] = 3.0
    assert np.isnan(python(x)) and np.isnan(numpy(x))


def positions(x, y):
    largest, where, row, smallest, least = -1e300, -1, -1, 1e300, -1
    # pragma parallel for
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            if x[i, j] > largest:
                largest = x[i, j]
                row = i
                where = j
        if y[i] < smallest:
            smallest = y[i]
            least = i
    return largest, row, where, smallest, least


@pytest.mark.parametrize("shape", [(0, 3), (1, 1), (7, 5), (700, 30)])
def test_position_of_the_first_extremum(shape):
    compiled = pragmac.jit(positions)
    random = np.random.default_rng(3)
    for distinct in (2, 5, 10**6):  # ties: the first one wins
        x = random.integers(0, distinct, shape).astype(float)
        y = random.integers(0, distinct, shape[0]).astype(float)
        assert compiled(x, y) == positions(x, y)
    x[:] = np.nan
    assert compiled(x, y) == positions(x, y)


def last_values(x):
    t, found, k = -1.0, False, 0
    # pragma parallel for
    for i in range(x.shape[0]):
        if x[i] > 0.9:
            t = x[i]
            found = True
            k = i
    return t, found, k


def unbound(x):
    # pragma parallel for
    for i in range(x.shape[0]):
        if x[i] > 0.5:
            late = i
    return late


def test_last_iteration_that_assigned():
    compiled = pragmac.jit(last_values)
    for x in (values("float64") - 0.1, np.zeros(5000), np.zeros(0), np.ones(3)):
        assert compiled(x) == last_values(x)
    compiled = pragmac.jit(unbound)
    assert compiled(np.ones(700)) == 699
    with pytest.raises(UnboundLocalError):
        compiled(np.zeros(700))


def records(x):
    m, count = x[0], 0
    # pragma parallel for
    for i in range(x.shape[0]):
        if x[i] > m:
            m = x[i]
            count += 1
    return m, count


def test_what_depends_on_the_order_of_maxima_is_refused():
    with pytest.raises(pragmac.CompileError, match="P303"):
        pragmac.jit(records)(values("float64"))


def logic(x):
    some, every = False, True
    # pragma parallel for
    for i in range(x.shape[0]):
        some = some or x[i] > 1.003
        every = every and x[i] < 1.5
    return some, every


def test_logical_reductions():
    compiled = pragmac.jit(logic)
    for x in (values("float64"), np.ones(4000), np.full(900, 2.0), np.ones(1)):
        assert compiled(x) == logic(x)


def counted(x):
    n = 0
    # pragma parallel for
    for i in range(x.shape[0]):
        if x[i] > 0:
            n += int(x[i])
    return n


def test_sums_of_python_ints_raise_when_they_leave_64_bits():
    compiled = pragmac.jit(counted)
    x = values("int32").astype(np.int64)
    assert compiled(x) == counted(x)
    with pytest.raises(OverflowError):
        compiled(np.full(5000, 2**60))


# ---- arrays ----------------------------------------------------------------------------------


def columns(y, a):
    # pragma parallel for reduction(+: y)
    for i in range(a.shape[0]):
        for j in range(a.shape[1]):
            y[j] += a[i, j]


def table(h, k, x):
    # pragma parallel for reduction(max: h)
    for i in range(x.shape[0]):
        h[k[i], k[i] % 2] = max(h[k[i], k[i] % 2], x[i])


def weigh(c, k, w):
    # pragma parallel for
    for i in range(k.shape[0]):
        # pragma atomic
        c[k[i]] += w[i]


def test_arrays_by_clause():
    random = np.random.default_rng(5)
    for rows in (0, 1, 300, 3000):
        a = random.standard_normal((rows, 20))
        expected, got = np.ones(20), np.ones(20)
        columns(expected, a)
        pragmac.jit(columns)(got, a)
        assert np.allclose(expected, got, rtol=1e-12)
        whole = random.integers(-9, 9, (rows, 20))
        expected, got = np.ones(20, np.int16), np.ones(20, np.int16)
        columns(expected, whole.astype(np.int16))
        pragmac.jit(columns)(got, whole.astype(np.int16))
        assert (expected == got).all()
    k, x = random.integers(-8, 8, N), random.standard_normal(N)
    expected, got = np.zeros((8, 2)), np.zeros((8, 2))
    table(expected, k, x)
    pragmac.jit(table)(got, k, x)
    assert (expected == got).all()


def lanes(h, k, x):
    # pragma simd reduction(+: h)
    for i in range(k.shape[0]):
        h[k[i]] += x[i]


def lanes_of_a_worker(h, k, x):
    # pragma parallel for
    for j in range(h.shape[0]):
        # pragma simd reduction(+: h)
        for i in range(k.shape[0]):
            h[j, k[i]] += x[i]


def test_lanes_do_not_share_an_element():
    random = np.random.default_rng(8)
    k, x = random.integers(0, 3, 1000), random.integers(-9, 9, 1000)
    for function, shape in ((lanes, (3,)), (lanes_of_a_worker, (5, 3))):
        expected, got = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
        function(expected, k, x)
        pragmac.jit(function)(got, k, x)
        assert (expected == got).all()


def test_an_error_in_a_reduced_loop():
    k = np.zeros(N, np.int64)
    k[[9000, 700, 12000]] = [99, 77, 88]
    with pytest.raises(IndexError, match="77"):
        pragmac.jit(table)(np.zeros((8, 2)), k, np.ones(N))


@pytest.mark.parametrize("size", [16, 100_000])
@pytest.mark.parametrize("dtype", ["float32", "float64", "complex128"])
def test_atomic_sums(size, dtype):
    random = np.random.default_rng(6)
    k, w = random.integers(0, size, N), random.standard_normal(N).astype(dtype)
    expected, got = np.zeros(size, dtype), np.zeros(size, dtype)
    weigh(expected, k, w)
    compiled = pragmac.jit(weigh)
    compiled(got, k, w)
    assert np.allclose(expected, got, rtol=1e-4, atol=1e-3)
    if size == 16:
        for _ in range(20):
            again = np.zeros(size, dtype)
            compiled(again, k, w)
            assert again.tobytes() == got.tobytes()


# ---- the same bits ---------------------------------------------------------------------------

PROGRAM = """
import sys, hashlib, numpy as np, pragmac
sys.path.insert(0, {folder!r})
from test_reductions import columns, positions, values, weigh, N

def total(x):
    s = 0.0
    #pragma parallel for SCHEDULE
    for i in range(x.shape[0]):
        s += x[i] * 0.1
    return s
"""


def digest(threads: int, schedule: str, folder: pathlib.Path) -> str:
    text = PROGRAM.format(folder=str(pathlib.Path(__file__).parent)).replace("SCHEDULE", schedule)
    text += (
        "x = values('float64')\n"
        "random = np.random.default_rng(2)\n"
        "k, w = random.integers(0, 50, N), random.standard_normal(N)\n"
        "c, y = np.zeros(50), np.zeros(10)\n"
        "pragmac.jit(weigh)(c, k, w)\n"
        "pragmac.jit(columns)(y, w[:20000].reshape(2000, 10))\n"
        "s = pragmac.jit(total)(x)\n"
        "print(hashlib.sha256(c.tobytes() + y.tobytes() + s.tobytes()).hexdigest())\n"
    )
    file = folder / f"program_{threads}_{hashlib.md5(schedule.encode()).hexdigest()}.py"
    file.write_text(text)
    environment = {**os.environ, "PRAGMAC_NUM_THREADS": str(threads)}
    done = subprocess.run(
        [sys.executable, file], env=environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_threads_and_schedules_do_not_show(tmp_path):
    schedules = ("", "schedule(dynamic, 3)", "schedule(guided)", "num_threads(2)")
    settings = [(t, "") for t in (1, 2, 3, 8)] + list(itertools.product((3,), schedules[1:]))
    assert len({digest(threads, schedule, tmp_path) for threads, schedule in settings}) == 1
