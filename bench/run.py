"""Peers, compile, load and proof time, call overhead, import, speed, index checks and barriers."""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import kernels  # noqa: E402
from bench.bounds import print_summary as print_bounds  # noqa: E402
from bench.bounds import row as bounds_row  # noqa: E402
from bench.bounds import summary as bounds_summary  # noqa: E402
from bench.cpu.chosen import NAMES, QUICK  # noqa: E402
from bench.cpu.competitors import PEERS  # noqa: E402
from bench.cpu.peers import Plan, bench_peers, quick  # noqa: E402
from kernels.progress import tracked  # noqa: E402

PARTS = (
    "peers", "compile", "cache", "ptx", "call", "import", "speed", "bounds", "proof", "barriers",
)  # fmt: skip
QUICK_PARTS = ("peers", "compile", "call", "import")


def fresh(*arguments: str, threads: int = 1, **variables: str) -> dict:
    """One measurement in a new process with an empty cache; an object with `error` if it failed."""
    with tempfile.TemporaryDirectory() as cache:
        environment = {
            **os.environ,
            "PRAGMAC_CACHE_DIR": cache,
            **variables,
            "PRAGMAC_NUM_THREADS": str(threads),
            "OPENBLAS_NUM_THREADS": str(threads),
        }
        result = subprocess.run(
            [sys.executable, str(ROOT / "bench/measure.py"), *arguments],
            env=environment,
            capture_output=True,
            text=True,
        )
    lines = result.stdout.splitlines()
    if not lines:
        return {"error": f"exit status {result.returncode}: {result.stderr.strip()[-300:]}"}
    return json.loads(lines[-1])


def failure(samples: list[dict]) -> str | None:
    return next((sample["error"] for sample in samples if "error" in sample), None)


def spread(values: list[float], scale: float) -> str:
    """Minimum, median and 90th percentile."""
    low, middle, high = (float(np.percentile(values, p)) * scale for p in (0, 50, 90))
    return f"{low:8.1f} {middle:8.1f} {high:8.1f}"


def calibration_text(samples: list[dict]) -> str:
    """The best of every calibration made beside the samples."""
    found = [sample["calibration"] for sample in samples if "calibration" in sample]
    if not found:
        return ""
    call = min(c["empty_call_ns"] for c in found)
    loop = min(c["python_loop_ms"] for c in found)
    flops = max(c["multiply_add_gflops"] for c in found)
    return f"[empty call {call:.0f} ns, loop {loop:.2f} ms, matmul {flops:.0f} GF/s]"


def target(value: float, limit: float, unit: str) -> str:
    return f"target {limit:g} {unit}: {'met' if value <= limit else 'MISSED'}"


def byte_code_in(folder: str) -> dict[str, str]:
    """Byte code of the modules from the second process on, as every installed package has it."""
    return {"PYTHONPYCACHEPREFIX": folder, "PYTHONDONTWRITEBYTECODE": ""}


def bench_compile(names: list[str], runs: int) -> dict:
    """Cold compile of each kernel, a process per run."""
    print(f"\nCold compile, ms: decorated call to native entry, {runs} processes each, size XS")
    print(f"{'':16} {'min':>8} {'median':>8} {'p90':>8}")
    report: dict = {"runs": runs, "kernels": {}}
    with tempfile.TemporaryDirectory() as folder:
        where = byte_code_in(folder)
        for name in tracked(names, "compile"):
            fresh("compile", name, **where)
            samples = [fresh("compile", name, **where) for _ in range(runs)]
            report["kernels"][name] = samples
            error = failure(samples)
            line = error or spread([s["compile"] for s in samples], 1e3)
            print(f"{name:16} {line}  {calibration_text(samples)}", flush=True)
    done = [s for s in report["kernels"].values() if not failure(s)]
    if done:
        summarise_compile(report, done, len(names))
    return report


def summarise_compile(report: dict, done: list[list[dict]], asked: int) -> None:
    medians = [statistics.median(s["compile"] for s in samples) for samples in done]
    least = sum(min(s["compile"] for s in samples) for samples in done)
    report.update(median_ms=statistics.median(medians) * 1e3, sum_ms=sum(medians) * 1e3)
    kernels_text = f"{len(done)} of {asked} kernels"
    print(
        f"median of medians {report['median_ms']:.1f} ms; {target(report['median_ms'], 30, 'ms')}"
    )
    print(f"sum over {kernels_text} {report['sum_ms']:.0f} ms (of minima {least * 1e3:.0f})")


