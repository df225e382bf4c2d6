"""The key of a compiled version: a digest of everything that it was made of.

That is what the compiler is asked (`requests.py`: argument types, options, the meaning of names),
with the functions' text in place of their trees; the compiler itself; and this machine's processor.
A new option is part of the request and so of the key.
"""

from __future__ import annotations

import os
import sys
from functools import cache
from struct import unpack_from
from typing import TYPE_CHECKING, Any

from . import _native
from .function_text import block_text, split_lines

if TYPE_CHECKING:
    from .bindings import Bound

# Of a request: told by the functions' text, or without influence on what is compiled.
_LEFT_OUT = ("tree", "sources", "fault_directory")
# What turns a function into a request, and keeps what comes of it.
_FRONT_END = {
    "__init__.py", "bindings.py", "cache_files.py", "directive_sizes.py", "environment.py",
    "function.py", "function_text.py", "machine.py", "options.py", "parsing.py", "placement.py",
    "requests.py", "source.py", "tree.py", "version_cache.py", "version_key.py",
}  # fmt: skip
_ELF_HEADER, _PROGRAM_HEADER = 64, 56  # bytes
_NOTE = 4  # the kind of program header that leads to notes


def version_key(bound: Bound, request: dict[str, Any]) -> bytes:
    asked = [(name, request[name]) for name in sorted(request) if name not in _LEFT_OUT]
    texts = [(f.source.filename, _own_text(f.source.text, f.source.first_line))
             for f in bound.functions]  # fmt: skip
    libdevice = _state(os.stat(request["libdevice"])) if request["libdevice"] else ()
    written = repr((sys.version, asked, texts, libdevice))
    return _native.digest(
        compiler_number(), _native.processor(), written.encode("utf-8", "surrogatepass")
    )


def _own_text(text: str, first_line: int) -> str:
    """What the function's tree is made of, wherever `bound.by_blocks` is true."""
    lines = split_lines(text)
    return block_text(lines, first_line) if first_line <= len(lines) else ""


@cache
def compiler_number() -> bytes:
    """Of this build of the compiler: the build numbers that the linker gave its libraries, which
    follow from their content, and of the Python files that take part what Python itself goes by
    to know whether byte code is of them."""
    found = []
    with os.scandir(os.path.dirname(__file__)) as files:
        for item in files:
            if item.name.endswith(".so"):
                found.append((item.name, *_state(item.stat()), _build_number(item.path)))
            elif item.name in _FRONT_END:
                found.append((item.name, *_state(item.stat()), b""))
    return _native.digest(repr(sorted(found)).encode())


def _state(found: os.stat_result) -> tuple[int, int]:
    return found.st_size, found.st_mtime_ns


def _build_number(path: str) -> bytes:
    """The note that `-Wl,--build-id` writes: name size 4, "GNU" with its zero, type 3. Where it is
    stands in the program headers: in wheels it is far behind, since patchelf moves it."""
    with open(path, "rb", buffering=0) as file:
        start = file.read(_ELF_HEADER)
        if start[:4] != b"\x7fELF" or len(start) < _ELF_HEADER:
            return b""
        (headers,), (count,) = unpack_from("<Q", start, 32), unpack_from("<H", start, 56)
        file.seek(headers)
        table = file.read(_PROGRAM_HEADER * count)
        for at in range(0, len(table) - _PROGRAM_HEADER + 1, _PROGRAM_HEADER):
            kind, _, offset, _, _, length = unpack_from("<IIQQQQ", table, at)
            if kind == _NOTE:
                file.seek(offset)
                notes = file.read(length)
                place = notes.find(b"\x04\0\0\0\x14\0\0\0\x03\0\0\0GNU\0")
                if place >= 0:
                    return notes[place + 16 : place + 36]
    return b""
