"""The disk cache of compiled versions, as `Compiler` uses it: one slot per version.

Whatever is wrong with the cache, the function is compiled: with a warning, and never an error. What
is kept of a version is its bytes for `_native.load_version` and a report as JSON (what became of
its loops, and diagnostics), which is read when somebody asks.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from .cache_files import CacheFiles, Damaged, Unusable
from .environment import cache_directory, cache_is_on, cache_limit
from .requests import Report, Version
from .version_key import version_key

if TYPE_CHECKING:
    from types import FunctionType

    from .bindings import Bound

_warned = False  # that the directory cannot be used: once per process
_IN_ORDER = b"!"  # begins the report of a version with a parallel loop that runs in order


def version_files() -> CacheFiles:
    """Of the directory that the environment names now."""
    return CacheFiles(os.path.join(cache_directory(), "versions"), cache_limit())


_files: CacheFiles | None = None


def _current_files() -> CacheFiles:
    """The same object while the environment stays: it counts what this process has written."""
    global _files
    found = version_files()
    if _files is None or (_files.path, _files.limit) != (found.path, found.limit):
        _files = found
    return _files


def _version_of(stored: bytes, report: bytes) -> Version:
    def read() -> Report:
        import json

        from .diagnostics import from_dicts

        found = json.loads(report[1:])
        for loop in found["loops"]:
            _restore_tuples(loop)
        return found["loops"], from_dicts(found["diagnostics"])

    return Version(stored, report[:1] == _IN_ORDER, read)


def _restore_tuples(loop: dict[str, Any]) -> None:
    """JSON has lists alone."""
    if loop["launch"]:
        for name in ("grid", "arrays"):
            loop["launch"][name] = [tuple(row) for row in loop["launch"][name]]
    if loop["witness"]:
        pair = loop["witness"]["iterations"]
        loop["witness"]["iterations"] = tuple(
            tuple(values) if isinstance(values, list) else values for values in pair
        )


def _report_of(version: Version) -> bytes:
    import json

    diagnostics = [{name: getattr(d, name) for name in d.__slots__} for d in version.diagnostics]
    text = json.dumps({"loops": version.loops, "diagnostics": diagnostics})
    return (_IN_ORDER if version.runs_in_order else b" ") + text.encode()


class Slot:
    """Where the version for a request is, or would be."""

    __slots__ = ("_bound", "_key", "_files", "_warnings")

    def __init__(self, bound: Bound, request: dict[str, Any]) -> None:
        self._bound = bound
        self._files = _current_files()
        self._key = version_key(bound, request)
        self._warnings: list[str] = []

    def find(self) -> Version | None:
        try:
            parts = self._files.read(self._key)
            return _version_of(*parts) if parts else None
        except Unusable as why:
            self._cannot_use(why)
        except (Damaged, ValueError) as why:
            place = os.path.join(self._files.path, self._key.hex())
            self._warnings.append(
                f"P604: a cached file was damaged and has been replaced: {place}.version: {why}"
            )
        return None

    def keep(self, version: Version) -> None:
        """Stores what was compiled; not what depends on more of the file than the key tells."""
        if version.stored is None or not self._bound.by_blocks:
            return
        try:
            self._files.write(self._key, version.stored, _report_of(version))
        except Unusable as why:
            self._cannot_use(why)

    def warn(self, function: FunctionType) -> None:
        """Tells what went wrong, at the function: last of all, since a warning may be an error."""
        import warnings

        code = function.__code__
        for text in self._warnings:
            warnings.warn_explicit(text, UserWarning, code.co_filename, code.co_firstlineno)

    def _cannot_use(self, why: Unusable) -> None:
        global _warned
        if not _warned:
            _warned = True
            self._warnings.append(
                f"P607: the cache directory cannot be used: {self._files.path}: {why}"
            )


def slot_for(bound: Bound, request: dict[str, Any]) -> Slot | None:
    """None where versions are not cached."""
    return Slot(bound, request) if cache_is_on() else None
