"""The directed programs of the mutation tests give CPython's answers in the unchanged compiler."""

import pathlib
import sys

import pytest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "fuzz"))

from compare import compare_program  # noqa: E402

PROGRAMS = sorted((HERE / "programs").glob("*.py"))


def test_there_are_enough():
    assert len(PROGRAMS) >= 35


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda p: p.stem)
def test_equal(path):
    verdict = compare_program(str(path))
    assert verdict.status == "equal", verdict.detail
