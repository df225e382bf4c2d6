"""`pragmac cache info|clear|prune|verify`: what the disk cache holds, and less of it."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from .cache_files import CacheFiles, Unusable
from .cache_upkeep import Entry
from .environment import cache_is_on, cache_limit
from .exit_codes import FINDINGS, FINE, wrong_use
from .version_cache import version_files

ACTIONS = {
    "info": "where the cache is and what it holds",
    "clear": "remove every entry",
    "prune": "remove what was not used for longest, down to the limit",
    "verify": "read every entry; exit status 1 when one is damaged",
}


def run_cache_command(options: argparse.Namespace) -> int:
    try:
        cache_is_on()
        limit = cache_limit() if options.size is None else cache_limit(options.size)
    except ValueError as error:
        return wrong_use(str(error))
    if options.size is not None and options.action != "prune":
        return wrong_use("--size belongs to `pragmac cache prune`")
    files = version_files()
    try:
        facts = _WORK[options.action](files, limit)
    except Unusable as why:
        facts = {"directory": files.path, "unusable": str(why)}
    if options.json:
        print(json.dumps(facts, indent=2))
    else:
        for name, value in facts.items():
            if name != "damaged":
                print(f"{name:>10}: {value}")
    return _report_findings(facts)


def _report_findings(facts: dict[str, Any]) -> int:
    """Tells of them on standard error; the exit code they mean."""
    if "unusable" in facts:
        text = f"P607: the cache directory cannot be used: {facts['directory']}"
        print(f"pragmac: {text}: {facts['unusable']}", file=sys.stderr)
        return FINDINGS
    for found in facts.get("damaged", []):
        print(f"pragmac: {facts['directory']}/{found['name']}: {found['why']}", file=sys.stderr)
    return FINDINGS if facts.get("damaged") else FINE


def _info(files: CacheFiles, limit: int) -> dict[str, Any]:
    return {**_state(files), "limit": limit, "in use": "yes" if cache_is_on() else "no"}


def _clear(files: CacheFiles, limit: int) -> dict[str, Any]:
    return _removed(files, files.clear())


def _prune(files: CacheFiles, limit: int) -> dict[str, Any]:
    return _removed(files, files.prune(limit))


def _verify(files: CacheFiles, limit: int) -> dict[str, Any]:
    damaged = [{"name": name, "why": why} for name, why in files.damaged()]
    return {**_state(files), "damaged": damaged}


_WORK = {"info": _info, "clear": _clear, "prune": _prune, "verify": _verify}


def _state(files: CacheFiles) -> dict[str, Any]:
    entries = files.entries()
    return {
        "directory": files.path,
        "entries": len(entries),
        "bytes": sum(entry.size for entry in entries),
    }


def _removed(files: CacheFiles, gone: list[Entry]) -> dict[str, Any]:
    return {**_state(files), "removed": len(gone), "freed": sum(entry.size for entry in gone)}
