"""What `pragmac doctor` reports about the installation."""

from __future__ import annotations

import os
import platform
import sys
from typing import Any


def doctor() -> tuple[dict[str, Any], list[str]]:
    """Facts about the installation, and what is wrong with it."""
    import numpy

    from . import __version__, _native
    from .environment import KNOWN, cache_directory
    from .machine import devices, processor_name

    facts: dict[str, Any] = {
        "pragmac": __version__,
        "python": sys.version.split()[0],
        "numpy": numpy.__version__,
        "platform": platform.platform(),
        "processor": processor_name(),
        "devices": [device.to_dict() for device in devices()],
        "vector_math": "SLEEF" if _native.lane_math() else "",
        "cache": cache_directory(),
        "environment": {n: v for n, v in os.environ.items() if n.startswith("PRAGMAC_")},
    }
    problems = [
        f"P608: unknown environment variable `{name}`"
        for name in facts["environment"]
        if name not in KNOWN
    ]
    return facts, problems + _try_compiling(facts)


def _try_compiling(facts: dict[str, Any]) -> list[str]:
    """Compiles and runs one loop, so that a broken installation shows here and not in a program."""
    import time

    import numpy as np

    start = time.perf_counter()
    try:
        from .probe import add_one

        values = np.zeros(1000)
        add_one(values)
    except Exception as error:  # whatever it is, it is the finding
        return [f"a test loop does not compile: {type(error).__name__}: {error}"]
    facts["first_compile_ms"] = round((time.perf_counter() - start) * 1e3, 1)
    return [] if (values == 1).all() else ["a test loop gives wrong results"]
