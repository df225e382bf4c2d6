"""The tables of `bench --gpu`: the device; problems, losers first; what was not measured."""

import statistics

LAUNCH_LIMIT = 3.0  # microseconds over a raw launch


def print_device(report: dict) -> None:
    for name, value in report["machine"].items():
        print(f"{name:10} {value}")
    device = report["device"]
    if "error" in device:
        print(f"device     {device['error']}")
        return
    for name, value in device["facts"].items():
        print(f"{name:17} {'not told' if value is None else value}")
    rates = device["copy"]
    lowest, middle, highest = (f(rates) / 1e9 for f in (min, statistics.median, max))
    print(f"copy within the device: median {middle:.0f} GB/s ({lowest:.0f} to {highest:.0f})")
    print(launch_line(device))


def launch_line(device: dict) -> str:
    """The host's price of a launch; a call by ctypes is taken off the raw one."""
    raw = (device["raw"]["launch"] - device["raw"]["ctypes"]) * 1e6
    call = device["call"] * 1e6
    over = call - raw
    met = "met" if over <= LAUNCH_LIMIT else "MISSED"
    return (f"launch: jitted call {call:.2f} us, raw cuLaunchKernel {raw:.2f} us, over it "
            f"{over:.2f} us; target {LAUNCH_LIMIT:g} us: {met}")  # fmt: skip


def best_peer(found: dict) -> tuple[str, float] | None:
    """The fastest other library whose results are right."""
    times = {who: min(row["times"]) for who, row in found.items()
             if who != "pragmac" and row.get("equal")}  # fmt: skip
    return min(times.items(), key=lambda item: item[1]) if times else None


def share_of_copy(row: dict, copy: float) -> float | None:
    if not row.get("bytes") or not copy:
        return None
    return row["bytes"] / min(row["times"]) / copy


def loss(found: dict, limit: float | None, copy: float) -> float:
    """How far ours is behind what is asked or the best peer; above 1 it has lost."""
    ours = found["pragmac"]
    if "times" not in ours or not ours["equal"]:
        return float("inf")
    peer, share = best_peer(found), share_of_copy(ours, copy)
    behind = [min(ours["times"]) / peer[1]] if peer else []
    return max([*behind, *([limit / share] if limit and share else [])], default=0.0)


def row_of(problem, found: dict, copy: float) -> str:
    ours = found["pragmac"]
    if "times" not in ours:
        return f"{problem.name:16} {ours.get('error') or ours.get('missing')}"
    line = f"{problem.name:16}{min(ours['times']) * 1e3:11.4f}{median_ms(ours):11.4f}"
    peer, share = best_peer(found), share_of_copy(ours, copy)
    if peer:
        ratio = min(ours["times"]) / peer[1]
        line += f"{peer[0]:>15}{peer[1] * 1e3:11.4f}{ratio:9.2f}"
    else:
        line += f"{'not measured':>15}{'':20}"
    line += f"{share * 100:8.0f} %" if share is not None else f"{'':10}"
    if problem.limit:
        met = "not told" if share is None else "met" if share >= problem.limit else "MISSED"
        line += f"  {problem.limit * 100:.0f} %: {met}"
    if not ours["equal"]:
        line += f"  WRONG: differs by {ours['difference']:.1e} (allowed {problem.tolerance:.0e})"
    return line


def median_ms(row: dict) -> float:
    return statistics.median(row["times"]) * 1e3


def print_problems(chosen: list, found: dict, copy: float) -> None:
    """Losers first: what is behind its target or the best peer, the farthest behind on top."""
    titles = f"{'':16}{'ours, ms':>11}{'median':>11}{'best peer':>15}{'ms':>11}{'ours/it':>9}"
    print(f"\n{titles}{'of copy':>10}  asked")
    ordered = sorted(chosen, key=lambda p: -loss(found[p.name], p.limit, copy))
    for problem in ordered:
        print(row_of(problem, found[problem.name], copy))
    behind = sum(loss(found[p.name], p.limit, copy) > 1 for p in chosen)
    print(f"{behind} of {len(chosen)} behind")


def print_missing(found: dict) -> None:
    """Each library that gave no time, or a wrong result, for some problem: the reasons."""
    reasons: dict[tuple[str, str], list[str]] = {}
    for name, by in found.items():
        for who, row in by.items():
            if who != "pragmac" and not row.get("equal"):
                why = row.get("missing") or row.get("error") or "other results than NumPy's"
                reasons.setdefault((who, why), []).append(name)
    for (who, why), names in sorted(reasons.items()):
        which = "" if len(names) == len(found) else f" for {', '.join(names)}"
        print(f"{who}: not measured{which}: {why}")
