"""`./dev errors`: how many programs are refused, by which codes, and how many fixes are edits; then
the tests, which make each edit."""

import sys
from collections import Counter

import pragmac
import pytest
from edits import edits_of
from pragmac import _compiler
from test_rejected_programs import PROGRAMS, expectation, load
from test_wrong_directives import ROWS


def first_error(path):
    try:
        load(path).CALL()
    except pragmac.CompileError as error:
        return next(d for d in error.diagnostics if d.severity == "error")
    return None


def main():
    counts = Counter([row[0] for row in ROWS] + [expectation(path)[1] for path in PROGRAMS])
    mended = sum(row[4] != "none" for row in ROWS)
    mended += sum(bool(error and edits_of(error)) for error in map(first_error, PROGRAMS))
    total = sum(counts.values())
    codes = [c["code"] for c in _compiler.all_codes() if c["severity"] == "error"]
    missing = [code for code in codes if code not in counts]
    print(f"{total} programs, {len(counts)} of {len(codes)} codes; none of {', '.join(missing)}")
    print(f"{mended} have a fix that is an edit ({mended / total:.0%})")
    return pytest.main(["-q", "-p", "no:cacheprovider", str(PROGRAMS[0].parent), *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
