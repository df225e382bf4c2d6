"""`f.explain`: one report per annotated loop."""

import json
import os
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pragmac
import pytest
from pragmac import _native

ROOT = Path(__file__).resolve().parents[2]
SOME_COUNT = 7


def explain(f, *args, **keywords):
    return f._compiler.explain(*args, **keywords)


def only_loop(f, *args):
    (loop,) = explain(f, *args).to_dict()["loops"]
    return loop


@pragmac.jit
def scatter(y, x, idx):
    # pragma parallel for
    for i in range(x.shape[0]):
        y[idx[i]] = x[i]


@pragmac.jit
def total(x):
    s = 0.0
    # pragma parallel for schedule(dynamic, 4) \
    #     num_threads(3)
    for i in range(x.shape[0]):
        s += x[i]
    return s


@pragmac.jit
def double(x, y):
    # pragma parallel for
    for i in range(x.shape[0]):
        y[i] = 2.0 * x[i]


def first_line(f):
    return f.py_func.__code__.co_firstlineno


def test_reached_from_the_function():
    assert "runs in parallel" in str(double.explain(np.ones(3), np.ones(3)))


def test_a_free_loop():
    y = np.zeros(3)
    report = explain(double, np.ones(3), y)
    (loop,) = report.to_dict()["loops"]
    assert (loop["file"], loop["line"]) == (__file__, first_line(double) + 3)
    assert (loop["directive"], loop["verdict"]) == ("parallel for", "free")
    assert loop["parallel"] and loop["outcome"] == "runs in parallel"
    assert loop["certificate"] and loop["certificate"][0].startswith("y: ")
    assert loop["certificate"][0] in str(report)
    assert f"{__file__}:{loop['line']}: parallel for" in str(report)


def test_nothing_of_the_function_runs():
    @pragmac.jit
    def noisy(y):
        print("called")
        # pragma parallel for
        for i in range(y.shape[0]):
            y[i] = 1.0

    y = np.zeros(2)
    assert only_loop(noisy, y)["parallel"]
    assert y.tolist() == [0.0, 0.0]


def test_output_is_not_printed(capfd):
    test_nothing_of_the_function_runs()
    assert capfd.readouterr().out == ""


def test_a_guarded_loop_names_its_test_and_what_it_costs():
    report = explain(scatter, np.zeros(9), np.zeros(4), np.arange(7))
    (loop,) = report.to_dict()["loops"]
    assert loop["verdict"] == "guarded"
    assert loop["outcome"] == "runs in parallel when `idx` holds no index twice, else in order"
    assert loop["tests"] == [{"array": "idx", "cost": "O(length of `idx`)", "length": 7}]
    assert "O(length of `idx`), here 7, at every entry of the loop" in str(report)


def test_a_test_of_parameters_costs_a_moment():
    @pragmac.jit
    def shift(y, k):
        # pragma parallel for
        for i in range(y.shape[0] - k):
            y[i] = y[i + k]

    loop = only_loop(shift, np.zeros(9), 2)
    assert loop["verdict"] == "guarded" and " k " in f" {loop['guard']} "
    assert loop["tests"] == [{"array": None, "cost": "O(1)", "length": None}]


def test_the_order_of_an_assumed_array_is_not_read():
    @pragmac.jit
    def rows(out, row):
        # pragma parallel for assume(sorted: row)
        for i in range(row.shape[0] - 1):
            for j in range(row[i], row[i + 1]):
                out[j] = i

    loop = only_loop(rows, np.zeros(9), np.arange(4))
    assert loop["directive"] == "parallel for assume(sorted: row)"
    assert loop["tests"] == [{"array": "row", "cost": "O(1)", "length": 4}]


def test_an_unknown_loop_says_why_it_runs_in_order():
    @pragmac.jit
    def twice(y, idx):
        # pragma parallel for
        for i in range(idx.shape[0]):
            idx[i] += 0
            y[idx[i] * 2] = i

    loop = only_loop(twice, np.zeros(9), np.arange(4))
    assert loop["verdict"] == "unknown" and not loop["parallel"]
    assert loop["outcome"] == f"runs in order because {loop['reason']}" and loop["reason"]


