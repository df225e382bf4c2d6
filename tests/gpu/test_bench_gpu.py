"""`./dev bench --gpu`: its problems on the emulated device, its tables with a mock driver."""

import json
import os
import pathlib
import subprocess
import sys
import types

import numpy as np
import pragmac
import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BENCH = ROOT / "bench/gpu"
MOCK = pathlib.Path(pragmac.__file__).parents[2] / "tests/mock/cuda"
sys.path.insert(0, str(BENCH))

import peers  # noqa: E402
import table  # noqa: E402
from problems import OWN, Problem, problems, with_library  # noqa: E402
from work import NotMeasured  # noqa: E402

from kernels.kernel import largest_difference  # noqa: E402


@pytest.mark.parametrize("problem", problems(), ids=lambda problem: problem.name)
def test_loops_have_the_results_of_the_reference(problem):
    function = pragmac.jit(options={"device": "emulated"})(problem.loops)
    arguments = problem.inputs(1e-5)
    expected = problem.reference(*problem.inputs(1e-5))
    returned = function(*arguments)
    found = returned if isinstance(returned, tuple) else () if returned is None else (returned,)
    found += tuple(arguments[position] for position in problem.outputs)
    assert largest_difference(found, expected) <= problem.tolerance


@pytest.mark.parametrize("problem", OWN, ids=lambda problem: problem.name)
def test_loops_become_kernels_that_stay_on_the_device(problem):
    text = pragmac.jit(problem.loops).inspect("ptx", *problem.inputs(1e-5))
    assert text.count(".entry") == 1


def test_a_reference_of_another_library():
    class Library:
        @staticmethod
        def ones(n):
            return ["other"] * n

    module = {"__name__": "m"}
    exec("import numpy as np\ndef f(n): return np.ones(n)\ndef g(n): return f(n)", module)
    assert with_library(module["g"], Library)(2) == ["other", "other"]


def numpy_as_cupy() -> types.ModuleType:
    """What the bench uses of CuPy, on the host."""
    cupy = types.ModuleType("cupy")
    cupy.__dict__.update(vars(np), asnumpy=np.asarray)
    cupy.cuda = types.SimpleNamespace(Device=lambda: types.SimpleNamespace(synchronize=len))
    return cupy


# A sparse matrix would be one of cupyx, which NumPy has none for.
@pytest.mark.parametrize(
    "problem", [p for p in problems() if p.name != "spmv regular"], ids=lambda problem: problem.name
)
def test_a_peer_in_numpys_style_has_the_same_results(monkeypatch, problem):
    monkeypatch.setitem(sys.modules, "cupy", numpy_as_cupy())
    work = peers.by_cupy(problem, problem.inputs(1e-5))
    expected = problem.reference(*problem.inputs(1e-5))
    assert largest_difference(work.results(work.call()), expected) <= problem.tolerance


@pytest.mark.parametrize("who", peers.PEERS)
def test_what_is_absent_is_said(monkeypatch, who):
    for name in ("cupy", "jax", "torch", "triton", "numba", "numba.cuda"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(NotMeasured, match="No module named|import of|no such routine"):
        peers.PEERS[who](OWN[0], OWN[0].inputs(1e-5))


def row(*times: float, equal: bool = True, count: int = 0) -> dict:
    return {"times": list(times), "equal": equal, "difference": 0.0, "bytes": count}


def test_losers_come_first(capsys):
    def problem(name: str, limit: float | None = None) -> Problem:
        return Problem(name, len, tuple, tuple, limit=limit)

    found = {
        "won": {"pragmac": row(1e-3), "cupy": row(2e-3)},
        "lost": {"pragmac": row(3e-3), "cupy": row(2e-3), "jax": row(1e-3, equal=False)},
        "slow": {"pragmac": row(1e-3, count=50_000), "cupy": {"missing": "no cupy"}},
        "wrong": {"pragmac": row(1e-3, equal=False), "cupy": {"missing": "no cupy"}},
    }
    chosen = [problem("won"), problem("lost"), problem("slow", 0.9), problem("wrong")]
    table.print_problems(chosen, found, 1e8)
    table.print_missing(found)
    said = capsys.readouterr().out.splitlines()[2:]
    assert [line.split()[0] for line in said[:4]] == ["wrong", "slow", "lost", "won"]
    assert "50 %  90 %: MISSED" in said[1] and "cupy     2.0000     1.50" in said[2]
    assert said[4:] == [
        "3 of 4 behind",
        "cupy: not measured for slow, wrong: no cupy",
        "jax: not measured for lost: other results than NumPy's",
    ]


@pytest.mark.skipif(not MOCK.is_dir(), reason="an installed package has no mocks")
def test_a_driver_that_computes_nothing_gives_tables_and_wrong_results(tmp_path):
    report = tmp_path / "report.json"
    done = subprocess.run(
        [sys.executable, str(BENCH / "run.py"), "--scale", "0.0001", "--problem", "row sums",
         "--peer", "triton", "--json", str(report)], text=True, capture_output=True, timeout=200,
        env={**os.environ, "LD_LIBRARY_PATH": str(MOCK)},
    )  # fmt: skip
    assert done.returncode == 1 and "row sums" in done.stdout, done.stderr
    assert "device            Mock 0" in done.stdout and "over it" in done.stdout
    assert "WRONG" in done.stdout and "1 of 1 behind" in done.stdout
    facts = json.loads(report.read_text())
    assert (
        facts["device"]["facts"]["cuda_of_driver"] == "12.4" and len(facts["device"]["copy"]) == 7
    )
    assert "times" in facts["problems"]["row sums"]["pragmac"]
