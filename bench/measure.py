"""One measurement in a process of its own: prints a JSON object with the times in seconds.

Imports stand inside the functions, because what is loaded when is part of what is measured.
"""

import json
import subprocess
import sys
import tempfile
import time
import timeit
import warnings
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REPEAT_FOR = 0.5  # seconds spent on repeating one call


def measure_import() -> dict:
    """`import pragmac` where NumPy is there already."""
    started = time.perf_counter()
    import numpy  # noqa: F401

    between = time.perf_counter()
    import pragmac  # noqa: F401

    return {"numpy": between - started, "pragmac": time.perf_counter() - between}


def measure_compile(name: str) -> dict:
    """From the decorated call to native entry: the first call less what a later one takes."""
    import pragmac  # noqa: F401

    import kernels

    kernel = kernels.load(name)
    arguments = kernel.arguments("XS")
    started = time.perf_counter()
    kernel.function(*arguments)
    first = time.perf_counter() - started
    following = min(repeated(kernel, kernel.function, arguments, 5, 0.0))
    return {"compile": first - following, "first": first, "next": following}


def measure_load(name: str) -> dict:
    """As measure_compile where another process has filled the cache: the first function of the
    process, which loads the package's modules, and the same function once more as another one."""
    import pragmac

    import kernels

    kernel = kernels.load(name)
    function, again = kernel.function, pragmac.jit(kernel.plain)
    arguments = kernel.arguments("XS")
    started = time.perf_counter()
    function(*arguments)
    first = time.perf_counter() - started
    started = time.perf_counter()
    again(*arguments)
    further = time.perf_counter() - started
    following = min(repeated(kernel, function, arguments, 5, 0.0))
    if "pragmac._compiler" in sys.modules:
        raise RuntimeError("the cache did not have it")
    return {"load": first - following, "further": further - following, "next": following}


def measure_ptx(name: str, ptxas: str = "") -> dict:
    """From an annotated function to the PTX of its kernels, then to machine code by `ptxas`."""
    import pragmac  # noqa: F401

    import kernels

    kernel = kernels.load(name)
    arguments = kernel.arguments("XS")
    started = time.perf_counter()
    text = kernel.function.inspect("ptx", *arguments)
    made = time.perf_counter() - started
    again = pragmac.jit(kernel.plain)
    started = time.perf_counter()
    again.inspect("ptx", *arguments)
    warm = time.perf_counter() - started
    result = {"ptx": made, "warm": warm, "entries": text.count(".entry "), "bytes": len(text)}
    return result | ({"ptxas": assemble(ptxas, text)} if ptxas else {})


def assemble(ptxas: str, text: str) -> float:
    """What the assembler's process takes for sm_90, in seconds."""
    with tempfile.TemporaryDirectory() as folder:
        source, code = Path(folder) / "kernels.ptx", Path(folder) / "kernels.cubin"
        source.write_text(text)
        started = time.perf_counter()
        subprocess.run([ptxas, "-arch=sm_90", "-o", str(code), str(source)], check=True)
        return time.perf_counter() - started


def measure_call() -> dict:
    """A function of three arrays beside an empty Python function and NumPy's addition."""
    import numpy as np
    import pragmac

    @pragmac.jit
    def add_first(a, b, c):
        c[0] = a[0] + b[0]

    from calibration import empty

    arrays = {name: np.ones(4) for name in "abc"}
    arrays["c"][:] = 0
    add_first(*arrays.values())
    assert arrays["c"].tolist() == [2.0, 0.0, 0.0, 0.0]
    calls = 20_000
    timers = {
        "pragmac": timeit.Timer("f(a, b, c)", globals={"f": add_first, **arrays}),
        "empty": timeit.Timer("f(a, b, c)", globals={"f": empty, **arrays}),
        "numpy_add": timeit.Timer("f(a, b, c)", globals={"f": np.add, **arrays}),
    }
    samples = {name: [] for name in timers}
    for _ in range(30):  # in turn, so that a slow moment does not hit one of them alone
        for name, timer in timers.items():
            samples[name].append(timer.timeit(calls) / calls)
    return samples


