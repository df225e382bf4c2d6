"""Programs on which the fuzzer once found a difference, made small."""

import pathlib

import pytest
from compare import compare_program
from interpreted import compare_orders

PROGRAMS = sorted((pathlib.Path(__file__).resolve().parent / "found").glob("*.py"))


def test_there_are_some():
    assert PROGRAMS


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda p: p.stem)
def test_equal(path):
    verdict = compare_program(str(path))
    assert verdict.status == "equal", verdict.detail


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda p: p.stem)
def test_every_order(path):
    verdict = compare_orders(str(path))
    assert verdict.status == "equal", verdict.detail
