"""Whether a loop that the compiler refuses as racy has a conflict that CPython shows.

The recorder of tests/races notes every element that each iteration touches. A program's arrays are
small and its calls may end before the loop, so that a conflict that is not seen proves nothing.
"""

import pathlib
import sys
import warnings

import numpy as np

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "races"))

from find_directives import find_directives  # noqa: E402
from recorder import Recorder  # noqa: E402
from rewrite import RECORDER, rewrite  # noqa: E402


def conflict_seen(function, loops: list[dict], calls: list[tuple]) -> bool:
    """Of the loops that `loops` report as racy, in one of the calls."""
    lines = {loop["line"] for loop in loops if loop["verdict"] == "racy"}
    annotated = find_directives(function).loops
    judged = [k for k, (loop, _) in enumerate(annotated, 1) if loop.lineno in lines]
    return any(_conflict(function, k, given) for k in judged for given in calls)


def _conflict(function, judged: int, given: tuple) -> bool:
    rewritten, space = rewrite(function, judged)
    recorder = space[RECORDER] = Recorder()
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            rewritten(*given)
        except Exception:  # noqa: BLE001 - the program's own error, behind or in the loop
            pass
    return any(execution.conflict() for execution in recorder.executions)
