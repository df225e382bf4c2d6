"""What index checks a program keeps, how many of them a call makes, and what they cost.

Places are those of the loops with directives, in their fastest copies. A call is counted in the
reference interpreter, which runs the machine-level IR, so that whatever copy a call really takes is
what counts; its time is measured beside the same program without any check.
"""

import sys
from pathlib import Path

import pragmac
from pragmac import _compiler

from bench.cpu.intervals import geometric_mean
from bench.cpu.programs import load
from bench.in_turn import times_as_fast

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests/fuzz"))
from interpreted import parameters, request_of  # noqa: E402

COVERED = 0.95  # of places and of executed indices
MEAN_COST, MOST_COST = 1.05, 1.15


def measure_bounds(name: str, size: str) -> dict:
    """Counts at size XS, and how many times as long the program takes at `size` with its checks."""
    program = load(name)
    safe, unchecked = pragmac.jit(program.plain), pragmac.jit(bounds="unchecked")(program.plain)
    cost = times_as_fast(program, unchecked, safe, size)
    return {**counts(program, safe), "cost": [cost.low, cost.median, cost.high]}


def counts(program, jitted) -> dict:
    """Places by what became of their checks; indices and index checks of one call."""
    arguments = program.arguments("XS")
    places = {"proved": 0, "tested": 0, "each": 0}
    for loop in jitted.explain(*arguments).to_dict()["loops"]:
        for what in places:
            places[what] += loop["index_checks"][what]
    request = request_of(jitted, arguments)
    (run,) = _compiler.interpret(request, [(parameters(jitted, arguments), "forward", 0)])["runs"]
    if run["faults"]:
        raise RuntimeError(run["faults"][0])
    return {**places, "indices": run["indices"], "checks": run["index_checks"]}


def row(name: str, sample: dict) -> str:
    places = sample["proved"] + sample["tested"] + sample["each"]
    low, median, high = sample["cost"]
    share = 100 * (1 - sample["checks"] / max(sample["indices"], 1))
    return (
        f"{name:16}{places:7}{sample['tested']:8}{sample['each']:7}{sample['indices']:11}"
        f"{sample['checks']:10}{share:8.1f}   {median:.3f} [{low:.3f}, {high:.3f}]"
    )


def summary(samples: dict[str, dict]) -> dict:
    """Of all programs together; the places and the executed indices each count once."""
    places = sum(s["proved"] + s["tested"] + s["each"] for s in samples.values())
    each = sum(s["each"] for s in samples.values())
    shares = [1 - s["checks"] / max(s["indices"], 1) for s in samples.values()]
    indices = sum(s["indices"] for s in samples.values())
    checks = sum(s["checks"] for s in samples.values())
    worst = max(samples, key=lambda name: samples[name]["cost"][1])
    return {
        "places": 1 - each / max(places, 1),
        "executed": 1 - checks / max(indices, 1),
        "mean_share": sum(shares) / len(shares),
        "mean_cost": geometric_mean([s["cost"][1] for s in samples.values()]),
        "worst": worst,
        "worst_cost": samples[worst]["cost"],
    }


def print_summary(found: dict) -> None:
    verdict = lambda met: "met" if met else "MISSED"  # noqa: E731
    print(
        f"without a check of their own: {100 * found['places']:.1f} % of places, "
        f"{100 * found['executed']:.1f} % of executed indices ({100 * found['mean_share']:.1f} % "
        f"in the mean of programs); target {100 * COVERED:.0f} %: "
        f"{verdict(min(found['places'], found['executed']) >= COVERED)}"
    )
    low, median, high = found["worst_cost"]
    print(
        f"safe over unchecked: geometric mean {found['mean_cost']:.3f}, target {MEAN_COST}: "
        f"{verdict(found['mean_cost'] <= MEAN_COST)}; most {found['worst']} {median:.3f} "
        f"[{low:.3f}, {high:.3f}], target {MOST_COST}: {verdict(low <= MOST_COST)}"
    )
