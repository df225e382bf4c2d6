"""Processes: executors, forks at any moment, the idle pool, affinity masks, numbers of threads."""

import concurrent.futures
import multiprocessing
import os
import subprocess
import sys
import textwrap
import threading
import time

import numpy as np
import pragmac
import pytest

N = 5000


@pragmac.jit
def total(x):
    s = 0.0
    # pragma parallel for num_threads(4)
    for i in range(x.shape[0]):
        s += x[i] * 0.1
    return s


@pragmac.jit
def scale(x, k):
    # pragma parallel for num_threads(3)
    for i in range(x.shape[0]):
        x[i] = x[i] * k


def in_child(work, seconds=60):
    """Forks; the child's status is 0 when work() returned true. A child that hangs is ended."""
    child = os.fork()
    if child == 0:
        status = 2
        try:
            status = 0 if work() else 1
        finally:
            os._exit(status)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.0005)
    os.kill(child, 9)
    os.waitpid(child, 0)
    return "hangs"


def scaled(k):
    x = np.arange(float(N))
    scale(x, float(k))
    return float(x[-1]), total(x)


def expected(k):
    x = np.arange(float(N)) * float(k)
    return float(x[-1]), total(x)


def test_thread_pool_executor():
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        assert list(pool.map(scaled, range(200))) == [expected(k) for k in range(200)]


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_process_pool_executor(method, monkeypatch):
    # A new interpreter gets this one's path, where rejected programs are named like modules.
    monkeypatch.setattr(sys, "path", [p for p in sys.path if not p.endswith("tests/errors")])
    context = multiprocessing.get_context(method)
    with concurrent.futures.ProcessPoolExecutor(2, mp_context=context) as pool:
        assert list(pool.map(scaled, range(20))) == [expected(k) for k in range(20)]
        lengths = list(pool.map(total, [np.ones(k) for k in (0, 10, N)]))  # pickled by name
    assert lengths == [total(np.ones(k)) for k in (0, 10, N)]


def test_two_hundred_forks():
    before = total(np.ones(N))
    for cycle in range(200):
        scale(np.ones(N), 2.0)  # workers are awake, or falling asleep
        status = in_child(lambda: total(np.ones(N)) == before and scaled(3) == expected(3))
        assert status == 0, f"cycle {cycle}"
    assert total(np.ones(N)) == before


def test_forks_while_another_thread_is_inside_a_launch():
    stop, calls = threading.Event(), []

    def work():
        x = np.ones(300_000)
        while not stop.is_set():
            scale(x, 1.0)
            calls.append(x[0])

    busy = threading.Thread(target=work)
    before = total(np.ones(N))
    busy.start()
    try:
        for cycle in range(40):
            assert in_child(lambda: total(np.ones(N)) == before) == 0, f"cycle {cycle}"
    finally:
        stop.set()
        busy.join()
    assert calls and set(calls) == {1.0}


def shape_of_loop(a, b):
    # pragma parallel for
    for i in range(1, a.shape[0] - 1):
        for j in range(1, a.shape[1] - 1):
            b[i, j] = 0.25 * (a[i - 1, j] + a[i + 1, j] + a[i, j - 1] + a[i, j + 1])


def test_forks_while_another_thread_compiles():
    """The child compiles what the parent was about to compile: no lock is left behind."""
    a, b = np.ones((8, 8)), np.zeros((8, 8))
    for cycle in range(15):
        fresh, started = pragmac.jit(shape_of_loop), threading.Event()

        def work(fresh=fresh, started=started):
            started.set()
            fresh(a, b)

        thread = threading.Thread(target=work)
        thread.start()
        started.wait()
        time.sleep(0.0007 * cycle)

        def child(fresh=fresh):
            out = np.zeros((8, 8))
            fresh(a, out)
            return out[1, 1] == 1.0

        assert in_child(child, 30) == 0, f"cycle {cycle}"
        thread.join()


# ---- the pool of a fresh process -----------------------------------------------------------------

LOOP = """
import os, threading, time
import numpy as np, pragmac

@pragmac.jit
def f(x):
    #pragma parallel for
    for i in range(x.shape[0]):
        x[i] = x[i] + 1

def tasks():
    return len(os.listdir("/proc/self/task"))

others = tasks()  # the main thread, and those of NumPy's libraries

def threads_made(x):
    f(x)
    return tasks() - others
"""


def run(tmp_path, program, **environment):
    file = tmp_path / "program.py"
    file.write_text(LOOP + textwrap.dedent(program))
    plain = {k: v for k, v in os.environ.items() if k != "PRAGMAC_NUM_THREADS"}
    return subprocess.run(
        [sys.executable, file], env={**plain, **environment}, capture_output=True, text=True,
        timeout=60,
    )  # fmt: skip


def output(tmp_path, program, **environment):
    done = run(tmp_path, program, **environment)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


IDLE = """
x = np.ones(100_000)
for _ in range(20):
    f(x)
time.sleep(0.05)  # the workers stop spinning
before = time.process_time()
time.sleep(1)
print(time.process_time() - before)
"""


@pytest.mark.parametrize("threads", ["2", "16"])
def test_the_pool_sleeps_when_idle(tmp_path, threads):
    assert float(output(tmp_path, IDLE, PRAGMAC_NUM_THREADS=threads)[0]) < 0.02


def test_the_pool_has_the_size_of_the_affinity_mask(tmp_path):
    one = """
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    print(threads_made(np.ones(9)), pragmac.devices()[0].threads)
    """
    assert output(tmp_path, one) == ["0", "1"]
    all_of_them = "print(threads_made(np.ones(999999)), pragmac.devices()[0].threads)"
    processors = len(os.sched_getaffinity(0))
    assert output(tmp_path, all_of_them) == [str(processors - 1), str(processors)]


def test_more_threads_than_processors_when_asked(tmp_path):
    program = "print(threads_made(np.ones(999999)), pragmac.devices()[0].threads)"
    assert output(tmp_path, program, PRAGMAC_NUM_THREADS="11") == ["10", "11"]
    explicit = """
    @pragmac.jit
    def g(x):
        #pragma parallel for num_threads(9)
        for i in range(x.shape[0]):
            x[i] = 0
    g(np.ones(999999))
    print(tasks() - others)
    """
    assert output(tmp_path, explicit, PRAGMAC_NUM_THREADS="2") == ["8"]


@pytest.mark.parametrize("text", ["0", "-2", "4x", "many", "1.5", "4097", "9" * 30])
def test_nonsense_in_the_environment_is_refused(tmp_path, text):
    done = run(tmp_path, "f(np.ones(3))", PRAGMAC_NUM_THREADS=text)
    assert done.returncode == 1
    last = done.stderr.splitlines()[-1]
    assert last.startswith("ValueError: P613: PRAGMAC_NUM_THREADS") and repr(text) in last
