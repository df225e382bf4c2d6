"""Diagnostics as SARIF 2.1.0, the static analysis format of editors and code hosts.

Source: OASIS, Static Analysis Results Interchange Format (SARIF) Version 2.1.0, 2020.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from .diagnostics import Diagnostic

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"


def sarif_log(diagnostics: list[Diagnostic]) -> dict[str, Any]:
    """One run with a result per diagnostic, in their order, and a rule per code; files are named
    relative to the working directory where they lie below it. Lines and columns count from 1;
    columns are code points, and an end column is the one behind the last character."""
    from . import __version__

    codes = sorted({d.code for d in diagnostics})
    driver = {"name": "pragmac", "version": __version__, "rules": [_rule(code) for code in codes]}
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                "results": [_result(d, codes.index(d.code)) for d in diagnostics],
            }
        ],
    }


def _rule(code: str) -> dict[str, Any]:
    from . import _compiler

    page = _compiler.explain_code(code)
    if page is None:
        return {"id": code}
    return {
        "id": code,
        "shortDescription": {"text": page["title"]},
        "help": {"text": page["explanation"]},
        "defaultConfiguration": {"level": page["severity"]},
    }


def _result(diagnostic: Diagnostic, rule: int) -> dict[str, Any]:
    words = [diagnostic.message] + [diagnostic.label] * bool(diagnostic.label)
    words += [f"help: {fix['text']}" for fix in diagnostic.fixes]
    made: dict[str, Any] = {
        "ruleId": diagnostic.code,
        "ruleIndex": rule,
        "level": diagnostic.severity,
        "message": {"text": "\n".join(words)},
    }
    if diagnostic.file:
        made["locations"] = [_location(diagnostic.to_dict())]
    related = [note for note in diagnostic.notes if note.get("file")]
    if related:
        made["relatedLocations"] = [
            {"id": number, **_location(note), "message": {"text": note["text"]}}
            for number, note in enumerate(related)
        ]
    fixes = [_fix(fix) for fix in diagnostic.fixes if fix.get("edit")]
    if fixes:
        made["fixes"] = fixes
    return made


def _fix(fix: dict[str, Any]) -> dict[str, Any]:
    edit = fix["edit"]
    replacement = {
        "deletedRegion": _region(edit),
        "insertedContent": {"text": edit["replacement"]},
    }
    change = {"artifactLocation": _artifact(edit["file"]), "replacements": [replacement]}
    return {"description": {"text": fix["text"]}, "artifactChanges": [change]}


def _location(place: dict[str, Any]) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": _artifact(place["file"])}
    if place["line"] > 0:
        physical["region"] = _region(place)
    return {"physicalLocation": physical}


def _region(place: dict[str, Any]) -> dict[str, int]:
    made = {"startLine": place["line"], "startColumn": max(place["column"], 1)}
    if place["end_line"] >= place["line"] and place["end_column"] > 0:
        made |= {"endLine": place["end_line"], "endColumn": place["end_column"]}
    return made


def _artifact(file: str) -> dict[str, str]:
    path = os.path.abspath(file)
    below = os.path.relpath(path)
    if not below.startswith(os.pardir):
        return {"uri": quote(below.replace(os.sep, "/"))}
    return {"uri": "file://" + quote(path)}
