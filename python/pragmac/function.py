"""`pragmac.jit`, and the Python side of a jitted function: binding, compiling, refusing."""

from __future__ import annotations

import _thread
import os
import weakref
from types import FunctionType
from typing import TYPE_CHECKING, Any

from . import _native
from .options import Settings

if TYPE_CHECKING:
    from .bindings import Bound
    from .diagnostics import Diagnostic
    from .report import Report
    from .requests import Version
    from .version_cache import Slot

_alive: weakref.WeakSet[Compiler] = weakref.WeakSet()
jitted_type = _native.Jitted  # pytest_plugin puts a subclass here
STAGES = ("source", "loops", "machine", "llvm", "vectors", "asm", "ptx", "spirv", "openmp",
          "opencl_c")  # fmt: skip


def jit(function: Any = None, /, **options: Any) -> Any:
    """Compile a function at its first call with each combination of argument types.

    Used as `@pragmac.jit` or `@pragmac.jit(bounds="unchecked")`. `f.py_func` is the Python
    function, `f.inspect(stage, *args)` shows it at a stage of compilation, `f.explain(*args)` says
    what becomes of its loops, `f.compare(*args)` runs it both ways and compares.
    """
    settings = Settings(options)
    if function is None:
        return lambda f: _jitted(f, settings)
    return _jitted(function, settings)


def _jitted(given: Any, settings: Settings) -> _native.Jitted:
    function = given.py_func if isinstance(given, _native.Jitted) else given
    if not isinstance(function, FunctionType):
        raise TypeError(
            f"pragmac.jit compiles Python functions, not {type(function).__name__}"
            + _decorator_hint(function)
        )
    compiler = Compiler(function, settings)
    jitted = jitted_type(function, compiler)
    compiler.jitted = jitted
    return jitted


def _decorator_hint(function: Any) -> str:
    if isinstance(function, (staticmethod, classmethod)):
        return f"; put @{type(function).__name__} above @pragmac.jit"
    return ""


def _overlap_words(errors: list[Diagnostic], overlap: int) -> str:
    """Loops that store to arrays that share memory, or to one whose own elements do."""
    lines = [f"{d.file}:{d.line}: {d.message}" for d in errors]
    which = "an array of this call overlaps itself"
    if overlap == 1:
        which = "arrays of this call overlap"
    return f"{which}, and nothing has run:\n" + "\n".join(lines)


def _renew_locks() -> None:
    """In a forked child: whoever was compiling is not there to give its lock back."""
    for compiler in _alive:
        compiler._lock = _thread.RLock()


os.register_at_fork(after_in_child=_renew_locks)


