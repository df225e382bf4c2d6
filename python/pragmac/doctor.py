"""`pragmac doctor`: what an installation consists of, what is wrong with it, and what mends that.

A problem is what makes programs fail, run slowly or find no device that is there. What merely is
not there, as a GPU, is a fact.
"""

from __future__ import annotations

import math
import os
import platform
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any, NamedTuple

_SMALL_CACHE = 1 << 20  # bytes


class Problem(NamedTuple):
    what: str
    help: str


class Examination:
    """Facts by their names, in the order they are shown, and the problems."""

    def __init__(self) -> None:
        self.facts: dict[str, Any] = {}
        self.problems: list[Problem] = []
        self.our_fault = False  # nothing that a user could mend

    def found(self, what: str, help: str) -> None:
        self.problems.append(Problem(what, help))

    def to_dict(self) -> dict[str, Any]:
        return {**self.facts, "problems": [problem._asdict() for problem in self.problems]}

    def lines(self) -> Iterator[str]:
        for name, value in self.facts.items():
            values = value if isinstance(value, list) else [value]
            if isinstance(value, dict):
                values = [f"{key}={text}" for key, text in value.items()]
            label = name.replace("_", " ")
            for text in values or ["none"]:
                yield f"{label:<13} {text}"
                label = ""


def doctor(probe: bool = False) -> Examination:
    """`probe`: measures what the machine allows, anew."""
    import numpy

    from . import __version__
    from .machine import processor_name

    made = Examination()
    made.facts["pragmac"] = __version__
    made.facts["python"] = sys.version.split()[0]
    made.facts["numpy"] = numpy.__version__
    made.facts["platform"] = platform.platform()
    made.facts["processor"] = processor_name()
    _environment(made)
    _threads(made)
    _cache(made)
    _vector_math(made)
    _compiler(made)
    _rates(made, probe)
    _devices(made)
    return made


def _environment(made: Examination) -> None:
    from .diagnostics import did_you_mean
    from .environment import KNOWN

    given = {n: v for n, v in os.environ.items() if n.startswith("PRAGMAC_")}
    made.facts["environment"] = given
    for name in given:
        if name not in KNOWN:
            made.found(
                f"P608: unknown environment variable `{name}`{did_you_mean(name, list(KNOWN))}",
                f"unset {name}; there are {', '.join(KNOWN)}",
            )


def _threads(made: Examination) -> None:
    from .environment import check_thread_count
    from .machine import thread_count

    usable = len(os.sched_getaffinity(0))
    try:
        check_thread_count()
    except ValueError as error:
        made.facts["threads"] = "none"
        made.found(str(error), "unset PRAGMAC_NUM_THREADS, or set it to a number such as "
                   f"{usable}")  # fmt: skip
        return
    threads, quota = thread_count(), _processors_of_quota()
    made.facts["threads"] = f"{threads}, on {usable} processors"
    limit = usable if quota is None else min(usable, math.ceil(quota))
    if threads > limit:
        why = f"this process may use {usable} processors"
        if quota is not None and quota < usable:
            why = f"its control group allows the time of {quota:g} processors"
        made.found(
            f"parallel loops run on {threads} threads, but {why}: they wait for each other",
            f"set PRAGMAC_NUM_THREADS={limit}",
        )


def _processors_of_quota() -> float | None:
    """As containers are limited (control groups, versions 2 and 1); None without a limit."""
    group = "/sys/fs/cgroup"
    try:
        with open(f"{group}/cpu.max", encoding="ascii") as file:
            quota, period = file.read().split()[:2]
    except (OSError, ValueError):
        try:
            with open(f"{group}/cpu/cpu.cfs_quota_us", encoding="ascii") as file:
                quota = file.read().strip()
            with open(f"{group}/cpu/cpu.cfs_period_us", encoding="ascii") as file:
                period = file.read().strip()
        except OSError:
            return None
    if not quota.isdigit() or not period.isdigit():
        return None
    return int(quota) / int(period)


