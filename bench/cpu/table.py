"""The table of the CPU bench with peers, as text or markdown: losers first."""

import statistics

from bench.cpu.summary import Against, Entry, losers_first

TITLES = (
    "program",
    "ours, ms",
    "better Numba",
    "its/ours",
    "better C",
    "its/ours",
    "NumPy/ours",
    "of FMA",
    "of copy",
    "FMA GF/s (range)",
    "pairs",
)
LEGEND = (
    "its/ours: median of the ratios of pairs with its 95 % interval, above 1 where ours is faster; "
    "of FMA, of copy: operations and bytes that cannot be done without, per second, as a share of "
    "the median probe of the same rounds; pairs: used, and rounds during which the machine changed "
    "its speed; (brackets): below 1 ms, not counted"
)


def peer_cells(peer: Against | None) -> list[str]:
    return ["-", "-"] if peer is None else [peer.who, str(peer.ratio)]


def percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.0%}"


def cells(entry: Entry) -> list[str]:
    title = entry.title if entry.counts else f"({entry.title})"
    if entry.seconds is None:
        return [title, entry.why]
    numpy = entry.best.get("NumPy")
    fma = [value / 1e9 for value in entry.probes.get("fma", [])]
    speed = f"{statistics.median(fma):.0f} ({min(fma):.0f}-{max(fma):.0f})" if fma else "-"
    used = max((peer.ratio.count for peer in entry.best.values()), default=0)
    return [
        title,
        f"{entry.seconds * 1e3:.3f}",
        *peer_cells(entry.best.get("Numba")),
        *peer_cells(entry.best.get("C")),
        "-" if numpy is None else f"{numpy.ratio.median:.2f}",
        percent(entry.share("fma")),
        percent(entry.share("copy")),
        speed,
        f"{used}, {entry.unsteady}",
    ]


def text_table(entries: list[Entry]) -> list[str]:
    rows = [list(TITLES), *(cells(e) for e in losers_first(entries))]
    whole = [row for row in rows if len(row) == len(TITLES)]
    widths = [max(len(row[i]) for row in whole) for i in range(len(TITLES))]
    lines = []
    for row in rows:
        parts = [row[0].ljust(widths[0])]
        if len(row) == len(TITLES):
            parts += [c.rjust(w) for c, w in zip(row[1:], widths[1:], strict=True)]
        else:
            parts += row[1:]
        lines.append("  ".join(parts))
    return lines


def markdown_table(entries: list[Entry]) -> list[str]:
    lines = [f"| {' | '.join(TITLES)} |", "|" + " --- |" * len(TITLES)]
    for entry in losers_first(entries):
        row = cells(entry)
        lines.append(f"| {' | '.join(row + [''] * (len(TITLES) - len(row)))} |")
    return lines