def bench_cache(names: list[str], runs: int) -> dict:
    """Each kernel in processes that find it in the cache."""
    print(f"\nFrom the cache, ms: decorated call to native entry, {runs} processes each, size XS")
    print(
        f"{'':16}{'first: min':>10} {'median':>8} {'p90':>8}   {'further: min':>12} {'median':>7}"
    )
    report: dict = {"runs": runs, "kernels": {}}
    with tempfile.TemporaryDirectory() as folder:
        where = {"PRAGMAC_CACHE_DIR": f"{folder}/cache", "PRAGMAC_CACHE": "1",
                 **byte_code_in(f"{folder}/byte")}  # fmt: skip
        for name in tracked(names, "cache"):
            fresh("compile", name, **where)
            fresh("load", name, **where)
            samples = [fresh("load", name, **where) for _ in range(runs)]
            report["kernels"][name] = samples
            line = failure(samples) or load_line(samples)
            print(f"{name:16} {line}  {calibration_text(samples)}", flush=True)
    done = [s for s in report["kernels"].values() if not failure(s)]
    if done:
        summarise_loads(report, done)
    return report


def load_line(samples: list[dict]) -> str:
    further = [s["further"] * 1e3 for s in samples]
    first = spread([s["load"] for s in samples], 1e3)
    return f"{first}   {min(further):12.2f} {statistics.median(further):7.2f}"


def summarise_loads(report: dict, done: list[list[dict]]) -> None:
    """Absolute times are minima: what a loaded machine adds is not the cache's."""
    for part in ("load", "further"):
        least = [min(s[part] for s in samples) for samples in done]
        report[f"{part}_ms"] = statistics.median(least) * 1e3
    first, further = report["load_ms"], report["further_ms"]
    print(f"median of minima: first {first:.2f} ms, {target(first, 3, 'ms')}; "
          f"further functions {further:.2f} ms, {target(further, 3, 'ms')}")  # fmt: skip


def ptxas() -> str:
    """NVIDIA's assembler as the tests find it, "" where there is none."""
    sys.path.insert(0, str(ROOT / "tests/run"))
    from ptx_tools import ptxas

    return ptxas() or ""


def bench_ptx(names: list[str], runs: int) -> dict:
    """Cold compile of each kernel to PTX and on to machine code for sm_90, a process per run."""
    print(f"\nPTX, ms: annotated function to PTX for sm_90, {runs} processes each, size XS")
    print(f"{'':16}{'cold: min':>10} {'median':>8} {'p90':>8} {'warm':>8} {'ptxas':>8} {'sum':>8}")
    program = ptxas()
    if not program:
        print("ptxas: not measured, it is not installed here")
    report: dict = {"runs": runs, "kernels": {}}
    for name in tracked(names, "ptx"):
        samples = [fresh("ptx", name, program) for _ in range(runs)]
        report["kernels"][name] = samples
        line = failure(samples) or ptx_line(samples)
        print(f"{name:16}  {line}  {calibration_text(samples)}", flush=True)
    done = [s for s in report["kernels"].values() if not failure(s) and s[0]["entries"]]
    if done:
        summarise_ptx(report, done, bool(program))
    return report


def ptx_line(samples: list[dict]) -> str:
    if not samples[0]["entries"]:
        return "no parallel loop"
    line = f"{spread([s['ptx'] for s in samples], 1e3)} {middle(samples, 'warm'):8.1f}"
    if "ptxas" not in samples[0]:
        return line
    return line + f" {middle(samples, 'ptxas'):8.1f} {middle(samples, 'ptx', 'ptxas'):8.1f}"


def middle(samples: list[dict], *parts: str) -> float:
    """The median in ms of the sum of these parts."""
    return statistics.median(sum(s[part] for part in parts) for s in samples) * 1e3


def summarise_ptx(report: dict, done: list[list[dict]], with_ptxas: bool) -> None:
    """The median over the kernels that have a parallel loop of their medians."""
    report["median_ms"] = statistics.median(middle(samples, "ptx") for samples in done)
    report["warm_ms"] = statistics.median(middle(samples, "warm") for samples in done)
    print(f"median of medians {report['median_ms']:.1f} ms (in a process that has compiled before "
          f"{report['warm_ms']:.1f}); {target(report['median_ms'], 80, 'ms')}")  # fmt: skip
    if with_ptxas:
        whole = statistics.median(middle(samples, "ptx", "ptxas") for samples in done)
        report["with_ptxas_ms"] = whole
        print(f"with ptxas {whole:.1f} ms; {target(whole, 150, 'ms')}")


