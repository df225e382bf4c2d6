"""The devices of this machine."""

from __future__ import annotations

import os
import platform
from typing import Any


class Device:
    """A place where compiled loops can run. `cores` counts the processors that this process may
    use, or a device's multiprocessors; `threads` the workers of the thread pool (0 on a device);
    `memory` is in bytes, `capability` CUDA's compute capability and `spirv` whether an OpenCL
    device takes SPIR-V, else kernels are OpenCL C (None elsewhere)."""

    __slots__ = ("name", "kind", "model", "cores", "threads", "memory", "capability", "spirv")

    def __init__(
        self,
        name: str,
        kind: str,
        model: str,
        cores: int,
        threads: int = 0,
        memory: int | None = None,
        capability: tuple[int, int] | None = None,
        spirv: bool | None = None,
    ) -> None:
        self.name = name  # as `target=` takes it
        self.kind = kind  # "cpu", "cuda" or "opencl"
        self.model = model
        self.cores = cores
        self.threads = threads
        self.memory = memory
        self.capability = capability
        self.spirv = spirv

    def to_dict(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}

    def __str__(self) -> str:
        if self.kind == "cpu":
            return f"{self.name}: {self.model}, {self.cores} cores, {self.threads} threads"
        memory = f"{(self.memory or 0) / 2**30:.0f} GiB"
        if self.kind == "opencl":
            code = "" if self.spirv else ", kernels as OpenCL C"
            return f"{self.name}: {self.model}, {self.cores} units, {memory}{code}"
        major, minor = self.capability or (0, 0)
        return (
            f"{self.name}: {self.model}, compute capability {major}.{minor}, "
            f"{self.cores} multiprocessors, {memory}"
        )

    def __repr__(self) -> str:
        return f"<device {self}>"


def devices() -> list[Device]:
    """Every device that can run compiled loops; the host is always first."""
    return [host_device(), *cuda_devices()[0], *opencl_devices()[0]]


def host_device() -> Device:
    cores = len(os.sched_getaffinity(0))
    return Device("host", "cpu", processor_name(), cores, thread_count())


def cuda_devices() -> tuple[list[Device], str]:
    """The devices of the CUDA driver, and why there is none."""
    from . import _native

    found, why = _native.cuda_devices()
    rows = [
        Device(
            f"cuda:{number}",
            "cuda",
            row["name"],
            row["multiprocessors"],
            memory=row["memory"],
            capability=row["capability"],
        )
        for number, row in enumerate(found)
    ]
    return rows, why


def opencl_devices() -> tuple[list[Device], str]:
    """The OpenCL devices that serve, GPUs first, and why there is none."""
    from . import _native

    found, why = _native.opencl_devices()
    rows = [
        Device(
            f"opencl:{number}",
            "opencl",
            row["name"],
            row["units"],
            memory=row["memory"],
            spirv=row["spirv"],
        )
        for number, row in enumerate(found)
    ]
    return rows, why


def thread_count() -> int:
    from . import _native

    return _native.thread_count()


def processor_name() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            for line in file:
                if line.startswith("model name"):
                    return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()