def test_a_racy_loop_shows_its_diagnostics_instead_of_raising():
    @pragmac.jit
    def move(y):
        # pragma parallel for
        for i in range(y.shape[0] - 1):
            y[i] = y[i + 1]

    report = explain(move, np.zeros(9))
    (loop,) = report.to_dict()["loops"]
    assert (loop["verdict"], loop["outcome"]) == ("racy", "is not compiled: P302")
    assert loop["witness"]["array"] == "y" and not loop["parallel"]
    assert [d["code"] for d in report.to_dict()["diagnostics"]] == ["P302"]
    assert "error[P302]" in str(report) and "nothing yet" in str(report)
    with pytest.raises(pragmac.CompileError, match="P302"):
        move(np.zeros(9))


def test_arguments_that_are_refused_are_diagnostics_too():
    report = explain(double, [1.0], np.zeros(1))
    assert [d["code"] for d in report.to_dict()["diagnostics"]] == ["P420"]
    assert report.to_dict()["loops"] == []
    with pytest.raises(TypeError, match="missing"):
        explain(double, np.zeros(1))


def test_the_reduction_plan():
    report = explain(total, np.zeros(9))
    (loop,) = report.to_dict()["loops"]
    (plan,) = loop["reductions"]
    assert plan.startswith("s: sum, at most 256 blocks of ceil(n/256) iterations, ")
    assert plan.endswith(", combined pairwise in block order")
    assert plan in str(report)


def test_the_plan_of_a_device_shares_out_blocks():
    f = pragmac.jit(total.py_func, options={"device": "emulated"})
    (loop,) = explain(f, np.zeros(9)).to_dict()["loops"]
    (plan,) = loop["reductions"]
    assert plan.startswith("s: sum, at most 1024 blocks of ceil(n/1024) iterations, rounded up ")
    assert "each shared out over the lanes of a worker" in plan
    assert (loop["lanes"], loop["lanes_reason"]) == (
        256,
        "they share out a block of iterations",
    )


def test_directives_as_written_and_their_threads():
    loop = only_loop(total, np.zeros(9))
    assert loop["directive"] == "parallel for schedule(dynamic, 4) num_threads(3)"
    assert loop["threads"] == 3
    assert "3 (num_threads)" in str(explain(total, np.zeros(9)))


def test_loops_inside_of_parallel_ones():
    @pragmac.jit
    def row_sum(a, i):
        s = 0.0
        # pragma parallel for
        for j in range(a.shape[1]):
            s += a[i, j]
        return s

    @pragmac.jit
    def sums(a, y):
        # pragma parallel for
        for i in range(a.shape[0]):
            y[i] = row_sum(a, i)
            for j in range(a.shape[1]):  # pragma parallel for
                a[i, j] = 0.0

    inner, outer, beside = explain(sums, np.zeros((3, 3)), np.zeros(3)).to_dict()["loops"]
    assert outer["outcome"] == "runs in parallel" and outer["inside"] is None
    for loop in (inner, beside):
        assert loop["inside"] == [__file__, outer["line"]] and not loop["parallel"]
        assert f"{__file__}:{outer['line']}" in loop["outcome"]
    assert inner["reductions"] == []


def test_simd_and_sequential_loops():
    @pragmac.jit
    def f(y):
        # pragma simd
        for i in range(y.shape[0]):
            y[i] = i
        # pragma sequential for
        for i in range(y.shape[0]):
            y[i] += 1.0
        # pragma parallel for single
        for i in range(y.shape[0]):
            y[i] += 1.0

    simd, sequential, single = explain(f, np.zeros(3)).to_dict()["loops"]
    assert simd["outcome"] == "may run in vector lanes" and not simd["parallel"]
    for loop in (sequential, single):
        assert loop["outcome"] == "runs in order, as its directive asks" and not loop["parallel"]