def bench_call(processes: int) -> dict:
    """A call with three arrays over an empty Python call."""
    print(f"\nCall with 3 arrays, ns: 30 x 20,000 calls in each of {processes} processes")
    samples = [fresh("call") for _ in range(processes)]
    report: dict = {"samples": samples}
    if error := failure(samples):
        print(error)
        return report
    print(f"{'':16} {'min':>8} {'median':>8} {'p90':>8}")
    for name in ("pragmac", "empty", "numpy_add"):
        values = [value for sample in samples for value in sample[name]]
        print(f"{name:16} {spread(values, 1e9)}  {calibration_text(samples)}")
    report["over_empty_ns"] = min(min(s["pragmac"]) - min(s["empty"]) for s in samples) * 1e9
    over = report["over_empty_ns"]
    print(f"over an empty call {over:.0f} ns; {target(over, 180, 'ns')}")
    report["fork"] = bench_fork()
    return report


def bench_fork(threads: int = 2) -> dict:
    """A parallel loop beside the same loop in order, from too small for threads to large enough."""
    sample = fresh("fork", threads=threads)
    if error := failure([sample]):
        print(error)
        return {"sample": sample}
    print(f"\ny[i] = 2 * x[i] + 1 with `parallel for` and in order, µs a call, {threads} threads")
    print(f"{'elements':>16}{'parallel':>11}{'in order':>11}{'over':>9}{'ratio':>8}")
    over = []
    for row in sample["rows"]:
        parallel, in_order = (statistics.median(row[k]) * 1e6 for k in ("parallel", "in_order"))
        over.append(parallel - in_order)
        print(f"{row['size']:16}{parallel:11.2f}{in_order:11.2f}{over[-1]:9.2f}"
              f"{in_order / parallel:8.2f}")  # fmt: skip
    most = max(over)
    print(
        f"most over in order {most:.2f} µs; {target(most, 1, 'µs')}  {calibration_text([sample])}"
    )
    return {"sample": sample, "most_over_us": most}


def bench_import(runs: int) -> dict:
    """`import pragmac` over `import numpy`."""
    print(f"\nImport, ms: {runs} processes")
    fresh("import")  # the first process reads the files from disk
    samples = [fresh("import") for _ in range(runs)]
    report: dict = {"samples": samples}
    if error := failure(samples):
        print(error)
        return report
    print(f"{'':16} {'min':>8} {'median':>8} {'p90':>8}")
    print(f"{'numpy':16} {spread([s['numpy'] for s in samples], 1e3)}  {calibration_text(samples)}")
    print(f"{'pragmac after it':16} {spread([s['pragmac'] for s in samples], 1e3)}")
    report["median_ms"] = statistics.median(s["pragmac"] for s in samples) * 1e3
    print(f"median {report['median_ms']:.1f} ms; {target(report['median_ms'], 60, 'ms')}")
    return report


SPEEDS = {  # column: measurement, threads
    "numpy": ("numpy", "S", 1),
    "numpy2": ("numpy", "S", 2),
    "one": ("pragmac", "S", 1),
    "two": ("pragmac", "S", 2),
    "plain_xs": ("plain", "XS", 1),
    "xs": ("pragmac", "XS", 1),
}


def bench_speed(names: list[str], processes: int) -> dict:
    """Each kernel by NumPy and pragmac at size S, by plain Python and pragmac at size XS."""
    print(f"\nKernels, ms: minimum over {processes} process(es), copies of the inputs not timed")
    print(f"{'':16}{'size S: NumPy':>22}{'pragmac':>22}{'better /':>11}{'size XS:':>11}")
    titles = ("1 thread", "2 threads", "1 thread", "2 threads", "2 threads")
    print(f"{'':16}" + "".join(f"{t:>11}" for t in (*titles, "plain", "pragmac", "plain/this")))
    report = {}
    for name in tracked(names, "speed"):
        samples = {
            column: [fresh("speed", name, who, size, threads=threads) for _ in range(processes)]
            for column, (who, size, threads) in SPEEDS.items()
        }
        report[name] = samples
        print(f"{name:16}{speed_line(samples)}", flush=True)
    return report


