"""`pragmac cache`: what it prints, and its exit status."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from pragmac import _native, environment
from pragmac.cache_command import ACTIONS
from pragmac.cache_files import CacheFiles
from pragmac.options import EXTRA

PAGE = (Path(__file__).parents[2] / "docs/cache.md").read_text()


@pytest.fixture
def files(tmp_path):
    files = CacheFiles(str(tmp_path / "cache" / "versions"), 1 << 30)
    for k in range(4):
        key = _native.digest(bytes([k]))
        files.write(key, bytes(1000), b"")
        os.utime(Path(files.path) / f"{key.hex()}.version", (k, k))
    return files


def command(files, *words, **environment):
    base = {"PRAGMAC_CACHE_DIR": os.path.dirname(files.path), "PRAGMAC_CACHE": "1"}
    return subprocess.run(
        [sys.executable, "-m", "pragmac", "cache", *words], capture_output=True, text=True,
        env={**os.environ, **base, **environment},
    )  # fmt: skip


def facts(files, *words, status=0, **environment):
    done = command(files, *words, "--json", **environment)
    assert done.returncode == status, done.stderr
    return json.loads(done.stdout)


def test_info(files):
    size = sum(entry.size for entry in files.entries())
    found = facts(files, "info")
    assert found == {
        "directory": files.path, "entries": 4, "bytes": size, "limit": 1 << 30, "in use": "yes",
    }  # fmt: skip
    assert facts(files, "info", PRAGMAC_CACHE="0")["in use"] == "no"
    text = command(files, "info").stdout
    assert f"directory: {files.path}" in text and "entries: 4" in text


def test_info_of_a_cache_that_is_not_there_yet(tmp_path):
    files = CacheFiles(str(tmp_path / "none" / "versions"), 1)
    assert facts(files, "info")["entries"] == 0
    assert facts(files, "verify")["damaged"] == []
    assert facts(files, "clear")["removed"] == 0
    assert not (tmp_path / "none").exists()


def test_verify_finds_what_is_damaged(files):
    assert facts(files, "verify")["damaged"] == []
    name = files.entries()[2].name
    path = Path(files.path) / name
    path.write_bytes(path.read_bytes()[:-1])
    (found,) = facts(files, "verify", status=1)["damaged"]
    assert found["name"] == name and found["why"]
    done = command(files, "verify")
    assert done.returncode == 1 and name in done.stderr


def test_prune_keeps_what_was_used_last(files):
    size = files.entries()[0].size
    assert facts(files, "prune")["removed"] == 0
    assert facts(files, "prune", PRAGMAC_CACHE_SIZE=str(3 * size))["removed"] == 1
    found = facts(files, "prune", "--size", str(size))
    assert (found["removed"], found["entries"], found["freed"]) == (2, 1, 2 * size)
    assert files.read(_native.digest(bytes([3]))) is not None


def test_clear(files):
    assert facts(files, "clear")["removed"] == 4
    assert files.entries() == []


def test_a_directory_that_is_not_to_be_used_is_a_finding(files):
    os.chmod(files.path, 0o777)
    for action in ACTIONS:
        done = command(files, action)
        assert done.returncode == 1 and "P607" in done.stderr


@pytest.mark.parametrize(
    ("words", "variables"),
    [
        ([], {}),
        (["empty"], {}),
        (["prune", "--size", "much"], {}),
        (["info", "--size", "1"], {}),
        (["info"], {"PRAGMAC_CACHE_SIZE": "much"}),
        (["info"], {"PRAGMAC_CACHE": "maybe"}),
    ],
)
def test_wrong_use(files, words, variables):
    done = command(files, *words, **variables)
    assert done.returncode == 2 and done.stderr


def test_help_and_the_page_name_every_action(files):
    text = command(files, "--help").stdout
    for action, words in ACTIONS.items():
        assert action in text and words in text
        assert f"`pragmac cache {action}`" in PAGE
    for command_line in re.findall(r"`pragmac cache (\w+)`", PAGE):
        assert command_line in ACTIONS


def test_variables_and_options_of_the_page_exist():
    assert set(re.findall(r"PRAGMAC_\w+", PAGE)) <= set(environment.KNOWN)
    assert {v for v in environment.KNOWN if "CACHE" in v} <= set(re.findall(r"PRAGMAC_\w+", PAGE))
    assert '{"cache": False}' in PAGE and "cache" in EXTRA
