"""A child process of the fuzzer: reads program paths, one a line, answers each with a JSON line."""

import json
import sys
import traceback

from compare import Verdict, compare_program


def answer(path: str) -> dict:
    try:
        verdict = compare_program(path)
    except Exception:
        verdict = Verdict("mismatch", "the fuzzer failed: " + traceback.format_exc()[-1500:])
    return {
        "status": verdict.status,
        "detail": verdict.detail,
        "lines": sorted(verdict.lines),
        "deviations": verdict.deviations,
        "errors": verdict.errors,
    }


def main() -> None:
    """`worker.py MUTANT` switches a seeded compiler bug on."""
    answers = sys.stdout
    if len(sys.argv) > 1:
        from pragmac import _compiler

        if not _compiler.set_mutant(sys.argv[1]):
            raise SystemExit(f"no such mutant: {sys.argv[1]}")
    sys.stdout = sys.stderr  # programs may print
    for line in sys.stdin:
        print(json.dumps(answer(line.rstrip("\n"))), file=answers, flush=True)


if __name__ == "__main__":
    main()
