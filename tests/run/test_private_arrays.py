"""Arrays of private clauses against CPython: scratch space, last contents, what is refused."""

import numpy as np
import pragmac
import pytest
from one_loop import made
from same_as_python import compare

THREADS = (1, 2, 3, 8)

# Bodies of loops that are right with a copy of w per iteration; w has 6 elements.
PROGRAMS = {
    "whole": ("private(w)", "for j in range(m):\n    w[j] = x[i] + j\ny[i] = w[0] * w[m - 1]"),
    "last": ("lastprivate(w)", "for j in range(m):\n    w[j] = x[i] - j\ny[i] = w[i % m]"),
    "one": ("private(w)", "w[2] = x[i]\ny[i] = w[2] * w[2]"),
    "part": (
        "private(w)",
        "s = 0.0\nfor j in range(1, m - 1):\n    w[j] = x[i] * j\n"
        "for j in range(1, m - 1):\n    s += w[j]\ny[i] = s",
    ),
    "running": (
        "private(w)",
        "w[0] = x[i]\nfor j in range(1, m):\n    w[j] = w[j - 1] * 1.5\ny[i] = w[m - 1]",
    ),
    "downwards": (
        "private(w)",
        "w[m - 1] = x[i]\nfor j in range(m - 2, -1, -1):\n    w[j] = w[j + 1] + 1\ny[i] = w[0]",
    ),
    "twice": (
        "private(w)",
        "for j in range(m):\n    w[j] = x[i]\n"
        "for k in range(3):\n    for j in range(m):\n        w[j] = w[j] * 0.5 + k\n"
        "y[i] = w[3]",
    ),
    "inner": (
        "private(w)",
        "s = 0.0\nfor k in range(3):\n    for j in range(m):\n        w[j] = x[i] + k\n"
        "    for j in range(m):\n        s += w[j]\ny[i] = s",
    ),
    "under a condition": (
        "private(w)",
        "for j in range(m):\n    w[j] = x[i]\nif x[i] > 1.0:\n    w[1] = 0.0\ny[i] = w[1] + w[2]",
    ),
    "first": ("firstprivate(w)", "w[1] = x[i]\nw[2] = w[0] + w[1]\ny[i] = w[2] + w[5]"),
    "both": ("firstprivate(w) lastprivate(w)", "w[1] = x[i]\ny[i] = w[0] + w[1]"),
    "both, last": ("lastprivate(w) firstprivate(w)", "w[1] = x[i]\ny[i] = w[0] + w[1]"),
    "only read": ("firstprivate(w)", "y[i] = w[0] + x[i]"),
    "wrap": ("private(w)", "w[-1] = x[i]\ny[i] = w[m - 1]"),
    "sum too": ("private(w) reduction(+: t)", "w[0] = x[i]\nt += 2\ny[i] = w[0]"),
    "schedule": ("private(w) schedule(dynamic, 1)", "w[0] = x[i]\ny[i] = w[0]"),
}
STEPS = ("range(n)", "range(1, n, 3)", "range(n - 1, -1, -1)", "range(n - 1, 0, -2)")


def program(clause, body, steps="range(n)", local=False, after="return w[0] + t"):
    """w is an argument, or made in the function and read after the loop only by `after`."""
    lines = [
        "@pragmac.jit",
        "def f(x, y, w):",
        "    n, m, t = x.shape[0], w.shape[0], 0",
        *(["    w = np.zeros(m)"] if local else []),
        f"    #pragma parallel for {clause}",
        f"    for i in {steps}:",
        *(" " * 8 + line for line in body.split("\n")),
        f"    {after}",
    ]
    return "\n".join(lines) + "\n"


def arguments(n):
    return np.arange(n) * 0.75 - 1, np.zeros(n), np.arange(6.0) + 100


@pytest.mark.parametrize("name", PROGRAMS)
@pytest.mark.parametrize("steps", STEPS)
def test_same_as_python(name, steps):
    clause, body = PROGRAMS[name]
    for threads in THREADS:
        for local in (False, True):
            text = program(f"{clause} num_threads({threads})", body, steps, local)
            for n in (0, 1, 2, 37):
                compare(made(text), *arguments(n))


@pytest.mark.parametrize("name", PROGRAMS)
def test_runs_in_parallel(name):
    clause, body = PROGRAMS[name]
    report = made(program(clause, body)).explain(*arguments(5)).to_dict()
    assert report["loops"][0]["outcome"].startswith("runs in parallel"), report["loops"][0]


def test_scratch_that_nothing_reads_later_may_vary():
    body = "for j in range(i % 4 + 1):\n    w[j] = x[i]\ny[i] = w[0]"
    compare(made(program("private(w)", body, local=True, after="return t")), *arguments(37))


