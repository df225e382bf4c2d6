"""A child process of the fuzzer: reads program paths, one a line, answers each with a JSON line."""

import json
import sys
import traceback

from compare import Verdict, compare_program
from interpreted import compare_orders


def answer(path: str, orders: bool) -> dict:
    try:
        verdict = compare_orders(path) if orders else compare_program(path)
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
    """`worker.py MUTANT` switches a seeded bug on; `--races` interprets in many orders."""
    answers = sys.stdout
    orders = "--races" in sys.argv
    mutant = next((word for word in sys.argv[1:] if word != "--races"), "")
    if mutant:
        from pragmac import _compiler

        if not _compiler.set_mutant(mutant):
            raise SystemExit(f"no such mutant: {mutant}")
    sys.stdout = sys.stderr  # programs may print
    for line in sys.stdin:
        print(json.dumps(answer(line.rstrip("\n"), orders)), file=answers, flush=True)


if __name__ == "__main__":
    main()
