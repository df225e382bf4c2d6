"""What a terminal shows while something takes long, and that nothing else shows it."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

COMPILES = """
import numpy as np
import pragmac
from pragmac import progress

progress.PATIENCE = {patience}


@pragmac.jit(options={{"cache": False}})
def product(a, b, c):
    # pragma parallel for
    for i in range(c.shape[0]):
        for j in range(c.shape[1]):
            for k in range(a.shape[1]):
                c[i, j] += a[i, k] * b[k, j]


x = np.ones((4, 4))
product(x, x, np.zeros((4, 4)))
print("done")
"""

TRACKS = f"""
import sys, time
sys.path.insert(0, {str(ROOT)!r})
from kernels.progress import tracked

for item in tracked([1, 2, 3], "measuring"):
    print("item", item)
    time.sleep(0.05)
"""


def on_terminal(program: Path) -> tuple[str, str]:
    """What the program writes to standard output, and to its terminal, which is its standard
    error."""
    ours, theirs = pty.openpty()
    try:
        process = subprocess.Popen(
            [sys.executable, str(program)],
            stdout=subprocess.PIPE,
            stderr=theirs,
            text=True,
            env={**os.environ, "TERM": "xterm", "COLUMNS": "100"},
        )
        os.close(theirs)
        shown = b""
        while True:
            try:
                more = os.read(ours, 4096)
            except OSError:  # the other end is closed
                break
            if not more:
                break
            shown += more
        output = process.communicate()[0]
    finally:
        os.close(ours)
    assert process.returncode == 0, shown.decode()
    return output, shown.decode()


def program(folder: Path, text: str) -> Path:
    file = folder / "program.py"
    file.write_text(text)
    return file


def test_a_long_compilation_is_shown_and_its_line_goes(tmp_path):
    output, shown = on_terminal(program(tmp_path, COMPILES.format(patience=0.0)))
    assert output == "done\n"
    words = "pragmac: compiling product(a: f64[:, :], b: f64[:, :], c: f64[:, :]) ..."
    assert shown == f"{words}\r\x1b[K"


def test_a_long_line_is_cut_to_its_row(tmp_path):
    names = ", ".join(f"argument_number_{i}" for i in range(12))
    text = COMPILES.format(patience=0.0).replace(
        "def product(a, b, c)", f"def product({names}, a, b, c)"
    )
    text = text.replace("product(x, x, ", "product(*[x] * 12, x, x, ")
    _, shown = on_terminal(program(tmp_path, text))
    line = shown.partition("\r")[0]
    assert len(line) < 100 and line.endswith(" ...") and shown.endswith("\r\x1b[K")


@pytest.mark.parametrize("stream", ["W()", "closed", "None"])
def test_whatever_stands_for_standard_error(tmp_path, stream):
    replaced = f"""
import io
import sys


class W:
    def write(self, text):
        return 0


closed = io.StringIO()
closed.close()
sys.stderr = {stream}
"""
    text = replaced + COMPILES.format(patience=0.0)
    done = subprocess.run(
        [sys.executable, str(program(tmp_path, text))], capture_output=True, text=True
    )
    assert done.stdout == "done\n"


def test_a_short_compilation_is_not_shown(tmp_path):
    assert on_terminal(program(tmp_path, COMPILES.format(patience=60.0))) == ("done\n", "")


@pytest.mark.parametrize("text", [COMPILES.format(patience=0.0), TRACKS])
def test_nothing_is_shown_where_there_is_no_terminal(tmp_path, text):
    done = subprocess.run(
        [sys.executable, str(program(tmp_path, text))], capture_output=True, text=True, check=True
    )
    assert done.stderr == "" and done.stdout


def test_a_bar_of_the_benchmarks(tmp_path):
    pytest.importorskip("rich")
    output, shown = on_terminal(program(tmp_path, TRACKS))
    assert "measuring" in shown and "100%" in shown and "0:00:0" in shown
    assert [line for line in output.splitlines() if line] == ["item 1", "item 2", "item 3"]
