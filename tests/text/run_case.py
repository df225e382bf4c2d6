"""Runs the RUN line of one .ir file and judges the output by the file's own CHECK lines.

    // RUN: pragma-opt --pass promote_scalars %s     the command; %s is the file
    // RUN: not pragma-opt --level P %s              must end with a non-zero status
    // CHECK: ...                                    FileCheck lines over stdout and stderr

A file without a RUN line or without a CHECK line fails: it would test nothing.
"""

import argparse
import pathlib
import re
import shlex
import subprocess
import sys


def run_line(command: str, case: pathlib.Path, pragma_opt: str, filecheck: str) -> str | None:
    """Runs one RUN command; returns the reason of the failure, or None."""
    words = shlex.split(command)
    must_fail = words[0] == "not"
    words = words[must_fail:]
    if words[0] != "pragma-opt":
        return f"RUN must start with pragma-opt: {command}"
    words = [pragma_opt, *(str(case) if word == "%s" else word for word in words[1:])]
    result = subprocess.run(words, capture_output=True, text=True)
    output = result.stdout + result.stderr
    if result.returncode < 0 or (result.returncode != 0) != must_fail:
        return f"{shlex.join(words)}\nended with status {result.returncode}\n{output}"
    check = subprocess.run(
        [filecheck, str(case), "--dump-input=fail"], input=output, capture_output=True, text=True
    )
    return None if check.returncode == 0 else check.stdout + check.stderr


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pragma-opt", required=True)
    parser.add_argument("--filecheck", required=True)
    parser.add_argument("case", type=pathlib.Path)
    options = parser.parse_args()
    text = options.case.read_text(encoding="utf-8")
    commands = re.findall(r"^\s*(?://|#|;)\s*RUN:\s*(.+?)\s*$", text, re.MULTILINE)
    if not commands or not re.search(r"CHECK[A-Z-]*:", text):
        print(f"{options.case}: needs a RUN line and a CHECK line")
        return 1
    for command in commands:
        failure = run_line(command, options.case, options.pragma_opt, options.filecheck)
        if failure:
            print(failure)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
