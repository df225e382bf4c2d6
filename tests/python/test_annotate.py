"""`pragmac annotate`: the loops that people marked are found, nothing else of a file changes."""

import importlib.util
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pragmac
import pytest
from pragmac.annotating import annotate

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from kernels.kernel import largest_difference, same_bits  # noqa: E402

FILES = sorted([*ROOT.glob("kernels/*.py"), *ROOT.glob("bench/loops/*.py")])
DIRECTIVE = re.compile(r"\s*#\s*pragma\s+(\w+)")
# What a person knows, and no proof does without being told.
NOT_FOUND = {
    "floyd_warshall": "assume(samevalue: path) is a claim",
    "histogram": "the updates are atomic because a directive says so",
    "conv2d_bias": "a loop further out is found",
}
# A test at every call decides.
GUARDED = {"azimint_hist", "sddmm"}

STENCIL = """\
import numpy as np


def heat(a, b, steps):
    for t in range(steps):
        for i in range(1, a.shape[0] - 1):
            for j in range(1, a.shape[1] - 1):
                b[i, j] = 0.25 * (a[i - 1, j] + a[i + 1, j] + a[i, j - 1] + a[i, j + 1])


def running(x):
    for i in range(1, x.shape[0]):
        x[i] = x[i - 1] + 1.0
    total = 0.0
    for i in range(x.shape[0]):
        total += x[i]
    return total


def show(path):
    for line in open(path):
        print(line)
"""


def command(*arguments, cwd=None):
    return subprocess.run(
        [sys.executable, "-m", "pragmac", "annotate", *map(str, arguments)],
        capture_output=True, text=True, cwd=cwd,
    )  # fmt: skip


def without_directives(path):
    """The text, and the lines of the loops that were marked as parallel."""
    lines, marked, pending = [], set(), False
    for line in path.read_text().split("\n"):
        found = DIRECTIVE.match(line)
        if found:
            pending |= found[1] == "parallel"
            continue
        lines.append(line)
        if pending:
            marked.add(len(lines))
            pending = False
    return "\n".join(lines), marked


def module_at(path):
    spec = importlib.util.spec_from_file_location(f"annotated_{path.stem}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.stem)
def test_loops_that_people_marked_are_found(tmp_path, file):
    path = tmp_path / file.name
    text, marked = without_directives(file)
    path.write_text(text)
    annotation = annotate(str(path), guarded=file.stem in GUARDED)
    found = {p.line for p in annotation.proposals}
    assert all(p.reason for p in annotation.proposals)
    if file.stem in GUARDED:
        assert not marked <= {p.line for p in annotate(str(path)).proposals}
    if file.stem in NOT_FOUND:
        assert not marked <= found, "no exception any more"
    else:
        assert marked <= found
    annotation.write()
    checked = pragmac.check(str(path))
    assert checked.ok
    assert len(checked.loops) == len(found)
    assert not annotate(str(path)).proposals

    kernel = getattr(module_at(path), "KERNEL", None)
    if kernel is not None:
        arguments = kernel.arguments("XS")
        plain = kernel.run(kernel.plain, arguments)
        compiled = kernel.run(kernel.function, arguments)
        summed = any("another order" in p.reason for p in annotation.proposals)
        if kernel.exact and not summed:
            assert same_bits(compiled, plain)
        else:
            assert largest_difference(compiled, plain) <= max(kernel.tolerance, 1e-12)


def test_reasons_and_what_is_left_alone(tmp_path):
    path = tmp_path / "program.py"
    path.write_text(STENCIL)
    annotation = annotate(str(path))
    reasons = {p.line: p.reason for p in annotation.proposals}
    assert reasons == {
        6: "b: every access has subscript i in dimension 0",
        15: "total: sum over iterations, combined in another order than plain Python's",
    }
    left = dict(annotation.left)
    assert left[5].startswith("P301: ") and left[12].startswith("P302: ")
    assert left[21] == "`show` is not compiled: P212: the builtin `open` is not compiled"


def test_what_only_a_test_can_allow(tmp_path):
    path = tmp_path / "program.py"
    path.write_text("def f(x, y, at):\n    for i in range(y.shape[0]):\n        x[at[i]] = y[i]\n")
    assert not annotate(str(path)).proposals
    assert "--guarded" in dict(annotate(str(path)).left)[2]
    (found,) = annotate(str(path), guarded=True).proposals
    assert found.verdict == "guarded"
    assert found.reason.startswith("where a test finds that `at` holds no index twice")


def test_marked_loops_and_those_around_and_inside_stay(tmp_path):
    path = tmp_path / "program.py"
    path.write_text(
        "def f(x, y):\n"
        "    for i in range(x.shape[0]):\n"
        "        #pragma simd\n"
        "        for j in range(x.shape[1]):\n"
        "            x[i, j] = 1.0\n"
        "    #pragma parallel for\n"
        "    for i in range(x.shape[0]):\n"
        "        for j in range(x.shape[1]):\n"
        "            x[i, j] += 1.0\n"
        "    for i in range(y.shape[0]):\n"
        "        y[i] = 2.0\n"
    )
    assert [p.line for p in annotate(str(path)).proposals] == [10]


def test_functions_whose_calls_go_elsewhere(tmp_path):
    path = tmp_path / "program.py"
    body = "for i in range(x.shape[0]):\n{0}    x[i] = 1.0\n"
    path.write_text(
        "import numba, pragmac\n"
        "class Model:\n"
        "    def step(self, x):\n        " + body.format(" " * 8) +
        "    @staticmethod\n    def fill(x):\n        " + body.format(" " * 8) +
        "@numba.njit(parallel=True)\ndef other(x):\n    " + body.format(" " * 4) +
        "@pragmac.jit(math='fast')\ndef ours(x):\n    " + body.format(" " * 4)
    )  # fmt: skip
    annotation = annotate(str(path))
    assert [p.function for p in annotation.proposals] == ["fill", "ours"]
    assert dict(annotation.left) == {
        4: "`step` is a method: its first argument is no number and no array",
        12: "`numba.njit(parallel=True)` makes something else of `other`",
    }


def test_few_iterations_are_no_loop_for_threads(tmp_path):
    path = tmp_path / "program.py"
    path.write_text(
        "def f(x, y):\n"
        "    for c in range(3):\n"
        "        for i in range(x.shape[1]):\n"
        "            x[c, i] = 1.0\n"
        "    for c in range(3):\n"
        "        y[c] = 0.0\n"
    )
    annotation = annotate(str(path))
    assert [p.line for p in annotation.proposals] == [3]
    assert dict(annotation.left)[5] == "3 iterations are too few"


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ("", "utf-8"),
        ("# -*- coding: latin-1 -*-\n# caf\u00e9\n", "latin-1"),
        ("\u00fc = 1\n", "utf-8-sig"),
    ],
)
def test_every_other_byte_stays(tmp_path, ending, head, encoding):
    if ending == "\r" and encoding == "latin-1":
        pytest.skip("tokenize.detect_encoding finds no coding line before a lone carriage return")
    text = (head + STENCIL.replace("    ", "\t") + "\f\n# the end, without a line end").replace(
        "\n", ending
    )
    path = tmp_path / "program.py"
    path.write_bytes(text.encode(encoding))
    path.chmod(0o640)
    link = tmp_path / "link.py"
    link.symlink_to(path)
    assert command("--write", link).returncode == 0
    assert link.is_symlink() and os.stat(path).st_mode & 0o777 == 0o640
    written = path.read_bytes()
    mark = f"#pragma parallel for{ending}".encode()
    assert written.count(mark) == 2
    assert re.sub(rb"\t+" + re.escape(mark), b"", written) == text.encode(encoding)
    assert sorted(os.listdir(tmp_path)) == ["link.py", "program.py"]


