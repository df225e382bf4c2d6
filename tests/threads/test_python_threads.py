"""Compiled functions called from many Python threads: results, first calls, nesting, Ctrl-C."""

import gc
import os
import pathlib
import signal
import sys
import threading
import time

import numpy as np
import pragmac
import pytest
from pragmac.parsing import parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "run"))

from same_as_python import call_from_threads  # noqa: E402

N = 700


def saxpy(x, y, a):
    # pragma parallel for
    for i in range(x.shape[0]):
        y[i] = a * x[i] + y[i]


def total(x):
    s = 0.0
    # pragma parallel for
    for i in range(x.shape[0]):
        s += x[i]
    return s


def spread(y, index, x):
    # pragma parallel for num_threads(5)
    for i in range(index.shape[0]):
        y[index[i]] = x[i]


def doubled(x, i):
    return 2 * x[i]


def row(x, y):
    # pragma parallel for
    for i in range(x.shape[0]):
        y[i] = doubled(x, i) + 1


def nested(x, y):
    # pragma parallel for
    for k in range(3):
        y[k] = total(x) + k


def in_threads(count, work):
    """Runs work(k) on `count` threads at once; raises what any of them raised."""
    start = threading.Barrier(count)

    def run(k):
        start.wait()
        work(k)

    call_from_threads(run, count)


def test_eight_threads_of_a_thousand_calls():
    functions = {f.__name__: pragmac.jit(f) for f in (saxpy, total, spread, row, nested)}
    sizes = (N, 3, 0, 4096)
    kept = {n: functions["total"](np.arange(n) * 0.1) for n in sizes}

    def work(k):
        random = np.random.default_rng(k)
        for call in range(1000):
            n = sizes[(call + k) % 4]
            x, y = np.arange(n) * 0.1, np.ones(n)
            match (call // 4 + k) % 5:
                case 0:
                    functions["saxpy"](x, y, float(k))
                    assert np.array_equal(y, k * x + 1)
                case 1:
                    assert functions["total"](x) == kept[n]
                case 2:
                    index = random.permutation(n)
                    functions["spread"](y, index, x)
                    assert np.array_equal(y[index], x)
                case 3:
                    functions["row"](x, y)
                    assert np.array_equal(y, 2 * x + 1)
                case 4:
                    few = np.zeros(3)
                    functions["nested"](x, few)
                    assert np.allclose(few, kept[n] + np.arange(3), rtol=1e-12)

    in_threads(8, work)


def test_racing_first_calls_compile_each_signature_once(monkeypatch):
    from pragmac import requests

    compiled, original = [], requests.compile_version

    def counted(request):
        compiled.append((request["functions"][0]["name"], str(request["arguments"])))
        return original(request)

    monkeypatch.setattr(requests, "compile_version", counted)
    functions = [pragmac.jit(f) for f in (total, row)]
    dtypes = ("f4", "f8", "i8", "i4")

    def work(k):
        for turn in range(8):
            x = np.ones(N, dtypes[(k + turn) % 4])
            functions[(k + turn // 4) % 2](*(x, np.zeros(N))[: 1 + (k + turn // 4) % 2])

    in_threads(8, work)
    assert len(compiled) == len(set(compiled)) == 8


def count_to(n, out):
    # pragma parallel for schedule(dynamic, 1)
    for i in range(200):
        k = 0
        s = 1  # nobody can tell what it becomes without going all the way
        while k < n:
            s = (s * 5 + k) % 1000003
            k += 1
        out[i] = s


def test_other_threads_run_during_a_long_call_with_few_elements():
    long_call, out = pragmac.jit(count_to), np.zeros(200, np.int64)
    long_call(10, out)
    begin = time.perf_counter()
    long_call(10**5, out)  # long calls are noticed by their time
    assert (out == out[0]).all() and 0 < out[0] < 1000003
    n = int(10**5 / max(time.perf_counter() - begin, 1e-6))
    caller = threading.Thread(target=long_call, args=(n, out))
    caller.start()
    turns = 0
    while caller.is_alive():
        time.sleep(0.002)
        turns += 1
    caller.join()
    assert turns > 20 or n < 10**6, "the interpreter's lock was held"


@pytest.mark.parametrize("threads", [1, 2, 8])
def test_an_interrupt_comes_after_the_call(threads):
    text = {1: "num_threads(1)", 2: "num_threads(2)", 8: "num_threads(8)"}[threads]
    space = {"np": np}
    source = (
        f"def long(a, n):\n    #pragma parallel for {text}\n    for i in range(a.shape[0]):\n"
        "        k = 0\n        x = 0.5\n        while k < n:\n            k += 1\n"
        "            x = x * 0.75 + 0.25\n        a[i] = x + k\n"
    )
    import linecache

    name = f"<interrupted {threads}>"
    linecache.cache[name] = (len(source), None, source.splitlines(True), name)
    exec(compile(source, name, "exec"), space)
    long, a = pragmac.jit(space["long"]), np.zeros(256)
    long(a, 10)
    n = 10_000
    while True:  # about half a second
        begin = time.perf_counter()
        long(a, n)
        if time.perf_counter() - begin > 0.3:
            break
        n *= 2
    a[:] = 0
    timer = threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT))
    with pytest.raises(KeyboardInterrupt):
        timer.start()
        long(a, n)
        time.sleep(5)
    timer.join()
    assert (a > n).all(), "the call ended before its work was done"
    long(a, 10)
    assert (a > 10).all() and (a < 12).all()


def test_calls_from_a_callback_of_the_interpreter():
    """A trace function runs inside of the interpreter, between calls, and may call too."""
    compiled, seen = pragmac.jit(total), []

    def trace(frame, event, argument):
        if event == "call" and len(seen) < 20:
            seen.append(compiled(np.ones(5)))
        return None

    def plain():
        return compiled(np.ones(N))

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        values = [plain() for _ in range(5)]
    finally:
        sys.settrace(before)
    assert values == [N] * 5 and set(seen) == {5}


class SlowToDie:
    """Garbage whose end lets another thread run, wherever it is collected."""

    def __init__(self):
        self.itself = self

    def __del__(self):
        time.sleep(1e-4)


def test_sources_read_by_many_threads():
    """CPython 3.11.2 mixes up the depths of trees that two threads make at once."""
    text = pathlib.Path(__file__).read_text()

    def work(k):
        for _ in range(20):
            garbage = [SlowToDie() for _ in range(20)]
            del garbage
            assert parse(text).body

    threshold = gc.get_threshold()
    gc.set_threshold(50)
    try:
        in_threads(8, work)
    finally:
        gc.set_threshold(*threshold)
