"""Requests to the compiler module, and what its outcomes mean: a version, or CompileError."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, TypeAlias

from . import _native

if TYPE_CHECKING:
    from collections.abc import Callable

    from .bindings import Bound
    from .diagnostics import Diagnostic
    from .machine import Device
    from .options import Settings


# Fields of an argument's type; one more says on which device an array lives.
_ON_HOST = 6


def tree_of(bound: Bound) -> str:
    """The source of every bound function as the text that the compiler reads."""
    if not bound.tree:
        from .function_text import split_lines
        from .tree import block_tree, function_tree

        trees = []
        for f in bound.functions:
            place = (f.source.filename, f.source.first_line, f.name)
            tree = block_tree(split_lines(f.source.text), *place)
            if tree is None:
                bound.by_blocks = False
                tree = function_tree(f.source.text, *place)
            trees.append(tree)
        bound.tree = "\n".join(trees)
    return bound.tree


def compile_request(
    bound: Bound, types: tuple[Any, ...], settings: Settings, overlap: int, copies: str = "all"
) -> dict[str, Any]:
    """The request for function 0 of `bound` with these argument types, hidden ones last. `copies`:
    of loops that exist twice; "first" leaves out the slower ones where calls rarely need them."""
    return {**version_request(bound, types, settings, overlap, copies), "tree": tree_of(bound)}


def version_request(
    bound: Bound, types: tuple[Any, ...], settings: Settings, overlap: int, copies: str = "all"
) -> dict[str, Any]:
    """The same without the trees, which take longer than everything else together."""
    names = bound.argument_names()
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
    made = request("", functions, arguments, sources, settings, overlap)
    made["copies"] = settings.copies or copies
    if all(len(described) == _ON_HOST for described in types):
        return made
    from .placement import placement

    return {**made, **placement(bound, types, settings)}


def _bits_for(math: str) -> int:
    """Where sums are re-ordered their bits depend on the vectors, which must not depend on a
    measurement: the widest there are. Else 0: those that pay."""
    return 512 if math in ("reassoc", "fast") else 0


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
        "math": settings.math,
        "deterministic": settings.deterministic,
        "width": settings.width,
        "vector_bits": _native.vector_bits(settings.vector_bits or _bits_for(settings.math)),
        "copies": settings.copies or "all",
        "measure": settings.measure,
        "index_bits": settings.index_bits,
        "kernels": settings.kernels,
        "spirv": settings.spirv,
        "block": settings.block,
        "device": settings.device,
        "ordinal": settings.ordinal,
        "arguments_on_device": False,
        "architecture": settings.architecture,
        "libdevice": "",
        "lane_math": _native.lane_math(),
        "overlap": overlap,
        "verify": settings.verify,
        "cpu": "",
        "fault_directory": os.path.join(cache_directory(), "faults"),
    }


# What became of each loop, and the diagnostics.
Report: TypeAlias = "tuple[list[dict[str, Any]], list[Diagnostic]]"


class Version:
    """What came of compiling for some argument types.

    `stored` is what the cache keeps of it, as long as somebody may want that; None when there are
    errors among the diagnostics. `read` gives the report, once, when it is asked for."""

    __slots__ = ("capsule", "stored", "runs_in_order", "whole", "_read", "_report")

    def __init__(
        self, stored: bytes | None, runs_in_order: bool, read: Callable[[], Report]
    ) -> None:
        self.capsule: Any = None if stored is None else _native.load_version(stored)
        self.stored = stored
        self.runs_in_order = runs_in_order  # a loop that was asked to be parallel
        self.whole = True  # nothing is left out that a call may need
        self._read = read
        self._report: Report | None = None

    @property
    def loops(self) -> list[dict[str, Any]]:
        return self._contents()[0]

    @property
    def diagnostics(self) -> list[Diagnostic]:
        return self._contents()[1]

    def _contents(self) -> Report:
        if self._report is None:
            self._report = self._read()
        return self._report


def version_of(outcome: dict[str, Any]) -> Version:
    loops = outcome["loops"]
    in_order = any(not loop["parallel"] and loop["directive"] == "parallel" for loop in loops)
    try:
        return Version(outcome["version"], in_order, lambda: (loops, diagnostics_of(outcome)))
    except ValueError as error:
        from .diagnostics import Diagnostic

        fault = Diagnostic("P902", f"internal error in code generation: {error}")
        found = [*diagnostics_of(outcome), fault]
        return Version(None, in_order, lambda: (loops, found))


def compile_version(request: dict[str, Any]) -> Version:
    from . import _compiler

    return version_of(_compiler.compile(for_this_machine(request)))


def for_this_machine(request: dict[str, Any]) -> dict[str, Any]:
    """The request with what this machine decides; raises where it cannot run what is asked."""
    from .environment import check_thread_count

    check_thread_count()
    if request["device"] == "cuda":
        request = _for_cuda_device(request)
    if request["device"] == "opencl":
        request = _for_opencl_device(request)
    return request


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


def _for_opencl_device(request: dict[str, Any]) -> dict[str, Any]:
    """The request for the OpenCL device of that number, with kernels as text where it takes no
    SPIR-V."""
    from .machine import opencl_devices

    device = _chosen_device(request, *opencl_devices())
    if device.spirv or request["kernels"] == "c":
        return request
    if request["spirv"] == "device":
        raise RuntimeError(
            f"P601: no such device: `options['spirv']` is 'device', and {device.name} "
            f"({device.model}) takes no SPIR-V"
        )
    return {**request, "kernels": "c"}


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
    from .diagnostics import CompileError

    if stage == "ptx" or request["device"] == "cuda":
        from .environment import libdevice

        request = {**request, "libdevice": libdevice()}
    outcome = _compiler.inspect(request, stage)
    diagnostics = diagnostics_of(outcome)
    if any(d.severity == "error" for d in diagnostics):
        raise CompileError(diagnostics)
    return str(outcome["text"])


def diagnostics_of(outcome: dict[str, Any]) -> list[Diagnostic]:
    from .diagnostics import from_dicts

    diagnostics = from_dicts(outcome["diagnostics"])
    if outcome["reproducer"]:
        for d in diagnostics:
            if d.code.startswith("P9"):
                note = f"this is a fault of pragmac; a reproducer is in {outcome['reproducer']}"
                d.notes.append({"text": note})
                d.rendered += f"note: {note}\n"
    return diagnostics
