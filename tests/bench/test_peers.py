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


@pytest.mark.skipif(not shutil.which("gcc"), reason="no gcc here: it compiles the probe")
def test_a_run_writes_samples_a_table_and_pictures(tmp_path):
    done = subprocess.run(
        [sys.executable, str(ROOT / "bench/run.py"), "--part", "peers", "--kernel", "trisolv",
         "--size", "XS", "--peer", "gcc", "--rounds", "6", "--threads", "1",
         "--json", str(tmp_path / "all.json"), "--report", str(tmp_path)],
        capture_output=True, text=True, timeout=300, env=os.environ,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "over the better C" not in done.stdout  # far below 1 ms: shown and not counted
    assert "(trisolv XS)" in done.stdout and "threads  1" in done.stdout
    found = json.loads((tmp_path / "all.json").read_text())["peers"]["programs"]["trisolv XS"]
    assert found["who"]["gcc"]["equal"] and len(found["who"]["gcc"]["pairs"]) == 6
    assert all({"fma", "add_mul", "copy"} <= set(probe) for probe in found["probes"])
    assert "| (trisolv XS) |" in (tmp_path / "report.md").read_text()
