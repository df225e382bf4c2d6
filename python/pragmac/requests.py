"""Requests to the compiler module, and what its outcomes mean: a version, or CompileError."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from . import _native
from .diagnostics import CompileError, Diagnostic, from_dicts

if TYPE_CHECKING:
    from .bindings import Bound
    from .machine import Device
    from .options import Settings


def add_trees(bound: Bound) -> None:
    """Turns the source of every bound function into the text the compiler reads."""
    from .tree import function_tree

    bound.tree = "\n".join(
        function_tree(f.source.text, f.source.filename, f.source.first_line, f.name)
        for f in bound.functions
    )


def compile_request(
    bound: Bound, types: tuple[Any, ...], settings: Settings, overlap: int
) -> dict[str, Any]:
    """The request for function 0 of `bound` with these argument types, hidden ones last."""
    from .argument_types import argument_names
    from .placement import placement

    names = argument_names(bound)
    functions = [
        {
            "tree": index,
            "name": f.name,
            "first_line": f.source.first_line,
            "names": f.names,
            "defaults": f.defaults,
            "sizes": f.sizes,
        }
        for index, f in enumerate(bound.functions)
    ]
    arguments = [(name, *description) for name, description in zip(names, types, strict=True)]
    sources = {f.source.filename: f.source.text for f in bound.functions}
    made = request(bound.tree, functions, arguments, sources, settings, overlap)
    return {**made, **placement(bound, types, settings)}


def request(
    tree: str,
    functions: list[dict[str, Any]],
    arguments: list[tuple[Any, ...]],
    sources: dict[str, str],
    settings: Settings,
    overlap: int = 0,
) -> dict[str, Any]:
    from .environment import cache_directory

    return {
        "tree": tree,
        "functions": functions,
        "arguments": arguments,
        "sources": [(name, text, 1) for name, text in sources.items()],
        "unchecked": settings.unchecked,
        "races": settings.races,
        "deterministic": settings.deterministic,
        "index_bits": settings.index_bits,
        "kernels": settings.kernels,
        "spirv": settings.spirv,
        "block": settings.block,
        "device": settings.device,
        "ordinal": settings.ordinal,
        "arguments_on_device": False,
        "architecture": settings.architecture,
        "libdevice": "",
        "overlap": overlap,
        "verify": settings.verify,
        "cpu": "",
        "fault_directory": os.path.join(cache_directory(), "faults"),
    }


class Version:
    """What came of compiling for some argument types."""

    __slots__ = ("capsule", "loops", "diagnostics")

    def __init__(self, outcome: dict[str, Any]) -> None:
        version: bytes | None = outcome["version"]  # None: there are errors among the diagnostics
        self.capsule: Any = None if version is None else _native.load_version(version)
        self.loops: list[dict[str, Any]] = outcome["loops"]
        self.diagnostics = diagnostics_of(outcome)


def compile_version(request: dict[str, Any]) -> Version:
    from . import _compiler
    from .environment import check_thread_count

    check_thread_count()
    if request["device"] == "cuda":
        request = _for_cuda_device(request)
    if request["device"] == "opencl":
        from .machine import opencl_devices

        _chosen_device(request, *opencl_devices())
    return Version(_compiler.compile(request))


def _for_cuda_device(request: dict[str, Any]) -> dict[str, Any]:
    """The request for the CUDA device of that number on this machine."""
    from .environment import libdevice
    from .machine import cuda_devices
    from .options import ARCHITECTURES

    device = _chosen_device(request, *cuda_devices())
    major, minor = device.capability or (0, 0)
    fitting = [a for a in ARCHITECTURES if a and int(a[3:]) <= 10 * major + minor]
    if not fitting:
        first = ARCHITECTURES[1]
        raise RuntimeError(
            f"P601: no such device: {device.model} has compute capability "
            f"{major}.{minor}; {first[3:-1]}.{first[-1]} is the first that is supported"
        )
    architecture = request["architecture"] or fitting[-1]
    return {**request, "architecture": architecture, "libdevice": libdevice()}


def _chosen_device(request: dict[str, Any], devices: list[Device], why: str) -> Device:
    """The device of the request's number among those of its kind; `why` there is none."""
    kind: str = request["device"]
    number: int = request["ordinal"]
    if number < len(devices):
        return devices[number]
    wanted = kind if number == 0 else f"{kind}:{number}"
    there = " and ".join(f"{d.name} ({d.model})" for d in devices)
    raise RuntimeError(
        f"P601: no such device: this function has target={wanted!r}, and "
        + (why or f"this machine has {there}")
    )


def inspect_version(request: dict[str, Any], stage: str) -> str:
    from . import _compiler

    if stage == "ptx" or request["device"] == "cuda":
        from .environment import libdevice

        request = {**request, "libdevice": libdevice()}
    outcome = _compiler.inspect(request, stage)
    diagnostics = diagnostics_of(outcome)
    if any(d.severity == "error" for d in diagnostics):
        raise CompileError(diagnostics)
    return str(outcome["text"])


def diagnostics_of(outcome: dict[str, Any]) -> list[Diagnostic]:
    diagnostics = from_dicts(outcome["diagnostics"])
    if outcome["reproducer"]:
        for d in diagnostics:
            if d.code.startswith("P9"):
                note = f"this is a fault of pragmac; a reproducer is in {outcome['reproducer']}"
                d.notes.append({"text": note})
                d.rendered += f"note: {note}\n"
    return diagnostics