def measure_fork() -> dict:
    """One loop with and without `parallel for`, in turn, at sizes from too small to large enough
    for several threads: seconds per call."""
    import numpy as np
    import pragmac

    @pragmac.jit
    def in_parallel(x, y):
        # pragma parallel for
        for i in range(x.shape[0]):
            y[i] = 2.0 * x[i] + 1.0

    @pragmac.jit
    def in_order(x, y):
        for i in range(x.shape[0]):
            y[i] = 2.0 * x[i] + 1.0

    rows = []
    for size in (16, 1024, 16_384, 65_536, 262_144):
        x, y = np.arange(float(size)), np.zeros(size)
        calls = max(20, 2_000_000 // (size + 200))
        row: dict = {"size": size, "parallel": [], "in_order": []}
        functions = {"parallel": in_parallel, "in_order": in_order}
        for function in functions.values():
            y[:] = 0
            function(x, y)
            assert y[-1] == 2.0 * (size - 1) + 1.0
        for _ in range(15):
            for name, function in functions.items():
                timer = timeit.Timer("f(x, y)", globals={"f": function, "x": x, "y": y})
                row[name].append(timer.timeit(calls) / calls)
        rows.append(row)
    return {"rows": rows}


def measure_speed(name: str, who: str, size: str) -> dict:
    """One kernel by `pragmac`, `numpy` (its reference) or `plain` Python; copies are not timed."""
    import kernels

    kernel = kernels.load(name)
    functions = {"pragmac": kernel.function, "numpy": kernel.reference, "plain": kernel.plain}
    function = functions[who]
    arguments = kernel.arguments(size)
    if who == "pragmac":
        kernel.run(function, arguments)  # compiles
    return {"times": repeated(kernel, function, arguments, 3, REPEAT_FOR)}


def repeated(kernel, function, arguments: tuple, least: int, seconds: float) -> list[float]:
    """Times of calls on fresh copies: at least `least`, more while less than `seconds` are used."""
    import copy

    times: list[float] = []
    while len(times) < least or (sum(times) < seconds and len(times) < 200):
        fresh = copy.deepcopy(arguments)
        started = time.perf_counter()
        function(*fresh)
        times.append(time.perf_counter() - started)
    return times


def measure_proof() -> dict:
    """The race analysis of every loop of tests/races and of the kernels."""
    from dataclasses import asdict

    from proof_times import proof_times

    return {"loops": [asdict(loop) for loop in proof_times()]}


def measure_bounds(name: str, size: str) -> dict:
    """A program's index checks: how many, how often, and what they cost."""
    from bench.bounds import measure_bounds

    return measure_bounds(name, size)


def measure_barriers() -> dict:
    """Loops in a row with and without the barrier between them."""
    from dataclasses import asdict

    from loops_in_a_row import rows

    return {"rows": [asdict(row) for row in rows()]}


MEASUREMENTS = {
    "import": measure_import,
    "compile": measure_compile,
    "load": measure_load,
    "ptx": measure_ptx,
    "call": measure_call,
    "fork": measure_fork,
    "speed": measure_speed,
    "proof": measure_proof,
    "bounds": measure_bounds,
    "barriers": measure_barriers,
}


def main() -> int:
    sys.path.insert(0, str(ROOT))
    warnings.simplefilter("ignore")  # a loop that runs in order says so; the table is no place
    try:
        result = MEASUREMENTS[sys.argv[1]](*sys.argv[2:])
    except Exception as error:
        print(json.dumps({"error": f"{type(error).__name__}: {error}"}))
        return 1
    from calibration import calibrate  # last: it must not warm up anything

    print(json.dumps({**result, "calibration": calibrate()}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
