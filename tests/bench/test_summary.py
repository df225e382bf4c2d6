"""The table, what is asked, and the pictures, of samples that are made up."""

import pytest

from bench.cpu.plots import draw
from bench.cpu.summary import entry, losers_first, verdicts
from bench.cpu.table import TITLES, markdown_table, text_table

PROBE = {"fma": 100.0, "add_mul": 50.0, "copy": 10.0}


def found(ours, unsteady=0, **peers):
    rows = {"pragmac": {"equal": True, "difference": 0.0}}
    for who, seconds in peers.items():
        pairs = [[ours, seconds, True]] * 8
        rows[who.replace("_", "-")] = {"equal": True, "difference": 0.0, "pairs": pairs}
    return {"who": rows, "probes": [PROBE] * 8, "unsteady_rounds": unsteady}


def some():
    wrong = found(1.0, gcc=1.0)
    wrong["who"]["pragmac"] = {"equal": False, "difference": 0.5}
    return [
        entry("gemm", "M", found(2e-2, numba=4e-2, numba_parallel=3e-2, gcc=4e-2, numpy=1e-2)),
        entry("pi", "S", found(2e-2, numba=1e-2, gcc=4e-2)),
        entry("crc16", "S", found(1e-4, numba=1e-5)),
        entry("lu", "S", wrong),
    ]


def test_the_better_of_a_family_counts():
    gemm = some()[0]
    assert gemm.best["Numba"].who == "numba-parallel" and gemm.best["Numba"].ratio.median == 1.5
    assert gemm.standing == 1.5 and gemm.best["NumPy"].ratio.median == 0.5
    assert gemm.share("add_mul") == pytest.approx(2 * 1000 * 1100 * 1200 / 2e-2 / 50e9)


def test_losers_come_first():
    assert [e.name for e in losers_first(some())] == ["lu", "crc16", "pi", "gemm"]


def test_the_table_says_what_is_wrong_and_what_does_not_count():
    lines = text_table(some())
    assert "WRONG: differs from NumPy by 5.0e-01" in lines[1]
    assert lines[2].startswith("(crc16 S)") and "0.10 [0.10, 0.10]" in lines[2]
    assert len({len(line) for line in (lines[0], *lines[2:])}) == 1
    rows = markdown_table(some())
    assert all(row.count("|") == len(TITLES) + 1 for row in rows)


def test_what_is_asked():
    lines = verdicts(some())
    assert lines[0] == "no result of ours: lu S"
    assert "over the better Numba: geometric mean 0.87 of 2; asked 1.5: MISSED" in lines
    assert "  interval entirely below 1: 1; asked none: MISSED (pi S)" in lines
    assert "over the better C: geometric mean 2.00 of 2; asked 1.1: met" in lines
    assert any(line.startswith("gemm M: 264% of add_mul; asked 50%: met") for line in lines)


def test_what_is_asked_of_one_program():
    lines = verdicts([entry("softmax", "S", found(1e-2, numba=3e-2))])
    assert lines[-1] == "softmax S over Numba: 3.00 [3.00, 3.00]; asked 4: MISSED"


def test_nobody_to_compare_with():
    alone = entry("gemm", "S", found(1e-2))
    assert alone.seconds is None and alone.why == "no peer to compare with"


def test_pictures(tmp_path):
    pytest.importorskip("matplotlib")
    files = draw(some(), tmp_path)
    assert [file.name for file in files] == ["ratios.png", "roofline.png"]
    assert all(file.stat().st_size > 10_000 for file in files)
