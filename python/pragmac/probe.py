"""The loop that `pragmac doctor` compiles and runs."""

from __future__ import annotations

from typing import Any

from .function import jit


@jit
def add_one(values: Any) -> None:
    # pragma parallel for
    for i in range(values.shape[0]):
        values[i] = values[i] + 1.0
