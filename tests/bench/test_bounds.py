"""The counts of index checks, and what the table says of them."""

import sys
from pathlib import Path

import pragmac
import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from bench.bounds import counts, print_summary, summary  # noqa: E402
from bench.cpu.programs import load  # noqa: E402


def test_a_stencil_evaluates_no_check():
    program = load("jacobi_2d")
    found = counts(program, pragmac.jit(program.plain))
    steps, side = program.sizes["XS"]
    assert found["indices"] == steps * 2 * (side - 2) ** 2 * 6 * 2  # six elements, two indices each
    assert found["checks"] == 0 and found["each"] == 0 and found["tested"] > 0


def test_a_gather_checks_each_index_that_is_data():
    program = load("spmv")
    found = counts(program, pragmac.jit(program.plain))
    assert found["each"] > 0
    assert 0 < found["checks"] < found["indices"] / 2


def test_without_any_fast_copy_every_index_is_checked():
    program = load("jacobi_2d")
    found = counts(program, pragmac.jit(options={"copies": "original"})(program.plain))
    assert found["checks"] >= found["indices"] > 0


def sample(each, checks, cost):
    return {"proved": 10, "tested": 10 - each, "each": each, "indices": 100, "checks": checks,
            "cost": [cost - 0.1, cost, cost + 0.1]}  # fmt: skip


def test_the_summary_counts_places_and_indices_once_each(capsys):
    found = summary({"a": sample(0, 0, 1.0), "b": sample(2, 12, 1.21)})
    assert found["places"] == pytest.approx(0.95) and found["executed"] == pytest.approx(0.94)
    assert found["mean_cost"] == pytest.approx(1.1) and found["worst"] == "b"
    print_summary(found)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].endswith("MISSED")
    assert "geometric mean 1.100, target 1.05: MISSED" in lines[1] and lines[1].endswith("met")
