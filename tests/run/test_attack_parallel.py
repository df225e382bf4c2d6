"""Attacks on parallel loops: privates, last values, errors, overlap, threads, forks, nesting."""
# ruff: noqa: B007, B018, B020, B905, E501, F821, F841

import os
import subprocess
import sys
import warnings

import numpy as np
import pragmac
import pytest
from same_as_python import Cases, bits, call_from_threads, compare

cases = Cases()


def ramp(*shape, dtype=np.float64):
    return np.arange(1, np.prod(shape) + 1, dtype=dtype).reshape(shape)


N = 5000


@cases(ramp(N), np.zeros(N))
def private_scalars_and_last_values(a, b):
    t = -1.0
    k = 7
    # pragma parallel for
    for i in range(a.shape[0]):
        t = a[i] * 2
        if t > 100:
            u = t + 1
            k = i
            t = u
        b[i] = t
    return t, k, i


@cases(ramp(N), np.zeros(N), 9.5)
@cases(ramp(N), np.zeros(N), 1e9)
def last_iteration_that_assigned(a, b, x):
    last = -1
    # pragma parallel for
    for i in range(a.shape[0]):
        if a[i] * 7 % 1000 < x:
            last = i
        b[i] = a[i]
    return last


@cases(ramp(N), np.zeros(N), -1.0)
@cases(ramp(N), np.zeros(N), 9.0)
def last_value_unbound_or_not(a, b, x):
    # pragma parallel for
    for i in range(a.shape[0]):
        if a[i] == x:
            found = i
        b[i] = 0
    return found


@cases(ramp(0), np.zeros(0))
@cases(ramp(1), np.zeros(1))
def index_and_private_after_few_trips(a, b):
    i = 55
    t = np.float64(2.5)
    # pragma parallel for
    for i in range(a.shape[0]):
        t = a[i]
        b[i] = t
    return i, t


@cases(ramp(N), np.zeros(N), N - 1)
@cases(ramp(N), np.zeros(N), N + 1)
@cases(ramp(N), np.zeros(N), -N - 1)
def bound_beyond_the_array(a, b, n):
    # pragma parallel for
    for i in range(n):
        b[i] = a[i] + 1
    return n


@cases(ramp(N) * 0 + 1)
def reversed_and_stepped(a):
    # pragma parallel for
    for i in range(a.shape[0] - 1, -1, -1):
        a[i] *= i
    # pragma parallel for
    for i in range(1, a.shape[0], 3):
        a[i] += 1
    # pragma parallel for
    for i in range(a.shape[0] - 2, 0, -5):
        a[i - 1] -= 3
    return a[0]


@cases(ramp(60, 50), np.zeros((60, 50)))
def nested_parallel(a, b):
    # pragma parallel for
    for i in range(a.shape[0]):
        # pragma parallel for
        for j in range(a.shape[1]):
            b[i, j] = a[i, j] * i - j
        s = 0.0
        for j in range(a.shape[1]):
            s += b[i, j]
        b[i, 0] = s


def fill_row(b, i, x):
    # pragma parallel for
    for j in range(b.shape[1]):
        b[i, j] = x + j


@cases(ramp(60), np.zeros((60, 50)))
def parallel_in_the_callee(a, b):
    fill_row(b, 3, a[0])
    # pragma parallel for
    for i in range(b.shape[0]):
        fill_row(b, i, a[i])


@cases(ramp(40, 30))
def in_place_columns(a):
    # pragma parallel for
    for j in range(a.shape[1]):
        for i in range(1, a.shape[0]):
            a[i, j] += a[i - 1, j]


@cases(ramp(N))
def two_halves(a):
    n = a.shape[0] // 2
    # pragma parallel for
    for i in range(n):
        a[i] = a[i + n] * 2


