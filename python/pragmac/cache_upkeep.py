"""What the disk cache holds, and less of it: listing, pruning and checking its files.

Functions take a descriptor of the directory, which `cache_files` has found to be the user's own.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

from .cache_files import SUFFIX, UNFINISHED, Damaged, read_file, remove_file

_DIGITS = set("0123456789abcdef")
_FINISHES_WITHIN = 600  # seconds; older unfinished files are of processes that were ended


class Entry:
    """A file of the cache: its name, its bytes, and when it was last used (seconds)."""

    __slots__ = ("name", "size", "used")

    def __init__(self, name: str, size: int, used: float) -> None:
        self.name = name
        self.size = size
        self.used = used


def _files(directory: int, suffix: str, digits: int) -> Iterator[Entry]:
    """The files with so many digits in front of the suffix; others are none of ours."""
    with os.scandir(directory) as found:
        for item in found:
            number = item.name.removesuffix(suffix)
            if len(number) != digits or len(item.name) == digits or set(number) - _DIGITS:
                continue
            try:
                status = item.stat(follow_symlinks=False)
            except FileNotFoundError:
                continue  # removed or renamed meanwhile
            yield Entry(item.name, status.st_size, status.st_mtime)


def entries_in(directory: int) -> list[Entry]:
    return list(_files(directory, SUFFIX, 64))


def bytes_in(directory: int) -> int:
    return sum(entry.size for entry in entries_in(directory))


def prune(directory: int, limit: int) -> list[Entry]:
    """See CacheFiles.prune; below zero everything goes, what is being written included."""
    oldest = time.time() - _FINISHES_WITHIN
    for left in list(_files(directory, UNFINISHED, 16)):
        if left.used < oldest or limit < 0:
            remove_file(directory, left.name)
    entries = sorted(entries_in(directory), key=lambda entry: entry.used)
    total = sum(entry.size for entry in entries)
    gone = []
    for entry in entries:
        if total <= limit:
            break
        remove_file(directory, entry.name)
        total -= entry.size
        gone.append(entry)
    return gone


def damaged_in(directory: int) -> list[tuple[str, str]]:
    """See CacheFiles.damaged."""
    found = []
    for entry in sorted(entries_in(directory), key=lambda entry: entry.name):
        try:
            read_file(directory, entry.name, bytes.fromhex(entry.name[:64]))
        except Damaged as error:
            found.append((entry.name, str(error)))
        except FileNotFoundError:
            pass  # removed meanwhile
    return found
