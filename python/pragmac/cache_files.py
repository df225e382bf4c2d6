"""The files of the disk cache: one directory, one file per entry, found by its key.

A file is written beside its name, synchronised and renamed, so that whoever reads sees all of an
entry or none. It carries a digest of everything else in it. The directory belongs to the user, is
closed to others, and is opened without following a link; files are opened below it.

The layout of a file: the magic text, the digest of what follows, the entry's key, the sizes of its
two parts, and the parts.
"""

from __future__ import annotations

import errno
import os
import stat
import struct
import time
from typing import TYPE_CHECKING

from . import _native

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from .cache_upkeep import Entry

    T = TypeVar("T")

_HEADER = struct.Struct("<8s32s32sQQ")
_MAGIC = b"pragmac\x01"  # the last byte counts the layouts
_DIGESTED = 40  # bytes in front of those that the digest is of
SUFFIX = ".version"
UNFINISHED = ".part"
_FRESH = 60  # seconds for which an entry counts as just used
_RECOUNT = 64  # entries written until the directory is looked at again: others write, too
_LARGEST = 1 << 28  # bytes of a file


class Unusable(Exception):
    """The directory cannot be used; the text says why."""


class Damaged(Exception):
    """A file is not what was written; the text says how."""


class CacheFiles:
    """The entries in the directory at `path`, which is made when the first one is written; they
    are kept below `limit` bytes, those that were used last."""

    __slots__ = ("path", "limit", "_bytes", "_written")

    def __init__(self, path: str, limit: int) -> None:
        self.path = path
        self.limit = limit
        self._bytes = 0  # of all entries when they were last counted, and written since
        self._written = 0  # entries since then

    def read(self, key: bytes) -> tuple[bytes, bytes] | None:
        """The parts of the entry; None when there is none. Raises Unusable or Damaged."""
        directory = self._open(create=False)
        if directory is None:
            return None
        try:
            return read_file(directory, key.hex() + SUFFIX, key)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise Unusable(_words(error)) from None
        finally:
            os.close(directory)

    def write(self, key: bytes, first: bytes, second: bytes) -> None:
        """Stores an entry in place of what has its key. Raises Unusable."""
        content = _content(key, first, second)
        if len(content) > min(self.limit, _LARGEST):
            return
        directory = self._open(create=True)
        assert directory is not None
        try:
            _write_file(directory, key.hex() + SUFFIX, content)
            self._stay_below_limit(directory, len(content))
        except OSError as error:
            raise Unusable(_words(error)) from None
        finally:
            os.close(directory)

    def entries(self) -> list[Entry]:
        from .cache_upkeep import entries_in

        return self._with_directory(entries_in)

    def prune(self, limit: int | None = None) -> list[Entry]:
        """Removes what was not used for longest until `limit` bytes are left, and what ended
        processes left unfinished. The entries that are gone."""
        from .cache_upkeep import prune

        most = self.limit if limit is None else limit
        return self._with_directory(lambda directory: prune(directory, most))

    def clear(self) -> list[Entry]:
        """Removes every entry."""
        return self.prune(-1)

    def damaged(self) -> list[tuple[str, str]]:
        """(name, what is wrong) of every entry that would not be loaded."""
        from .cache_upkeep import damaged_in

        return self._with_directory(damaged_in)

    def _with_directory(self, work: Callable[[int], list[T]]) -> list[T]:
        directory = self._open(create=False)
        if directory is None:
            return []
        try:
            return work(directory)
        except OSError as error:
            raise Unusable(_words(error)) from None
        finally:
            os.close(directory)

    def _open(self, create: bool) -> int | None:
        """A descriptor of the directory; None when there is none and none is wanted."""
        try:
            if create:
                _make_directories(self.path)
            directory = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        except FileNotFoundError as error:
            if create:
                raise Unusable(_words(error)) from None
            return None
        except OSError as error:
            raise Unusable(_words(error)) from None
        # Whoever owns the directory around it could put another one in its place.
        around = os.stat(os.path.dirname(self.path))
        trusted = around.st_uid in (0, os.geteuid())
        why = _why_not_ours(os.fstat(directory)) if trusted else _FOREIGN
        if why:
            os.close(directory)
            raise Unusable(why)
        return directory

    def _stay_below_limit(self, directory: int, added: int) -> None:
        from .cache_upkeep import bytes_in, prune

        self._bytes += added
        self._written += 1
        if self._written % _RECOUNT == 1:
            self._bytes = bytes_in(directory)
        if self._bytes > self.limit:
            # Further than needed, so that not every write has to look at the directory again.
            prune(directory, self.limit - self.limit // 8)
            self._bytes = bytes_in(directory)


def _words(error: OSError) -> str:
    return error.strerror or type(error).__name__


def _make_directories(path: str) -> None:
    """As os.makedirs, with every new directory closed to others."""
    if os.path.isdir(path):
        return
    parent = os.path.dirname(path)
    if parent != path and not os.path.isdir(parent):
        _make_directories(parent)
    try:
        os.mkdir(path, 0o700)
    except FileExistsError:
        pass  # another process made it


_FOREIGN = "it belongs to another user"


def _why_not_ours(found: os.stat_result) -> str:
    if found.st_uid != os.geteuid():
        return _FOREIGN
    if found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        return "other users may write to it"
    return ""


def _content(key: bytes, first: bytes, second: bytes) -> bytes:
    rest = _HEADER.pack(_MAGIC, bytes(32), key, len(first), len(second))[_DIGESTED:]
    return b"".join((_MAGIC, _native.digest(rest, first, second), rest, first, second))


def _parts(content: bytes, key: bytes) -> tuple[bytes, bytes]:
    """The parts of a file's content, once it is known to be what was written under the key."""
    if len(content) < _HEADER.size:
        raise Damaged("it is cut short")
    magic, digest, own_key, first, _ = _HEADER.unpack_from(content)
    if magic != _MAGIC:
        raise Damaged("it has another layout")
    if own_key != key:
        raise Damaged("it is of another key")
    if _native.digest(content[_DIGESTED:]) != digest:
        raise Damaged("its checksum does not match")  # the sizes of the parts are under it, too
    middle = _HEADER.size + first
    return content[_HEADER.size : middle], content[middle:]


def read_file(directory: int, name: str, key: bytes) -> tuple[bytes, bytes]:
    # Not blocking: a pipe of that name would otherwise wait for a writer.
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
    try:
        file = os.open(name, flags, dir_fd=directory)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise Damaged("it is a link") from None
        raise
    try:
        found = os.fstat(file)
        if not stat.S_ISREG(found.st_mode) or found.st_size > _LARGEST:
            raise Damaged("it is no file of the cache")
        why = _why_not_ours(found)
        if why:
            raise Damaged(why)
        parts = _parts(_read_all(file, found.st_size), key)
        _touch(file, found.st_mtime)
        return parts
    finally:
        os.close(file)


def _read_all(file: int, size: int) -> bytes:
    content = os.read(file, size + 1)
    while 0 < len(content) < size:
        more = os.read(file, size - len(content))
        if not more:
            break
        content += more
    return content


def _touch(file: int, used: float) -> None:
    """The time of last use is the file's; not needed to the second, and not where it is refused."""
    now = time.time()
    if abs(now - used) < _FRESH:
        return
    try:
        os.utime(file, (now, now))
    except OSError:
        pass


def _write_file(directory: int, name: str, content: bytes) -> None:
    unfinished = os.urandom(8).hex() + UNFINISHED
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    file = os.open(unfinished, flags, 0o600, dir_fd=directory)
    try:
        try:
            rest = memoryview(content)
            while rest:
                rest = rest[os.write(file, rest) :]
            os.fsync(file)
        finally:
            os.close(file)
        os.replace(unfinished, name, src_dir_fd=directory, dst_dir_fd=directory)
    except BaseException:
        remove_file(directory, unfinished)
        raise


def remove_file(directory: int, name: str) -> None:
    try:
        os.unlink(name, dir_fd=directory)
    except OSError:
        pass  # another process has removed it, or it may not be