def test_versions_compiled_so_far():
    @pragmac.jit
    def copy(y, x):
        # pragma parallel for
        for i in range(x.shape[0]):
            y[i] = x[i]

    copy(np.zeros(3, np.float32), np.zeros((3, 2), np.int64)[:, 0])
    a = np.zeros(6)
    report = explain(copy, a[:3], a[3:])
    assert report.to_dict()["versions"] == [
        {"arguments": "y: f32[:], x: i64[:] (strided)", "overlap": False},
        {"arguments": "y: f64[:], x: f64[:]", "overlap": False},
    ]
    report = explain(copy, a[1:4], a[:3])
    assert report.to_dict()["overlapping"] == ["y", "x"]
    assert report.to_dict()["versions"][2:] == [
        {"arguments": "y: f64[:], x: f64[:]", "overlap": True}
    ]
    (loop,) = report.to_dict()["loops"]
    assert not loop["parallel"] and loop["guard"] == "`y` and `x` share no memory"
    assert loop["outcome"] == "runs in order in this call: `y` and `x` share memory"
    assert "arguments may overlap" in str(report)


def test_an_array_that_overlaps_itself():
    def f(y, x):
        # pragma parallel for
        for i in range(x.shape[0]):
            y[i] = x[i]

    y = np.lib.stride_tricks.as_strided(np.zeros(1), (4,), (0,))
    report = pragmac.jit(f).explain(y, np.ones(4))
    assert "runs in order because `y` overlaps itself" in str(report)
    with pytest.warns(pragmac.RaceWarning, match="runs in order: `y` overlaps itself"):
        pragmac.jit(f)(y, np.ones(4))


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda a: (a[:3], a[3:6], a[3:6]), []),  # only what is written counts
        (lambda a: (a[:3], a[2:5], a[5:8]), ["y", "x"]),
        (lambda a: (a[::2], a[1::2], a[1::2]), []),
        (lambda a: (np.lib.stride_tricks.as_strided(a, (3,), (0,)), a[3:6], a[3:6]), ["y"]),
    ],
)
def test_the_version_is_the_one_a_call_takes(monkeypatch, make, expected):
    from pragmac import requests

    @pragmac.jit
    def add(y, x, z):
        # pragma parallel for
        for i in range(3):
            y[i] = x[i] + z[i]

    asked = []
    original = requests.compile_version
    monkeypatch.setattr(
        requests,
        "compile_version",
        lambda r: (r["measure"] or asked.append(r["overlap"]), original(r))[1],
    )
    arguments = make(np.zeros(8))
    assert explain(add, *arguments).to_dict()["overlapping"] == expected
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        add(*arguments)
    # A call asks for the plain version first; what explain has compiled is not compiled again.
    kind = {0: [], 1: [2], 2: [1]}[len(expected)]  # itself, other arguments
    assert sorted(asked) == [0, *kind]


def test_callees_may_write():
    def put(a, i):
        a[i] = 1.0

    @pragmac.jit
    def f(x, y):
        # pragma parallel for
        for i in range(3):
            put(y, i)
            put(a=y, i=i)
        return x[0]

    a = np.zeros(4)
    assert explain(f, a[1:], a[:3]).to_dict()["overlapping"] == ["y", "x"]


def test_local_names_for_arguments():
    @pragmac.jit
    def f(x, y):
        c = y
        b = c
        c = b
        # pragma parallel for
        for i in range(3):
            b[i] = x[i]

    a = np.zeros(4)
    assert explain(f, a[1:], a[:3]).to_dict()["overlapping"] == ["y", "x"]


def test_the_warning_stays_with_the_call():
    @pragmac.jit
    def f(y, k):
        # pragma parallel for
        for i in range(y.shape[0]):
            k[i] += 0
            y[k[i] * 1] = i

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        explain(f, np.zeros(3), np.arange(3))
        assert caught == []
        f(np.zeros(3), np.arange(3))
        f(np.zeros(3), np.arange(3))
    assert [w.category for w in caught] == [pragmac.RaceWarning]