def _cache(made: Examination) -> None:
    from .cache_files import CacheFiles, Unusable
    from .environment import cache_directory, cache_is_on, cache_limit

    path = os.path.join(cache_directory(), "versions")
    made.facts["cache"] = path
    try:
        on, limit = cache_is_on(), cache_limit()
    except ValueError as error:
        name = "PRAGMAC_CACHE_SIZE" if "PRAGMAC_CACHE_SIZE" in str(error) else "PRAGMAC_CACHE"
        made.found(str(error), f"unset {name}")
        return
    if not on:
        made.facts["cache"] = "off"
        return
    if limit < _SMALL_CACHE:
        made.found(
            f"the cache may have {limit} bytes: hardly a compiled version fits",
            "unset PRAGMAC_CACHE_SIZE, or set it to a size such as 500M",
        )
        return
    files = CacheFiles(path, limit)
    try:
        _write_and_read(files)
        entries = files.entries()
        bad = files.damaged()
    except Unusable as error:
        made.found(
            f"P607: the cache directory {path} cannot be used ({error}): every process compiles "
            "anew",
            "make it a directory of your own that nobody else may write to, or name another one "
            "with PRAGMAC_CACHE_DIR",
        )
        return
    size = sum(entry.size for entry in entries)
    made.facts["cache"] = (
        f"{path}: {len(entries)} versions, {size / 1e6:.1f} of {limit / 1e6:.0f} MB"
    )
    if bad:
        made.found(f"P604: {len(bad)} files of the cache are damaged, such as {bad[0][0][:12]}... "
                   f"({bad[0][1]})", "pragmac cache clear")  # fmt: skip


def _write_and_read(files: Any) -> None:
    """Raises Unusable where an entry does not come back."""
    from .cache_files import SUFFIX, Damaged, Unusable

    key = os.urandom(32)
    files.write(key, b"doctor", b"")
    try:
        back = files.read(key)
    except Damaged as error:
        raise Unusable(str(error)) from None
    try:
        os.remove(os.path.join(files.path, key.hex() + SUFFIX))
    except OSError as error:
        raise Unusable(error.strerror or str(error)) from None
    if back != (b"doctor", b""):
        raise Unusable("what was written does not come back")


def _vector_math(made: Examination) -> None:
    from . import _native

    bits, gain = _native.vector_bits(0), _native.gain_of_wide_vectors()
    compared = "" if gain == 1.0 else f" bits: 512 compute {gain:.2f} times as much as 256"
    made.facts["vectors"] = f"{bits}{compared or ' bits'}"
    made.facts["vector_math"] = "SLEEF" if _native.lane_math() else "none"
    wide = {"avx2", "fma"} <= _instructions()
    if made.facts["vector_math"] == "none" and wide:
        made.found(
            "SLEEF is not found: loops that call exp, sin and the like run without vectors",
            "install it (Debian: apt-get install libsleef3), or a wheel, which has it inside",
        )


def _instructions() -> set[str]:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            flags = next((line for line in file if line.startswith("flags")), "")
    except OSError:
        return set()
    return set(flags.partition(":")[2].split())


_REPORT = "report it, with the output of `pragmac doctor --json`"


# Compiles and runs one loop, so that a broken installation shows here and not in a program.
def _compiler(made: Examination) -> None:
    import numpy as np

    from .loading import why_not_loaded

    made.facts["compiler"] = "does not work"
    try:
        from . import _compiler  # noqa: F401
    except ImportError as error:
        made.found(*why_not_loaded("_compiler", error))
        return
    if made.facts["threads"] == "none":  # said already, and no loop runs
        return
    before, start = os.environ.get("PRAGMAC_CACHE"), time.perf_counter()
    os.environ["PRAGMAC_CACHE"] = "0"
    try:
        from .probe import add_one

        values = np.zeros(1000)
        add_one(values)
    except Exception as error:  # whatever it is, it is the finding
        made.found(f"a test loop does not compile: {type(error).__name__}: {error}",
                   _REPORT)  # fmt: skip
        made.our_fault = True
        return
    finally:
        os.environ.pop("PRAGMAC_CACHE")
        os.environ.update({"PRAGMAC_CACHE": before} if before is not None else {})
    took = round((time.perf_counter() - start) * 1e3, 1)
    made.facts["compiler"], made.facts["first_compile_ms"] = "works", took
    if not (values == 1).all():
        made.facts["compiler"], made.our_fault = "gives wrong results", True
        made.found("a test loop gives wrong results", _REPORT)


