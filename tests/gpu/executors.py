"""Processes that run kernels on a device, with a time limit for the whole group of processes."""

import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
INTEL = ROOT / ".venv-opencl/lib/libintelocl.so"
SECONDS = 20  # for one kernel


def intel_environment() -> dict[str, str] | None:
    """What makes the OpenCL loader find Intel's CPU runtime alone; None where it is missing."""
    if not INTEL.exists():
        return None
    vendors = pathlib.Path(tempfile.gettempdir()) / f"pragmac-intel-{os.getuid()}"
    vendors.mkdir(mode=0o700, exist_ok=True)
    (vendors / "intel.icd").write_text(f"{INTEL.resolve()}\n")
    return {"OCL_ICD_VENDORS": str(vendors)}


def run(device: str, names: list[str], environment: dict[str, str]) -> dict[str, str]:
    """What each kernel came to; a process that ends or hangs costs the kernel it was at."""
    found: dict[str, str] = {}
    while waiting := [name for name in names if name not in found]:
        lines, said = _run_process(device, waiting, environment)
        started = ""
        for line in lines:
            if "found" in line:
                found[line["kernel"]] = line["found"]
            else:
                started = line["kernel"]
        if started not in found:
            found[started or waiting[0]] = said
    return found


def _run_process(device, names, environment) -> tuple[list[dict], str]:
    command = [sys.executable, str(ROOT / "tests/gpu/run_kernels.py"), device, *names]
    with subprocess.Popen(
        command, env={**os.environ, **environment}, text=True, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        try:
            out, err = process.communicate(timeout=SECONDS * len(names))
            said = f"the process ended with {process.returncode}: {err.strip()[-200:]}"
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            out, _ = process.communicate()
            said = "time limit"
    return [json.loads(line) for line in out.splitlines() if line.startswith("{")], said
