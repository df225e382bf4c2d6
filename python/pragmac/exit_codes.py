"""What the commands end with."""

from __future__ import annotations

import sys

FINE, FINDINGS, WRONG_USE, OUR_FAULT = range(4)


def wrong_use(message: str) -> int:
    print(f"pragmac: {message}", file=sys.stderr)
    return WRONG_USE
