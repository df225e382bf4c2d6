"""Prints the closing line of `./dev test`: the sums over all parts, in pytest's form.

Parts that wrote a JUnit report (C++ tests, Python tests, wheels) count with their cases; the others
(fuzz, mutants) count as one case each. A part that ended with an error but reports no failed case,
such as a crash of the runner itself, counts as one failure.
"""

import argparse
import pathlib
import sys
import xml.etree.ElementTree as ElementTree


def count_report(path: pathlib.Path) -> tuple[int, int, int]:
    """Passed, failed and skipped cases of one JUnit file."""
    passed = failed = skipped = 0
    for case in ElementTree.parse(path).getroot().iter("testcase"):
        if case.find("failure") is not None or case.find("error") is not None:
            failed += 1
        elif case.find("skipped") is not None:
            skipped += 1
        else:
            passed += 1
    return passed, failed, skipped


def count_part(report: pathlib.Path, status: int) -> tuple[int, int, int]:
    passed, failed, skipped = count_report(report) if report.exists() else (int(not status), 0, 0)
    if status and not failed:
        failed = 1
    return passed, failed, skipped


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("reports", type=pathlib.Path)
    parser.add_argument("parts", nargs="+", help="name=exit status")
    options = parser.parse_args()
    totals = [0, 0, 0]
    failed_parts = []
    for part in options.parts:
        name, status = part.split("=")
        counts = count_part(options.reports / f"{name}.xml", int(status))
        totals = [total + count for total, count in zip(totals, counts, strict=True)]
        print(f"{name:8} {counts[0]} passed, {counts[1]} failed, {counts[2]} skipped")
        if int(status) or counts[1]:
            failed_parts.append(name)
    words = [
        f"{count} {word}"
        for count, word in zip(
            (totals[1], totals[0], totals[2]), ("failed", "passed", "skipped"), strict=True
        )
        if count
    ]
    print(f" {', '.join(words) or 'no tests ran'} in {options.seconds:.2f}s ".center(80, "="))
    return 1 if failed_parts or not totals[0] else 0


if __name__ == "__main__":
    sys.exit(main())
