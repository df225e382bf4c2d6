"""`python -m pragmac` and the `pragmac` command."""

from __future__ import annotations

import os
import sys

CLOSED = 128 + 13  # as a shell reports a program that SIGPIPE ended


def main() -> int:
    from .cli import run_command

    try:
        code = run_command(sys.argv[1:])
        sys.stdout.flush()
    except BrokenPipeError:  # whoever reads, as in `pragmac explain P301 | head -1`, has enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CLOSED
    return code


if __name__ == "__main__":
    sys.exit(main())
