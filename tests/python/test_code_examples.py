"""Programs that `pragmac explain CODE` shows: the one is refused with that code, the other runs."""

import json
import linecache
import math
import subprocess
import sys
import textwrap

import numpy as np
import pragmac
import pytest
from pragmac import _compiler
from pragmac.code_examples import example_of

ERRORS = [
    page["code"]
    for page in _compiler.all_codes()
    if page["severity"] == "error" and not page["code"].startswith(("P6", "P9"))
]


def run(text, name):
    file = f"<{name}>"
    linecache.cache[file] = (len(text), None, text.splitlines(True), file)
    exec(
        compile(text, file, "exec"),
        {"np": np, "math": math, "pragmac": pragmac, "__name__": name},
    )


@pytest.mark.parametrize("code", ERRORS)
def test_one_is_refused_and_the_other_runs(code):
    refused, accepted = example_of(code)
    with pytest.raises(pragmac.CompileError) as caught:
        run(refused, f"refused {code}")
    first = next(d for d in caught.value.diagnostics if d.severity == "error")
    assert first.code == code, str(caught.value)
    run(accepted, f"accepted {code}")


def test_they_are_few_lines():
    for code in ERRORS:
        refused, accepted = example_of(code)
        lines = [*refused.splitlines(), *accepted.splitlines()]
        assert max(map(len, lines)) <= 100
        assert len(accepted.splitlines()) <= 14, code
    assert len(ERRORS) >= 95


def explain(*arguments):
    command = [sys.executable, "-m", "pragmac", "explain", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_the_page_shows_them():
    refused, accepted = example_of("P301")
    page = explain("P301")
    assert textwrap.indent(refused, "    ") in page and page.endswith(
        textwrap.indent(accepted, "    ")
    )
    assert json.loads(explain("P301", "--json"))["accepted"] == accepted
    assert example_of("N201") is None and "Refused" not in explain("N201")
