"""Files stored for the C++ tests of the front end are what Python and NumPy give today."""

import pathlib
import re
import subprocess
import sys

import pytest
from pragmac import tree

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAMS = ROOT / "tests" / "pragma" / "programs"
KINDS = ROOT / "tests" / "pragma" / "kinds"


@pytest.mark.parametrize("path", sorted(PROGRAMS.glob("*.py")), ids=lambda p: p.stem)
def test_trees_of_programs_are_current(path):
    written = tree.file_tree(path.read_text(encoding="utf-8"), path.name)
    assert path.with_suffix(".tree").read_text(encoding="utf-8") == written + "\n"


def test_the_table_of_kinds_is_numpys(tmp_path):
    made = tmp_path / "expected.txt"
    subprocess.run([sys.executable, str(KINDS / "make_expected.py"), str(made)], check=True)
    lines = made.read_text().splitlines()
    # The first line names the version; NumPy's rules are those of every 2.x.
    assert lines[1:] == (KINDS / "expected.txt").read_text().splitlines()[1:]
    assert len(lines) > 5000


def reported_codes() -> set[str]:
    """The codes that the IR builder reports, and those of node kinds it refuses."""
    sources = ROOT / "pragma"
    codes = set(re.findall(r'^PRAGMAC_TREE_KIND\(.*, "(P\d+)"\)', kinds_text(), re.M))
    for path in sources.glob("*.cpp"):
        if not path.name.startswith(("directive", "attach", "tree", "suggest", "check_")):
            codes |= set(re.findall(r'(?:report|Code)\("([PN]\d+)"', path.read_text()))
    return codes


def kinds_text() -> str:
    return (ROOT / "pragma" / "tree_kinds.def").read_text()


def test_every_code_of_the_builder_has_a_program():
    text = "".join(path.read_text(encoding="utf-8") for path in PROGRAMS.glob("*.py"))
    shown = {code for line in re.findall(r"#!(?:below)? (.*)", text) for code in line.split()}
    assert len(reported_codes()) > 50
    assert reported_codes() - shown == set()