class Compiler:
    """What the call path asks for when it has no compiled version yet."""

    __slots__ = (
        "function", "settings", "jitted", "_lock", "_bound", "_versions", "_warned", "__weakref__",
    )  # fmt: skip

    jitted: _native.Jitted

    def __init__(self, function: FunctionType, settings: Settings) -> None:
        self.function = function
        self.settings = settings
        self._lock = _thread.RLock()
        self._bound: Bound | None = None
        self._versions: dict[tuple[tuple[Any, ...], int], Version] = {}
        self._warned: set[tuple[str, int]] = set()
        _alive.add(self)

    def bind(self) -> Bound:
        """The meaning of the free names now; the same object while nothing has changed."""
        with self._lock:
            if self._bound is None or not self._bound.still_valid():
                from .bindings import Bound

                bound = Bound(self.function)
                self._versions = {}
                self._bound = bound
            return self._bound

    @property
    def bound(self) -> Bound | None:
        """The meaning of the free names at the last call; None before the first."""
        return self._bound

    def compile(self, bound: Bound, types: tuple[Any, ...], overlap: int, whole: bool) -> Any:
        """The capsule of the version for these argument types; RaceWarning and CompileError belong
        to the call that asks for it. `overlap` and `whole` are those of `version`."""
        version = self.version(bound, types, overlap, whole)
        if version.capsule is None:
            from .diagnostics import CompileError, RaceError

            errors = [d for d in version.diagnostics if d.severity == "error"]
            if overlap and all(d.code == "P309" for d in errors):
                raise RaceError(_overlap_words(errors, overlap))
            raise CompileError(version.diagnostics)
        if version.runs_in_order:
            with self._lock:
                self._warn_about(version.loops, overlap)
        return version.capsule

    def version(
        self, bound: Bound, types: tuple[Any, ...], overlap: int, whole: bool = False
    ) -> Version:
        """The version for these argument types, compiled once, or found in the cache; also where
        errors are in the way: it has no capsule then. `overlap`: what written arguments may share
        memory with; 0 nothing, 1 other arguments, 2 themselves too. `whole`: with what calls rarely
        need, which is left out at first; it then stands in for the other."""
        with self._lock:
            known = self._versions.get((types, overlap)) if bound is self._bound else None
            if known is not None and (known.whole or not whole):
                return known
            # Where arguments share memory, tests in front of loops are likely to fail.
            copies = self.settings.copies or ("all" if whole or overlap else "first")
            slot = self._slot(bound, types, overlap, copies)
            made = slot.find() if slot else None
            if made is None:
                made = self._compiled(bound, types, overlap, copies, slot)
            made.whole = copies != "first"
            # A fault of ours may not come again.
            ours = made.capsule is None and any(d.code.startswith("P9") for d in made.diagnostics)
            if bound is self._bound and not ours:
                self._versions[types, overlap] = made
            if slot:
                slot.warn(self.function)
            return made

    def _slot(self, bound: Bound, types: tuple[Any, ...], overlap: int, copies: str) -> Slot | None:
        """Where the disk cache has the version; None when it is off."""
        if not self.settings.cache:
            return None
        from .requests import for_this_machine, version_request
        from .version_cache import slot_for

        request = version_request(bound, types, self.settings, overlap, copies)
        return slot_for(bound, for_this_machine(request))

    def _compiled(
        self, bound: Bound, types: tuple[Any, ...], overlap: int, copies: str, slot: Slot | None
    ) -> Version:
        from .progress import shown
        from .requests import compile_request, compile_version

        with shown(bound, types):
            made = compile_version(compile_request(bound, types, self.settings, overlap, copies))
        if slot:
            slot.keep(made)
        made.stored = None
        return made

    def versions(self) -> list[tuple[tuple[Any, ...], int]]:
        """Argument types, and what written arguments may overlap, of what has been compiled so far
        for the present meaning of the free names."""
        with self._lock:
            return [key for key, version in self._versions.items() if version.capsule is not None]

    def inspect(self, stage: str, *args: Any, **keywords: Any) -> str:
        """The function at a stage ("source", "loops", "machine", "llvm", "vectors", "asm", "ptx",
        "spirv", "opencl_c" or "openmp") of compiling it for arguments of these types; "ptx",
        "spirv" and "opencl_c" are of its kernels, and need no device; "openmp" is the whole
        function as C11 with OpenMP; "vectors" says of every innermost loop of the generated code,
        by line and column, how many lanes LLVM's vectoriser gave it, or why none."""
        if stage not in STAGES:
            from .diagnostics import did_you_mean

            hint = did_you_mean(stage, list(STAGES)) if isinstance(stage, str) else ""
            raise ValueError(f"inspect shows {', '.join(STAGES)}, not {stage!r}{hint}")
        from .requests import compile_request, inspect_version

        bound, types = self.jitted._signature(*args, **keywords)
        return inspect_version(compile_request(bound, types, self.settings, 0), stage)

    def explain(self, /, *args: Any, **keywords: Any) -> Report:
        """What becomes of every annotated loop in a call with these arguments, and why.

        Compiles the version for them, or takes the one there is, and calls the function on copies
        of the arguments, to count what its loops ask for and to time them. What cannot be compiled
        is not raised here, nor what a call raises: the report holds it."""
        from .explaining import explain

        return explain(self, args, keywords)

    def compare(
        self,
        /,
        *args: Any,
        rtol: float | None = None,
        limit: float | None = None,
        **keywords: Any,
    ) -> Report:
        """Runs plain Python and the compiled function on copies of the arguments and compares.

        Results, exceptions with their lines, and every array afterwards are equal in type, shape
        and bits (NaN equals NaN), or MismatchError names the first difference. Floats may differ by
        `rtol` relative to the larger value; by default nothing, or 1e-9 (float32 1e-4, float16
        1e-2) where a reduction plan or a math function is involved. What `assume` clauses say is
        verified while plain Python runs.

        `limit` is a time in seconds for plain Python: where all of the data takes longer, the
        largest leading slice of the arrays that it gets through is compared, and the report says
        which; TimeoutError where the smallest takes too long, ValueError where every slice has
        an error that all of the data may not have."""
        from .comparing import compare

        return compare(self, args, keywords, rtol, limit)

    def adopt(self, value: Any) -> Any:
        """An array that another library has on a device, as a DeviceArray; None of others."""
        from .device_arrays import adopt

        return adopt(value)

    def refuse_argument(self, name: str, value: Any) -> None:
        from .refusals import refuse_argument

        refuse_argument(self.function, name, value)

    def refuse_call(self, /, *args: Any, **keywords: Any) -> None:
        from .refusals import refuse_call

        refuse_call(self.function, args, keywords)

    def _warn_about(self, loops: list[dict[str, Any]], overlap: int) -> None:
        """RaceWarning, once per loop: a loop asked to be parallel that runs in order.

        Arguments that overlap each other do so in some calls only, which is no flaw of the loop; an
        array whose own elements share memory (stride 0) is one that no parallel loop can write.
        Where a proof is required such calls raise RaceError."""
        if overlap == 1 or (overlap and self.settings.races == "require_proof"):
            return
        for loop in loops:
            place = (loop["file"], loop["line"])
            if loop["parallel"] or loop["directive"] != "parallel":
                continue
            if place in self._warned:
                continue
            self._warned.add(place)
            import warnings

            from .diagnostics import RaceWarning

            text = (
                f"P310: this parallel loop runs in order: {loop['reason']}; "
                'races="trust" takes your word that no two iterations meet, `#pragma sequential` '
                "ends this warning"
            )
            warnings.warn_explicit(text, RaceWarning, *place)