def _rates(made: Examination, probe: bool) -> None:
    from .machine_rates import keep, known_rates, measured_rates, rates_file
    from .roofline import quantity

    if made.facts["threads"] == "none":
        return
    rates = known_rates()
    if probe and made.facts["compiler"] == "works":
        rates = measured_rates()
        try:
            keep(rates)
        except OSError as error:
            made.found(
                f"what was measured cannot be kept in {rates_file()}: {error.strerror}",
                "name a directory that you may write to with PRAGMAC_CACHE_DIR",
            )
    if rates is None:
        made.facts["rates"] = "not measured: pragmac doctor --probe"
        return
    made.facts["rates"] = [
        f"{quantity(rates.operations['strict'], 'FLOP/s')} of products and sums, "
        f"{quantity(rates.operations['contract'], 'FLOP/s')} of multiply-adds (float64)",
        *(
            f"{quantity(rate, 'B/s')} copied within {quantity(size, 'B')} per thread"
            for size, rate in rates.copies
        ),
    ]


# ---- devices -------------------------------------------------------------------------------------


def _devices(made: Examination) -> None:
    from .machine import cuda_devices, host_device, opencl_devices

    (cuda, why_no_cuda), (opencl, why_no_opencl) = cuda_devices(), opencl_devices()
    host = [] if made.facts["threads"] == "none" else [host_device()]
    made.facts["devices"] = [str(device) for device in [*host, *cuda, *opencl]]
    made.facts["cuda"] = "works" if cuda else f"none: {why_no_cuda}"
    made.facts["opencl"] = "works" if opencl else f"none: {why_no_opencl}"
    if not cuda and any(map(os.path.exists, ("/proc/driver/nvidia/version", "/dev/nvidiactl"))):
        made.found(
            f"there is an NVIDIA GPU, but no CUDA device: {why_no_cuda}",
            "install the driver's libcuda.so.1 (in a container: start it with the NVIDIA "
            "runtime, as `--gpus all`), and see what `nvidia-smi` says",
        )
    for vendor, library, error in _broken_opencl_drivers():
        made.found(
            f"the OpenCL driver of {vendor} does not load: {library}: {error}",
            f"install the driver again, or remove {vendor}",
        )


def _broken_opencl_drivers() -> Iterator[tuple[str, str, str]]:
    """(vendor file, library, error), tried in processes of their own: drivers run code when they
    are loaded."""
    vendors = os.environ.get("OCL_ICD_VENDORS") or "/etc/OpenCL/vendors"
    files = [vendors] if os.path.isfile(vendors) else _files_in(vendors)
    for path in files:
        try:
            with open(path, encoding="utf-8") as file:
                library = file.readline().strip()
        except (OSError, UnicodeDecodeError) as error:
            yield path, "", str(error)
            continue
        code = "import ctypes, sys; ctypes.CDLL(sys.argv[1])"
        try:
            done = subprocess.run(
                [sys.executable, "-c", code, library], capture_output=True, text=True, timeout=60
            )
        except subprocess.TimeoutExpired:
            yield path, library, "it takes longer than 60 s"
            continue
        if done.returncode:
            said = done.stderr.strip().splitlines() or [f"exit status {done.returncode}"]
            yield path, library, said[-1].removeprefix("OSError: ")


def _files_in(folder: str) -> list[str]:
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return []
    return [os.path.join(folder, name) for name in names if name.endswith(".icd")]
