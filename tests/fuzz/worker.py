"""A child process of the fuzzer: reads program paths, one a line, answers each with a JSON line."""

import argparse
import json
import os
import sys
import traceback

from compare import Verdict, compare_program
from interpreted import compare_orders


def answer(path: str, how: argparse.Namespace) -> dict:
    try:
        compare = compare_orders if how.races else compare_program
        verdict = compare(path, how.device, how.options)
    except Exception:
        verdict = Verdict("mismatch", "the fuzzer failed: " + traceback.format_exc()[-1500:])
    return {
        "status": verdict.status,
        "detail": verdict.detail,
        "lines": sorted(verdict.lines),
        "deviations": verdict.deviations,
        "errors": verdict.errors,
        "counts": verdict.counts,
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("mutant", nargs="?", help="a seeded bug to switch on")
    parser.add_argument("--races", action="store_true", help="interpret in many orders")
    parser.add_argument("--device", default="", help="where parallel loops run")
    parser.add_argument("--options", type=json.loads, default={}, help="of jit, as JSON")
    how = parser.parse_args()
    os.environ["PRAGMAC_CACHE"] = "0"  # every program is compiled once; seeded bugs are no options
    answers = sys.stdout
    if how.mutant:
        from pragmac import _compiler

        if not _compiler.set_mutant(how.mutant):
            raise SystemExit(f"no such mutant: {how.mutant}")
    sys.stdout = sys.stderr  # programs may print
    for line in sys.stdin:
        print(json.dumps(answer(line.rstrip("\n"), how)), file=answers, flush=True)


if __name__ == "__main__":
    main()