@cases(ramp(N), 1)
@cases(ramp(N), -1)
@cases(ramp(N), 0)
@cases(ramp(N), N // 2)
@cases(ramp(N), -N)
def shift_that_may_carry(a, k):
    # pragma parallel for
    for i in range(N // 2):
        a[i] = a[i + k] * 2 + 1


@cases(ramp(N), ramp(N, dtype=np.int64) % 7)
@cases(ramp(N), N - ramp(N, dtype=np.int64))
def scatter(a, idx):
    # pragma parallel for
    for i in range(N):
        a[idx[i]] = i


@cases(ramp(N), ramp(N, dtype=np.int64) % 7)
def histogram(h, idx):
    # pragma parallel for
    for i in range(N):
        # pragma atomic
        h[idx[i]] += 1.0
    return h[3]


@cases(ramp(N))
@cases(ramp(0))
def sum_maximum_and_place(a):
    s = np.float64(0)
    m = np.float64(-1)
    k = -1
    # pragma parallel for
    for i in range(a.shape[0]):
        s += a[i]
        if a[i] * 7 % 1000 > m:
            m = a[i] * 7 % 1000
            k = i
    return s, m, k


@cases(ramp(N))
def continue_is_fine(a):
    # pragma parallel for
    for i in range(a.shape[0]):
        if i % 3 == 0:
            continue
        for j in range(5):
            if j == 3:
                break
            a[i] += j
        k = 0
        while True:
            k += 1
            if k > i % 7:
                break
        a[i] *= k


@cases(ramp(N), np.zeros(N))
def index_assigned_in_the_body(a, b):
    # pragma parallel for
    for i in range(a.shape[0]):
        j = i
        b[i] = a[i]
        i = i // 2
        b[i * 0 + j] = 1.0
    return i


@cases(ramp(N))
def local_scratch_array(a):
    # pragma parallel for
    for i in range(a.shape[0]):
        t = np.zeros(4)
        for j in range(4):
            t[j] = a[i] + j
        a[i] = t[0] * t[3]


@cases(ramp(300, 4), ramp(4, 300))
def conditional_loops_in_parallel(a, b):
    # pragma parallel for
    for i in range(a.shape[0]):
        if a[i, 0] > 40:
            for j in range(a.shape[1]):
                a[i, j] = b[j, i]
        else:
            a[i, 3] = b[-1, -i]


@cases(ramp(N))
def simd_running_sum(a):
    # pragma simd
    for i in range(1, a.shape[0]):
        a[i] += a[i - 1]


@cases(ramp(N), 4)
def simd_distance(a, k):
    # pragma simd(8)
    for i in range(k, a.shape[0]):
        a[i] += a[i - k]


def shared(n, *slices):
    base = ramp(n)
    return tuple(base[s] for s in slices)


@cases(make=lambda: shared(2 * N, slice(0, N), slice(1, N + 1)))
@cases(make=lambda: shared(2 * N, slice(1, N + 1), slice(0, N)))
@cases(make=lambda: shared(2 * N, slice(0, N), slice(0, N)))
@cases(make=lambda: shared(2 * N, slice(None, None, 2), slice(1, None, 2)))
@cases(make=lambda: shared(2 * N, slice(None, None, 2), slice(None, N)))
@cases(make=lambda: shared(2 * N, slice(N - 1, None, -1), slice(0, N)))
@cases(make=lambda: shared(2 * N, slice(0, N), slice(N, None)))
@cases(make=lambda: shared(3 * N, slice(0, None, 3), slice(2, None, 3)))
def overlapping_arguments(a, b):
    # pragma parallel for
    for i in range(a.shape[0]):
        a[i] = b[i] * 2 + 1


def byte_views(offset):
    raw = np.zeros(8 * N + 64, np.uint8)
    a = raw[: 8 * N].view(np.float64)
    a[:] = ramp(N)
    return a, raw[offset : offset + 8 * N].view(np.float64)


@cases(make=lambda: byte_views(4))
@cases(make=lambda: byte_views(8))
@cases(make=lambda: byte_views(3))
def overlapping_bytes(a, b):
    for i in range(a.shape[0]):
        b[i] = a[i] + 1


@cases(make=lambda: (lambda a: (a[:, :20], a[:, 20:]))(ramp(50, 40)))
@cases(make=lambda: (lambda a: (a[:, :20], a[:, 10:30]))(ramp(50, 40)))
@cases(make=lambda: (lambda a: (a[:20], a[:20].T))(ramp(20, 20)))
@cases(make=lambda: (lambda a: (a[::2, ::2], a[1::2, 1::2]))(ramp(40, 40)))
@cases(make=lambda: (lambda a: (a, a[::-1]))(ramp(40, 40)))
def overlapping_tables(a, b):
    # pragma parallel for
    for i in range(a.shape[0]):
        for j in range(a.shape[1]):
            a[i, j] = b[i, j] + 1


@cases(make=lambda: (np.lib.stride_tricks.as_strided(ramp(8), (N,), (0,)),))
def every_element_is_one(a):
    # pragma parallel for
    for i in range(a.shape[0]):
        a[i] = a[i] + i
    return a[0]


@cases.parametrize()
def test_as_python(function, arguments, make):
    compare(function, *arguments, make=make)


def test_a_global_array_that_is_also_an_argument():
    table = ramp(50)

    @pragmac.jit
    def run(a):
        # pragma parallel for
        for i in range(49):
            a[i] = table[i + 1] * 2

    run(table)
    assert table[0] == 4.0 and table[48] == 100.0 and table[49] == 50.0
    run(table[1:])
    expected = ramp(50)
    for i in range(49):
        expected[i] = expected[i + 1] * 2
    view = expected[1:]
    for i in range(49):
        view[i] = expected[i + 1] * 2
    assert bits(table) == bits(expected)


# ---- errors ----------------------------------------------------------------------------------


def several_errors(a, b, idx):
    # pragma parallel for
    for i in range(idx.shape[0]):
        b[i] = a[idx[i]]
        b[i] = 1 // (int(a[idx[i]]) - 3)


@pytest.mark.parametrize("seed", range(6))
def test_first_error_in_loop_order(seed):
    random = np.random.default_rng(seed)
    a = np.arange(10.0)
    idx = np.zeros(N, np.int64)
    for place in random.integers(0, N, 20):
        idx[place] = random.choice([3, 10, -11, 99])
    bad = np.flatnonzero(idx != 0)[0]
    compiled = pragmac.jit(several_errors)
    for _ in range(5):
        with pytest.raises((IndexError, ZeroDivisionError)) as error:
            compiled(a, np.zeros(N), idx)
        expected = ZeroDivisionError if idx[bad] == 3 else IndexError
        assert error.type is expected
        assert str(idx[bad]) in str(error.value) or expected is ZeroDivisionError
    good = np.zeros(N)
    compiled(a, good, idx * 0)  # no worker is stuck
    assert (good == 1 // -3).all()


def error_then_values(a, b, k):
    n = 0
    # pragma parallel for
    for i in range(a.shape[0]):
        b[i] = 100 // (i - k)
    n = 5
    b[0] = 1e9
    return n


def test_nothing_after_a_failed_loop_runs():
    compiled = pragmac.jit(error_then_values)
    a, b = ramp(N), np.zeros(N)
    with pytest.raises(ZeroDivisionError):
        compiled(a, b, 17)
    assert b[0] != 1e9
    assert compiled(a, b, -1) == 5


# ---- threads ---------------------------------------------------------------------------------

THREADS = """
import hashlib, numpy as np, pragmac, warnings
warnings.simplefilter("ignore")

@pragmac.jit
def f(a, b):
    #pragma parallel for
    for i in range(a.shape[0]):
        s = 0.0
        for j in range(a.shape[1]):
            s += a[i, j] * 0.1
        b[i] = s
    t = 0.0
    #pragma parallel for schedule(dynamic, 3)
    for i in range(b.shape[0]):
        b[i] = b[i] / 3
    #pragma parallel for num_threads(2)
    for i in range(b.shape[0]):
        t = b[i]
    return t

a = np.random.default_rng(1).random((3001, 37))
b = np.zeros(3001)
t = f(a, b)
print(hashlib.sha256(b.tobytes()).hexdigest(), t)
"""


def test_equal_bits_for_every_number_of_threads(tmp_path):
    outputs = set()
    for threads in (1, 2, 3, 8):
        environment = {**os.environ, "PRAGMAC_NUM_THREADS": str(threads)}
        path = os.path.join(os.path.dirname(__file__), "..", "..")
        file = tmp_path / "program.py"
        file.write_text(THREADS)
        done = subprocess.run(
            [sys.executable, file], env=environment, cwd=path, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        outputs.add(done.stdout)
    assert len(outputs) == 1


@pragmac.jit
def work(a, k):
    # pragma parallel for
    for i in range(a.shape[0]):
        a[i] = a[i] * k + i
    if k == 13:
        # pragma parallel for
        for i in range(a.shape[0] + 1):
            a[i] = 0
    return a[a.shape[0] - 1]


def test_many_threads_call_at_once():
    def call(k):
        for _ in range(30):
            a = np.ones(60_000, np.float32 if k % 2 else np.float64)
            if k == 13:
                with pytest.raises(IndexError):
                    work(a, k)
            else:
                assert work(a, k) == a.dtype.type(k) + 59_999
        return k

    assert call_from_threads(call, 24) == list(range(24))


def test_a_call_after_a_fork():
    a = np.ones(60_000)
    work(a, 2)
    child = os.fork()
    if child == 0:
        try:
            b = np.ones(60_000)
            os._exit(0 if work(b, 2) == 60_001 else 1)
        finally:
            os._exit(2)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    assert work(np.ones(60_000), 2) == 60_001


# ---- refusals and warnings -------------------------------------------------------------------


def breaks(a):
    # pragma parallel for
    for i in range(9):
        if a[i] > 3:
            break
    return 0


def returns(a):
    # pragma parallel for
    for i in range(9):
        if a[i] > 3:
            return i
    return 0


def prefix(a, b):
    s = 0.0
    # pragma parallel for
    for i in range(9):
        s += a[i]
        b[i] = s


def breaks_in_callee(a):
    # pragma parallel for
    for i in range(9):
        a[i] = breaks(a)


@pytest.mark.parametrize(
    "function, code, line",
    [(breaks, "P304", 4), (returns, "P305", 4), (prefix, "P303", 4), (breaks_in_callee, "P304", None)],
)  # fmt: skip
def test_refused(function, code, line):
    arguments = [np.zeros(9)] * function.__code__.co_argcount
    with pytest.raises(pragmac.CompileError) as refused:
        pragmac.jit(function)(*arguments)
    found = refused.value.diagnostics[0]
    assert found.code == code
    assert found.fixes
    if line:
        assert found.line == function.__code__.co_firstlineno + line


def carried(a):
    # pragma parallel for
    for i in range(1, 9):
        a[int(a[i - 1])] = 1


def test_race_warning_names_the_loop_once():
    compiled = pragmac.jit(carried)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        compiled(np.ones(9))
        compiled(np.ones(9))
        compiled(np.ones(9, np.float32))
    races = [w for w in caught if issubclass(w.category, pragmac.RaceWarning)]
    assert len(races) == 1
    assert races[0].lineno in (
        carried.__code__.co_firstlineno + 1,
        carried.__code__.co_firstlineno + 2,
    )
    assert races[0].filename == __file__


def test_waiting_for_another_iteration_is_a_race_whatever_the_body_does():
    def f(flag, y):
        # pragma parallel for
        for i in range(1, y.shape[0]):
            while flag[i - 1] == 0:
                y[i] += 1
            flag[i] = 1

    with pytest.raises(pragmac.CompileError, match="P302"):
        pragmac.jit(f)(np.ones(5, int), np.zeros(5))


def test_what_a_while_loop_may_skip_is_no_certain_race():
    def f(flag, y):
        # pragma parallel for
        for i in range(1, y.shape[0]):
            while y[i] > 0:
                y[i] -= flag[i - 1]
            flag[i] = 1

    with pytest.warns(pragmac.RaceWarning):
        pragmac.jit(f)(np.ones(5, int), np.zeros(5))


def test_a_break_skips_nothing_behind_its_loop():
    def f(y, x):
        # pragma parallel for
        for i in range(y.shape[0]):
            for j in range(x.shape[0]):
                if x[j] > 3.0:
                    break
            y[0] = i

    def g(y, x):
        # pragma parallel for
        for i in range(y.shape[0]):
            for j in range(x.shape[0]):
                if x[j] > 3.0:
                    break
                y[0] = i

    with pytest.raises(pragmac.CompileError, match="P301"):
        pragmac.jit(f)(np.ones(5), np.ones(3))
    (loop,) = pragmac.jit(g).explain(np.ones(5), np.ones(3)).to_dict()["loops"]
    assert loop["verdict"] == "guarded"
