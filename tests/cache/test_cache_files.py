"""Files of the cache: whole or not there, checked, the user's own, bounded."""

import os
import stat
import threading
import time

import pytest
from pragmac import _native, cache_files
from pragmac.cache_files import CacheFiles, Damaged, Unusable

KEY = _native.digest(b"key")
OTHER = _native.digest(b"other")


@pytest.fixture
def files(tmp_path):
    return CacheFiles(str(tmp_path / "deep" / "versions"), 1 << 20)


def path_of(files, key=KEY):
    return os.path.join(files.path, key.hex() + ".version")


def used_at(files, key, seconds):
    os.utime(path_of(files, key), (seconds, seconds))


def test_what_is_written_is_read(files):
    assert files.read(KEY) is None
    files.write(KEY, b"first", b"second")
    assert files.read(KEY) == (b"first", b"second")
    assert files.read(OTHER) is None
    files.write(KEY, b"", b"")
    assert files.read(KEY) == (b"", b"")


def test_directories_and_files_are_closed_to_others(files, tmp_path):
    old = os.umask(0)
    try:
        files.write(KEY, b"x", b"y")
    finally:
        os.umask(old)
    for path in (tmp_path / "deep", files.path):
        assert stat.S_IMODE(os.stat(path).st_mode) == 0o700
    assert stat.S_IMODE(os.stat(path_of(files)).st_mode) == 0o600


def test_every_byte_is_checked(files):
    """No file with one byte changed, and none cut short or longer, is taken for the entry."""
    files.write(KEY, b"the code", b"the report")
    content = open(path_of(files), "rb").read()
    changed = [
        content[:k] + bytes([content[k] ^ 1]) + content[k + 1 :] for k in range(len(content))
    ]
    cut = [content[:k] for k in range(len(content))]
    for damaged in [*changed, *cut, content + b"\0"]:
        with open(path_of(files), "wb") as file:
            file.write(damaged)
        with pytest.raises(Damaged):
            files.read(KEY)
        assert [name for name, _ in files.damaged()] == [KEY.hex() + ".version"]


def test_a_sound_file_under_another_key_is_refused(files):
    files.write(KEY, b"x", b"y")
    os.rename(path_of(files), path_of(files, OTHER))
    with pytest.raises(Damaged, match="another key"):
        files.read(OTHER)


def test_links_pipes_and_directories_are_no_entries(files, tmp_path):
    files.write(KEY, b"x", b"y")
    os.rename(path_of(files), tmp_path / "elsewhere")
    os.symlink(tmp_path / "elsewhere", path_of(files))
    with pytest.raises(Damaged, match="link"):
        files.read(KEY)
    os.unlink(path_of(files))
    os.mkfifo(path_of(files))
    with pytest.raises(Damaged):
        files.read(KEY)
    os.unlink(path_of(files))
    os.mkdir(path_of(files))
    with pytest.raises(Damaged):
        files.read(KEY)


@pytest.mark.parametrize("mode", [0o770, 0o720, 0o702, 0o777])
def test_a_directory_that_others_may_write_to_is_not_used(files, mode):
    files.write(KEY, b"x", b"y")
    os.chmod(files.path, mode)
    for use in (lambda: files.read(KEY), lambda: files.write(KEY, b"", b""), files.entries):
        with pytest.raises(Unusable, match="other users may write"):
            use()


def test_a_file_that_others_may_write_to_is_not_used(files):
    files.write(KEY, b"x", b"y")
    os.chmod(path_of(files), 0o622)
    with pytest.raises(Damaged, match="other users may write"):
        files.read(KEY)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a directory away")
def test_another_users_directory_is_not_used(files, tmp_path):
    files.write(KEY, b"x", b"y")
    for place in (files.path, tmp_path / "deep"):
        os.chown(place, 65534, -1)
        with pytest.raises(Unusable, match="another user"):
            files.read(KEY)
        os.chown(place, 0, -1)
    os.chown(path_of(files), 65534, -1)
    with pytest.raises(Damaged, match="another user"):
        files.read(KEY)


def test_a_link_in_place_of_the_directory_is_not_followed(tmp_path):
    there = CacheFiles(str(tmp_path / "there"), 1 << 20)
    there.write(KEY, b"x", b"y")
    os.symlink(there.path, tmp_path / "link")
    with pytest.raises(Unusable):
        CacheFiles(str(tmp_path / "link"), 1 << 20).read(KEY)


def test_a_failed_write_leaves_the_old_entry_and_no_file(files, monkeypatch):
    files.write(KEY, b"old", b"")

    def full(file, content):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(cache_files.os, "write", full)
        with pytest.raises(Unusable, match="No space left"):
            files.write(KEY, b"new", b"")
    assert os.listdir(files.path) == [os.path.basename(path_of(files))]
    assert files.read(KEY) == (b"old", b"")


def test_content_is_on_disk_before_it_has_its_name(files, monkeypatch):
    done = []
    for name in ("fsync", "replace"):
        original = getattr(os, name)
        monkeypatch.setattr(
            cache_files.os, name, lambda *a, n=name, f=original, **k: (done.append(n), f(*a, **k))
        )
    files.write(KEY, b"x", b"y")
    assert done == ["fsync", "replace"]


def test_the_least_used_entries_go(files):
    keys = [_native.digest(bytes([k])) for k in range(10)]
    for k, key in enumerate(keys):
        files.write(key, bytes(1000), b"")
        used_at(files, key, 1_000_000 + k)
    files.read(keys[0])  # used now
    size = files.entries()[0].size
    gone = files.prune(3 * size)
    assert len(gone) == 7
    assert [key for key in keys if files.read(key)] == [keys[0], keys[8], keys[9]]


def test_writing_keeps_the_cache_below_its_limit(tmp_path):
    files = CacheFiles(str(tmp_path / "versions"), 50_000)
    for k in range(200):
        files.write(_native.digest(bytes([k])), bytes(1000), b"")
        assert sum(entry.size for entry in files.entries()) <= 50_000
    assert len(files.entries()) > 30
    files.write(KEY, bytes(60_000), b"")
    assert files.read(KEY) is None  # larger than all


def test_what_others_wrote_counts_too(tmp_path):
    one, two = (CacheFiles(str(tmp_path / "versions"), 50_000) for _ in range(2))
    for k in range(40):
        one.write(_native.digest(bytes([k])), bytes(1000), b"")
    for k in range(40, 60):
        two.write(_native.digest(bytes([k])), bytes(1000), b"")
    assert sum(entry.size for entry in two.entries()) <= 50_000


def test_what_ended_processes_left_goes_and_what_is_being_written_stays(files):
    files.write(KEY, b"x", b"y")
    for name in ("0" * 16 + ".part", "1" * 16 + ".part", "not ours"):
        open(os.path.join(files.path, name), "w").close()
    os.utime(os.path.join(files.path, "0" * 16 + ".part"), (0, time.time() - 3600))
    files.prune()
    assert sorted(os.listdir(files.path)) == sorted(
        ["1" * 16 + ".part", "not ours", os.path.basename(path_of(files))]
    )
    files.clear()
    assert os.listdir(files.path) == ["not ours"]


def test_threads_write_and_read_one_entry(files):
    parts = [(bytes([k]) * 5000, bytes([k]) * 100) for k in range(4)]
    files.write(KEY, *parts[0])
    failures = []

    def busy(k):
        for _ in range(50):
            files.write(KEY, *parts[k])
            if files.read(KEY) not in parts:
                failures.append(k)

    threads = [threading.Thread(target=busy, args=(k,)) for k in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures and len(os.listdir(files.path)) == 1