def speed_line(samples: dict[str, list[dict]]) -> str:
    everything = [sample for column in samples.values() for sample in column]
    if error := failure(everything):
        return f"  {error}"
    best = {c: min(min(s["times"]) for s in column) * 1e3 for c, column in samples.items()}
    numbers = [best["numpy"], best["numpy2"], best["one"], best["two"]]
    line = "".join(f"{value:11.3f}" for value in numbers)
    line += f"{min(best['numpy'], best['numpy2']) / best['two']:10.1f}x"
    line += f"{best['plain_xs']:11.3f}{best['xs']:11.4f}{best['plain_xs'] / best['xs']:10.0f}x"
    # A matrix product on two threads would say nothing about the others.
    return f"{line}  {calibration_text(samples['numpy'] + samples['one'])}"


def bench_proof(processes: int) -> dict:
    """The race analysis, loop by loop: the least time of the processes."""
    print(
        f"\nRace analysis, ms per loop of tests/races and kernels, least of {processes} process(es)"
    )
    samples = [fresh("proof") for _ in range(processes)]
    report: dict = {"samples": samples}
    if error := failure(samples):
        print(error)
        return report
    loops = [
        {**rows[0], **{time: min(row[time] for row in rows) for time in ("proof", "certificate")}}
        for rows in zip(*(sample["loops"] for sample in samples), strict=True)
    ]
    print(f"{'':28} {'loops':>6} {'median':>8} {'95 %':>8} {'longest':>8}")
    groups = {
        "decided by exact tests": [row for row in loops if not row["isl"]],
        "reached isl": [row for row in loops if row["isl"]],
        "all": loops,
    }
    for name, rows in groups.items():
        report[name] = proof_line(name, rows, "proof")
    proof_line("their certificates", [row for row in loops if row["certificate"]], "certificate")
    longest = max(loops, key=lambda row: row["proof"])
    print(f"longest: {longest['loop']}, {longest['verdict']}  {calibration_text(samples)}")
    median, most = report["all"]["median_ms"], report["all"]["p95_ms"]
    print(f"median {target(median, 3, 'ms')}; 95 % {target(most, 25, 'ms')}")
    return report


def proof_line(name: str, rows: list[dict], time: str) -> dict:
    if not rows:
        print(f"{name:28} {0:6}")
        return {}
    values = [row[time] * 1e3 for row in rows]
    median, most = float(np.median(values)), float(np.percentile(values, 95))
    print(f"{name:28} {len(rows):6} {median:8.3f} {most:8.3f} {max(values):8.3f}")
    return {"loops": len(rows), "median_ms": median, "p95_ms": most}


def bench_bounds(names: list[str], size: str = "S") -> dict:
    """Index checks: how many stay, how often a call makes them, and safe against unchecked."""
    print("\nIndex checks: places in loops with directives; one call, interpreted, at size XS;")
    print(f"time with checks over time without, in turn, one thread, size {size}")
    print(f"{'':16}{'places':>7}{'tested':>8}{'each':>7}{'indices':>11}{'checks':>10}{'% free':>8}"
          "   safe / unchecked")  # fmt: skip
    report: dict = {"size": size, "kernels": {}}
    for name in tracked(names, "bounds"):
        sample = fresh("bounds", name, size)
        report["kernels"][name] = sample
        line = failure([sample]) or bounds_row(name, sample)
        print(f"{line}  {calibration_text([sample])}", flush=True)
    done = {name: s for name, s in report["kernels"].items() if "error" not in s}
    if done:
        report["summary"] = bounds_summary(done)
        print_bounds(report["summary"])
    return report


def bench_barriers(threads: int = 2) -> dict:
    """Loops in a row without and with the barrier, in turn in one process."""
    print(f"\nLoops in a row, µs: medians of calls in turn, {threads} threads")
    sample = fresh("barriers", threads=threads)
    if error := failure([sample]):
        print(error)
        return {"sample": sample}
    print(f"{'':38}{'without':>11}{'with':>11}{'with/without':>20}")
    titles = "".join(
        f"{title:>{width}}" for title, width in (("10 %", 14), ("median", 8), ("90 %", 8))
    )
    print(f"{'':20}{'n':>10}{'calls':>8}{'barrier':>11}{'barrier':>11}{titles}")
    for row in sample["rows"]:
        pairs = list(zip(row["without"], row["with_barrier"], strict=True))
        ratios = [kept / dropped for dropped, kept in pairs]
        without, kept = (statistics.median(times) * 1e6 for times in zip(*pairs, strict=True))
        low, middle, high = (float(np.percentile(ratios, p)) for p in (10, 50, 90))
        row["median_ratio"] = middle
        print(
            f"{row['name']:20}{row['size']:10}{len(pairs):8}{without:11.1f}{kept:11.1f}"
            f"{low:14.2f}{middle:8.2f}{high:8.2f}"
        )
    print(calibration_text([sample]))
    return {"sample": sample}


