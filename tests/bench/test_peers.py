"""The part `peers` as a whole: what it plans, and a run of one small program."""

import json
import os
import pathlib
import shutil
import subprocess
import sys

import pytest

from bench.cpu.chosen import NAMES, QUICK
from bench.cpu.peers import Plan, quick

ROOT = pathlib.Path(__file__).resolve().parents[2]


def test_a_plan_has_every_program_at_its_sizes():
    work = Plan().work()
    assert len(work) == 2 * len(NAMES) + 2 and ("jacobi_2d", "L") in work
    assert Plan(names=("gemm", "heat_3d"), sizes=("XS", "L")).work() == [
        ("gemm", "XS"), ("heat_3d", "XS"), ("heat_3d", "L")
    ]  # fmt: skip


def test_quick_makes_smaller_what_is_not_asked_for():
    plan = Plan(**quick({"sizes": ("M",), "rounds": 9}))
    assert plan.names == QUICK and plan.sizes == ("M",) and plan.rounds == 9
    assert set(QUICK) <= set(NAMES)


def run(folder, *arguments):
    return subprocess.run(
        [sys.executable, str(ROOT / "bench/run.py"), "--part", "peers", "--size", "XS", "--peer",
         "gcc", "--rounds", "6", "--threads", "1", "--json", str(folder / "all.json"),
         "--report", str(folder), *arguments],
        capture_output=True, text=True, timeout=300, env=os.environ,
    )  # fmt: skip


needs_gcc = pytest.mark.skipif(not shutil.which("gcc"), reason="no gcc here: it compiles the probe")


@needs_gcc
def test_a_run_writes_samples_a_table_and_pictures(tmp_path):
    done = run(tmp_path, "--kernel", "trisolv")
    assert done.returncode == 0, done.stderr
    assert "over the better C" not in done.stdout  # far below 1 ms: shown and not counted
    assert "(trisolv XS)" in done.stdout and "threads  1" in done.stdout
    found = json.loads((tmp_path / "all.json").read_text())["peers"]["programs"]["trisolv XS"]
    assert found["who"]["gcc"]["equal"] and len(found["who"]["gcc"]["pairs"]) == 6
    assert all({"fma", "add_mul", "copy"} <= set(probe) for probe in found["probes"])
    assert "| (trisolv XS) |" in (tmp_path / "report.md").read_text()


@needs_gcc
def test_an_interrupted_run_is_gone_on_with(tmp_path):
    run(tmp_path, "--kernel", "trisolv")
    before = json.loads((tmp_path / "all.json").read_text())["peers"]["programs"]
    done = run(tmp_path, "--kernel", "trisolv", "--kernel", "durbin", "--continue")
    after = json.loads((tmp_path / "all.json").read_text())["peers"]["programs"]
    assert "durbin XS ..." in done.stderr and "trisolv XS ..." not in done.stderr
    assert after["trisolv XS"] == before["trisolv XS"] and "durbin XS" in after
    assert "(trisolv XS)" in done.stdout and "(durbin XS)" in done.stdout