def test_the_diff_can_be_applied(tmp_path):
    path = tmp_path / "program.py"
    path.write_text(STENCIL)
    done = command("program.py", cwd=tmp_path)
    assert done.returncode == 0 and done.stderr == ""
    assert path.read_text() == STENCIL
    assert "@@ b: every access has subscript i in dimension 0\n" in done.stdout
    subprocess.run(["git", "apply", "-"], input=done.stdout, text=True, cwd=tmp_path, check=True)
    applied = path.read_text()
    path.write_text(STENCIL)
    annotate(str(path)).write()
    assert path.read_text() == applied


def test_the_command(tmp_path):
    (tmp_path / "program.py").write_text(STENCIL)
    (tmp_path / "plain.py").write_text("x = 1\n")
    done = command("--why", tmp_path)
    assert done.returncode == 0
    assert "program.py:12: left alone: P302" in done.stderr
    listed = json.loads(command("--json", tmp_path).stdout)
    assert [p["line"] for p in listed["proposals"]] == [6, 15]
    assert {"file", "line", "reason"} == set(listed["left"][0])
    done = command(tmp_path / "plain.py")
    assert (done.returncode, done.stdout) == (0, "") and "no loop to mark" in done.stderr
    assert command(tmp_path / "absent.py").returncode == 2
    (tmp_path / "broken.py").write_text("def f(:\n")
    done = command("--write", tmp_path)
    assert done.returncode == 1 and "broken.py" in done.stderr
    assert "#pragma parallel for" in (tmp_path / "program.py").read_text()


def test_a_file_that_cannot_be_replaced_stays(tmp_path, monkeypatch, capsys):
    from pragmac.cli import run_command

    def refuse(*paths):
        raise PermissionError(13, "Permission denied")

    path = tmp_path / "program.py"
    path.write_text(STENCIL)
    monkeypatch.setattr(os, "replace", refuse)
    assert run_command(["annotate", "--write", str(path)]) == 1
    assert "program.py stays as it is: [Errno 13]" in capsys.readouterr().err
    assert os.listdir(tmp_path) == ["program.py"] and path.read_text() == STENCIL