@pytest.mark.parametrize("name", ["whole", "first", "last", "sum too"])
def test_overlapping_arguments_run_in_order(name):
    clause, body = PROGRAMS[name]
    f = made(program(clause, body))
    f.compare(*arguments(5))
    memory = np.arange(16.0)
    for first in (0, 3, 6):
        f.compare(np.arange(6.0), memory[4:10], memory[first : first + 6])
    (loop,) = f.explain(np.arange(6.0), memory[4:10], memory[:6]).to_dict()["loops"]
    assert loop["verdict"] == "unknown" and "no `w` of their own" in loop["outcome"]


REFUSED = {
    "result": ("private(y)", "y[i] = x[i]", "P124", 4),
    "last of a result": ("lastprivate(y)", "y[i] = x[i]", "P124", 4),
    "only read": ("private(x)", "y[i] = x[i]", "P307", 4),
    "read first": ("private(w)", "y[i] = w[0]\nw[0] = x[i]", "P307", 6),
    "sum": ("private(w)", "w[0] += x[i]\ny[i] = w[0]", "P307", 6),
    "condition": ("private(w)", "if x[i] > 0:\n    w[0] = x[i]\ny[i] = w[0]", "P307", 8),
    "half": ("private(w)", "for j in range(3):\n    w[j] = x[i]\ny[i] = w[3]", "P307", 4),
    "later in the row": (
        "private(w)",
        "w[5] = 0.0\nfor j in range(m - 1):\n    w[j] = w[j + 1] + x[i]\ny[i] = w[0]",
        "P307",
        8,
    ),
    "old and new": ("private(w)", "w[1] = x[i]\ny[i] = w[0] + w[1]", "P307", 4),
    "carried": ("firstprivate(w)", "y[i] = w[0]\nw[0] = x[i]", "P124", 4),
    "varying": ("private(w)", "for j in range(i):\n    w[j % 6] = x[i]\ny[i] = 1.0", "P124", 4),
    "shared scalar": ("shared(t)", "t = i\ny[i] = t", "P124", 4),
    "shared sum": ("shared(t)", "t += i\ny[i] = 1.0", "P124", 4),
    "private sum": ("private(t)", "t += i\ny[i] = 1.0", "P124", 4),
    "last of a sum": ("lastprivate(t)", "t += i\ny[i] = 1.0", "P124", 4),
    "private counter": ("private(t)", "y[i] = t\nt += 1", "P124", 4),
    "first of a counter": ("firstprivate(t)", "y[i] = t\nt += 1", "P124", 4),
    "first of a carried": ("firstprivate(t)", "y[i] = t\nt = t * 2 + 1", "P124", 4),
    "private constant": ("private(m)", "y[i] = m", "P124", 4),
    "collapsed": ("private(w) collapse(2)", "for j in range(3):\n    w[0] = x[i]", "P114", 4),
}


@pytest.mark.parametrize("name", REFUSED)
def test_false_clauses_are_refused(name):
    clause, body, code, line = REFUSED[name]
    with pytest.raises(pragmac.CompileError) as caught:
        made(program(clause, body))(*arguments(4))
    found = next(d for d in caught.value.diagnostics if d.severity == "error")
    assert (found.code, found.line) == (code, line), str(caught.value)
    assert found.fixes
    assert clause.split("(")[0] in str(caught.value)


ONLY_THE_ORIGINAL_RUNS = {
    "index_in_front": "if m[i] > 5:\n            y[-i - 100] = 1.0",
    "index_behind": "if m[i] > 5:\n            t[i + 3] = 1.0",
    "both": "if m[i] > 5:\n            y[-i - 100] = 1.0\n            t[i + 3] = 1.0",
}


@pytest.mark.filterwarnings("error::pragmac.RaceWarning")
@pytest.mark.parametrize("name", ONLY_THE_ORIGINAL_RUNS)
@pytest.mark.parametrize("n", [0, 1, 500])
def test_loops_whose_entry_test_always_fails(name, n):
    text = (
        "@pragmac.jit\ndef f(x, y, m):\n    t = np.empty(3)\n"
        "    #pragma parallel for private(t)\n    for i in range(x.shape[0]):\n"
        f"        {ONLY_THE_ORIGINAL_RUNS[name]}\n"
        "        for j in range(3):\n            t[j] = x[i] * j\n"
        "        y[i] = t[0] + t[1] * 2 + t[-1] * 3\n"
    )
    f = made(text)
    compare(f, np.arange(float(n)), np.zeros(n + 600), np.zeros(n))
    found = f.explain(np.arange(9.0), np.zeros(609), np.zeros(9)).to_dict()["loops"]
    assert found[0]["parallel"], found