def test_types_in_words():
    @pragmac.jit
    def f(a, b, c, d, e):
        return a[0, 0] + b + c + d + e[()]

    a = np.zeros((3, 2), order="F")
    a.flags.writeable = False
    words = explain(f, a, 1, np.int32(2), np.True_, np.ones(())).to_dict()
    types = "a: f64[:, :] (Fortran order, read-only), b: int, c: i32, d: np.bool_, e: f64[]"
    assert words["arguments"] == types


def test_globals_are_arguments():
    @pragmac.jit
    def f(n):
        return n + SOME_COUNT

    assert explain(f, 1).to_dict()["arguments"] == "n: int, SOME_COUNT: int"


def test_forms_of_a_report():
    report = explain(scatter, np.zeros(9), np.zeros(4), np.arange(4))
    assert json.loads(json.dumps(report.to_dict())) == report.to_dict()
    report.to_dict()["loops"].clear()
    assert report.to_dict()["loops"]
    page = report._repr_html_()
    tables = 2 + bool(report.to_dict()["diagnostics"])  # the function, its loop, and notes
    assert "&lt;" not in page and page.count("<table>") == page.count("</table>") == tables
    assert "scatter" in repr(report)
    faulty = explain(scatter, [1], np.zeros(4), np.arange(4))._repr_html_()
    assert "--&gt;" in faulty and "-->" not in faulty


def test_threads():
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "import numpy as np, test_explain\n"
        "print(test_explain.explain(test_explain.total, np.zeros(3)))\n"
    )
    for environment, words in (
        ({"PRAGMAC_NUM_THREADS": "5"}, "5 (PRAGMAC_NUM_THREADS)"),
        ({}, f"{_native.thread_count()} (the processors this process may use)"),
    ):
        clean = {k: v for k, v in os.environ.items() if k != "PRAGMAC_NUM_THREADS"}
        done = subprocess.run(
            [sys.executable, "-c", code, str(Path(__file__).parent)],
            capture_output=True, text=True, env={**clean, **environment}, check=True,
        )  # fmt: skip
        assert words in done.stdout


def test_the_proof_with_its_relations_and_its_time():
    (loop,) = explain(double, np.ones(3), np.zeros(3)).to_dict()["loops"]
    lines = loop["proof"].splitlines()
    assert lines[0] == "loop over i"
    assert any(line.startswith("access 1 writes `y[i]`: [") for line in lines)
    assert any(line.startswith("all apart 1 by subscripts: ") for line in lines)
    assert 0 < loop["proof_seconds"] < 1 and loop["certificate_seconds"] > 0
    assert loop["isl"] is False


def test_a_loop_that_isl_decides_and_one_that_runs_in_order():
    @pragmac.jit
    def shifted(y, n):
        # pragma parallel for
        for i in range(n):
            y[i] = y[i + n]

    (loop,) = explain(shifted, np.ones(6), 3).to_dict()["loops"]
    assert loop["isl"] is True and " by relations: no two iterations meet" in loop["proof"]

    @pragmac.jit
    def unknown(y, k):
        # pragma parallel for
        for i in range(k.shape[0]):
            y[0] = y[0] * 2 + k[i]
            k[i] = y.shape[0]

    loops = explain(unknown, np.ones(6), np.ones(2)).to_dict()["loops"]
    assert all(loop["proof"] == "" for loop in loops)


def test_what_runs_on_trust_has_no_proof():
    def scattered(y, k):
        # pragma parallel for
        for i in range(k.shape[0]):
            y[k[i]] = i

    given = (np.ones(6), np.arange(2))
    (tested,) = explain(pragmac.jit(scattered), *given).to_dict()["loops"]
    assert " by fact: `k` holds no index twice" in tested["proof"]
    (trusted,) = explain(pragmac.jit(scattered, races="trust"), *given).to_dict()["loops"]
    assert trusted["trusted"] and trusted["proof"] == ""


def test_explain_has_one_heading_for_all_notes():
    @pragmac.jit
    def f(x):
        s = 0
        t = 0
        for i in range(x.shape[0]):
            s += x[i]
            t += x[i]
        return s, t

    report = explain(f, np.ones(3, np.uint8))
    assert len(report.to_dict()["diagnostics"]) == 2
    assert str(report).count("\ndiagnostics\n") == 1