def machine() -> dict[str, str]:
    import pragmac

    model = next(
        (line.split(":")[1].strip() for line in open("/proc/cpuinfo") if "model name" in line),
        platform.machine(),
    )
    return {
        "processor": f"{model}, {len(os.sched_getaffinity(0))} available",
        "python": platform.python_version(),
        "numpy": np.__version__,
        "pragmac": f"{getattr(pragmac, '__version__', '?')} from {Path(pragmac.__file__).parent}",
        "target": "cpu, this host; math=strict, bounds=safe, races=check",
    }


def peers_plan(options: argparse.Namespace) -> Plan:
    """What the options ask of the part `peers`; `--quick` makes smaller what none asks for."""
    asked = {
        "names": tuple(options.kernel or ()),
        "sizes": tuple(options.size or ()),
        "peers": tuple(options.peer or ()),
        "threads": options.threads,
        "rounds": options.rounds,
        "seconds": options.seconds,
    }
    given = {name: value for name, value in asked.items() if value}
    return Plan(**(quick(given) if options.quick else given))


def write(report: dict, file: Path | None) -> None:
    if file is not None:
        file.write_text(json.dumps(report, indent=1) + "\n")


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="a few programs, parts and runs: 3 min"
    )
    parser.add_argument("--part", action="append", choices=PARTS, help="all when none is named")
    parser.add_argument("--kernel", action="append", choices=NAMES, help="likewise")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every sample there")
    peers = parser.add_argument_group("the part `peers`")
    peers.add_argument("--size", action="append", choices=("XS", "S", "M", "L"))
    peers.add_argument("--peer", action="append", choices=PEERS, help="all when none is named")
    peers.add_argument("--threads", type=int, help="of everyone; the processors that are available")
    peers.add_argument("--rounds", type=int, help="at most so many pairs with each peer")
    peers.add_argument("--seconds", type=float, help="for the rounds of one program at one size")
    peers.add_argument("--report", type=Path, metavar="FOLDER", help="write report.md and pictures")
    peers.add_argument("--continue", action="store_true", dest="go_on",
                       help="measure only what FILE of --json has not")  # fmt: skip
    return parser.parse_args()


def main() -> int:
    options = parsed()
    parts = options.part or (QUICK_PARTS if options.quick else PARTS)
    chosen = options.kernel or (QUICK if options.quick else kernels.NAMES)
    names = [name for name in chosen if name in kernels.NAMES]
    runs, processes = (5, 1) if options.quick else (20, 3)
    report: dict = {"machine": machine()}
    for key, value in report["machine"].items():
        print(f"{key:10} {value}")
    if "peers" in parts:
        report["peers"] = {}
        if options.go_on and options.json and options.json.exists():
            report["peers"] = json.loads(options.json.read_text())["peers"]
        save = lambda: write(report, options.json)  # noqa: E731
        bench_peers(peers_plan(options), options.report, report["peers"], save)
    if "compile" in parts:
        report["compile"] = bench_compile(names, runs)
    if "cache" in parts:
        report["cache"] = bench_cache(names, runs)
    if "ptx" in parts:
        report["ptx"] = bench_ptx(names, runs)
    if "call" in parts:
        report["call"] = bench_call(processes)
    if "import" in parts:
        report["import"] = bench_import(runs)
    if "speed" in parts:
        report["speed"] = bench_speed(names, processes)
    if "bounds" in parts:
        report["bounds"] = bench_bounds(names)
    if "proof" in parts:
        report["proof"] = bench_proof(processes)
    if "barriers" in parts:
        report["barriers"] = bench_barriers()
    write(report, options.json)
    failed = report.get("peers", {}).get("error")
    # A peer that is not here, or wrong, is in the table and no failure of ours.
    own = json.dumps({name: value for name, value in report.items() if name != "peers"})
    return 1 if failed or '"error"' in own else 0


if __name__ == "__main__":
    sys.exit(main())
