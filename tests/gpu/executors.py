"""Processes that run kernels on a device, with a time limit for the whole group of processes."""

import atexit
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile

import pragmac

ROOT = pathlib.Path(__file__).resolve().parents[2]
INTEL = ROOT / ".venv-opencl/lib/libintelocl.so"
OCLGRIND = pathlib.Path("/usr/lib/oclgrind/liboclgrind-rt.so")
SCRATCH = pathlib.Path(tempfile.mkdtemp(prefix="pragmac-gpu-"))
atexit.register(shutil.rmtree, SCRATCH, ignore_errors=True)
OCLGRIND_LOG = SCRATCH / "oclgrind.log"
SECONDS = 20  # for one kernel
# compute-sanitizer instruments every access of a kernel, and each kernel's process starts anew.
SANITIZER_SECONDS = 300
SANITIZERS = ("memcheck", "synccheck", "initcheck")
SANITIZER_LOG = SCRATCH / "sanitizer.log"
# Oclgrind counts a store of the value that is already there as a race with a read; the kernel
# states that its stores are such (`assume(samevalue: path)`).
STORES_WHAT_IS_THERE = {"floyd_warshall"}


def intel_environment() -> dict[str, str] | None:
    """What makes the OpenCL loader find Intel's CPU runtime alone; None where it is missing."""
    if not INTEL.exists():
        return None
    vendors = SCRATCH / "vendors"
    vendors.mkdir(exist_ok=True)
    (vendors / "intel.icd").write_text(f"{INTEL.resolve()}\n")
    return {"OCL_ICD_VENDORS": str(vendors)}


def pocl_environment() -> dict[str, str] | None:
    """The same for PoCL, behind the loader of ours that gives it bitcode for SPIR-V."""
    loader, vendors = _system_loader(), pathlib.Path("/etc/OpenCL/vendors/pocl.icd")
    if loader is None or not vendors.exists():
        return None
    return _read_by(loader) and {**_read_by(loader), "OCL_ICD_VENDORS": str(vendors),
                                 "POCL_CACHE_DIR": str(SCRATCH / "pocl")}  # fmt: skip


def oclgrind_environment() -> dict[str, str] | None:
    """The same for Oclgrind, which looks for races and accesses out of bounds; its log is empty
    where it finds none."""
    if not OCLGRIND.exists():
        return None
    return _read_by(OCLGRIND) and {**_read_by(OCLGRIND), "OCLGRIND_DATA_RACES": "1",
                                   "OCLGRIND_LOG": str(OCLGRIND_LOG)}  # fmt: skip


def _read_by(driver: pathlib.Path) -> dict[str, str] | None:
    reader = pathlib.Path(pragmac.__file__).parents[2] / "tests/mock/opencl_reader"
    if not (reader / "libOpenCL.so.1").exists() or not shutil.which("llvm-spirv-14"):
        return None
    return {"LD_LIBRARY_PATH": str(reader), "READER_DRIVER": str(driver)}


def _system_loader() -> pathlib.Path | None:
    folders = sorted(pathlib.Path("/usr/lib").glob("*-linux-gnu"))
    return next((f / "libOpenCL.so.1" for f in folders if (f / "libOpenCL.so.1").exists()), None)


def run(
    device: str,
    names: list[str],
    environment: dict[str, str],
    block: int = 0,
    under: tuple[str, ...] = (),
    seconds: int = SECONDS,
) -> dict[str, str]:
    """What each kernel came to; a process that ends or hangs costs the kernel it was at. `under`
    is a command that runs the process."""
    found: dict[str, str] = {}
    while waiting := [name for name in names if name not in found]:
        lines, said = _run_process(device, waiting, environment, block, under, seconds)
        started = ""
        for line in lines:
            if "found" in line:
                found[line["kernel"]] = line["found"]
            else:
                started = line["kernel"]
        if started not in found:
            found[started or waiting[0]] = said
    return found


def run_under_oclgrind(
    names: list[str], environment: dict[str, str], block: int = 0
) -> dict[str, str]:
    """What each kernel came to; "equal" also means that Oclgrind has nothing to say."""
    found = {}
    for name in names:
        OCLGRIND_LOG.write_text("")
        found |= run("opencl", [name], environment, block)
        heads = [h for h in OCLGRIND_LOG.read_text().splitlines() if h and not h[0].isspace()]
        if name in STORES_WHAT_IS_THERE:
            heads = [head for head in heads if not head.startswith("Read-write data race")]
        if found[name] == "equal" and heads:
            found[name] = heads[0]
    return found


def compute_sanitizer() -> str | None:
    """NVIDIA's checker of kernels, from a toolkit: it watches a whole process."""
    folders = [os.environ.get(name) for name in ("CUDA_HOME", "CUDA_PATH")]
    found = (shutil.which("compute-sanitizer", path=f"{folder}/bin")
             for folder in (*folders, "/usr/local/cuda") if folder)  # fmt: skip
    return next(filter(None, found), None) or shutil.which("compute-sanitizer")


def run_under_sanitizer(tool: str, names: list[str]) -> dict[str, str]:
    """What each kernel came to on the CUDA device; "equal" also means that the tool of
    compute-sanitizer found nothing."""
    program = compute_sanitizer()
    command = (program, "--tool", tool, "--log-file", str(SANITIZER_LOG))
    found = {}
    for name in names:
        SANITIZER_LOG.write_text("")
        found |= run("cuda", [name], {}, under=command, seconds=SANITIZER_SECONDS)
        errors = sanitizer_errors(SANITIZER_LOG.read_text())
        if found[name] == "equal" and errors:
            found[name] = errors
    return found


def sanitizer_errors(log: str) -> str:
    """The first error of a log, "" where its summary counts none; a log without one is an error."""
    lines = [line.removeprefix("=========").strip() for line in log.splitlines()]
    if any(line.startswith("ERROR SUMMARY: 0 errors") for line in lines):
        return ""
    told = (line for line in lines if line and not line.startswith("COMPUTE-SANITIZER"))
    return next(told, "the sanitizer wrote no summary")


def _run_process(device, names, environment, block, under, seconds) -> tuple[list[dict], str]:
    program = [sys.executable, str(ROOT / "tests/gpu/run_kernels.py"), device, str(block), *names]
    command = [*under, *program]
    with subprocess.Popen(
        command, env={**os.environ, **environment}, text=True, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        try:
            out, err = process.communicate(timeout=seconds * len(names))
            said = f"the process ended with {process.returncode}: {err.strip()[-200:]}"
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            out, _ = process.communicate()
            said = "time limit"
    return [json.loads(line) for line in out.splitlines() if line.startswith("{")], said
