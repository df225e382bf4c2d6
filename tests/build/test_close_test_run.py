"""tools/close_test_run.py: its closing line and status, from reports written here."""

import pathlib
import subprocess
import sys

import pytest

TOOL = pathlib.Path(__file__).parents[2] / "tools" / "close_test_run.py"
CASES = {
    "passed": '<testcase name="a"/>',
    "failed": '<testcase name="a"><failure message="m"/></testcase>',
    "skipped": '<testcase name="a"><skipped message="m"/></testcase>',
}


def close(folder: pathlib.Path, *parts: str, **reports: list[str]) -> tuple[int, str]:
    for name, kinds in reports.items():
        cases = "".join(CASES[kind] for kind in kinds)
        (folder / f"{name}.xml").write_text(
            f"<testsuites><testsuite>{cases}</testsuite></testsuites>"
        )
    command = [sys.executable, TOOL, "--seconds", "1.5", folder, *parts]
    result = subprocess.run(command, capture_output=True, text=True)
    return result.returncode, result.stdout.splitlines()[-1].strip("= ")


def test_sums_parts(tmp_path):
    closed = close(tmp_path, "cpp=0", "fuzz=0", cpp=["passed", "passed", "skipped"])
    assert closed == (0, "3 passed, 1 skipped in 1.50s")


@pytest.mark.parametrize("status", [0, 1])
def test_failed_case_fails_the_run(tmp_path, status):
    closed = close(tmp_path, f"cpp={status}", cpp=["failed", "passed"])
    assert closed == (1, "1 failed, 1 passed in 1.50s")


def test_error_status_without_failed_case_counts(tmp_path):
    assert close(tmp_path, "cpp=8", cpp=["passed"]) == (1, "1 failed, 1 passed in 1.50s")
    assert close(tmp_path, "mutants=1") == (1, "1 failed in 1.50s")


def test_nothing_ran_is_no_success(tmp_path):
    assert close(tmp_path, "python=0", python=[]) == (1, "no tests ran in 1.50s")
