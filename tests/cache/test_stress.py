"""A short form of `stress.py`: nothing wrong is loaded, and nothing is raised."""

import os
import subprocess
import sys
from pathlib import Path


def test_no_wrong_load_and_no_exception():
    script = Path(__file__).with_name("stress.py")
    done = subprocess.run(
        [sys.executable, str(script), "--processes", "4", "--keys", "10"],
        capture_output=True, text=True, env={**os.environ, "PYTHONWARNINGS": "default"},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    rows = {line[:20].strip(): line[20:].split() for line in done.stdout.splitlines()[2:]}
    finished, _, damages, loaded, compiled = map(int, rows["kills and damages"][:5])
    assert finished == 4 and damages > 0 and loaded > 0 and compiled >= 10
    assert rows["files cannot grow"][3:6] == ["0", "48", "4"]  # all compiled, a warning each
