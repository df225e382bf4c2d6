"""The list of loops that stayed scalar."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def listed(*names):
    words = [word for name in names for word in ("--kernel", name)]
    command = [sys.executable, str(ROOT / "bench/lanes.py"), "--size", "XS", *words]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_a_recurrence_is_listed_with_its_reason():
    text = listed("crc16", "jacobi_1d")
    assert "for byte in data:" in text
    assert "value that could not be identified as reduction is used outside the loop" in text
    assert "x[i - 1]" not in text  # the sweeps have lanes
    assert "loops stayed scalar; 0 forced programs are faster" in text
