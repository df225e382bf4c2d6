"""Every program of this folder is refused on the line that its comment marks, with the code and the
words that stand there: at the first call, and where it needs no argument types, by pragmac.check.
"""

import importlib.util
import pathlib
import re

import pragmac
import pytest

HERE = pathlib.Path(__file__).resolve().parent
PROGRAMS = sorted(p for p in HERE.glob("*.py") if not p.name.startswith("test_"))
MARK = re.compile(r"# (below: )?error\[(P\d+)\](?:: (.*))?$")


def expectation(path):
    """Line, code and words of the error that a program's comment announces."""
    found = []
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if match := MARK.search(line):
            found.append((number + bool(match[1]), match[2], match[3] or ""))
    assert len(found) == 1, f"{path.name} must announce one error"
    return found[0]


def load(path):
    spec = importlib.util.spec_from_file_location(f"rejected_{path.stem}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_there_are_many():
    assert len(PROGRAMS) >= 40


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda p: p.stem)
def test_rejected_at_the_first_call(path):
    line, code, words = expectation(path)
    with pytest.raises(pragmac.CompileError) as caught:
        load(path).CALL()
    errors = [d for d in caught.value.diagnostics if d.severity == "error"]
    assert (errors[0].code, errors[0].line) == (code, line), str(caught.value)
    assert all(d.line >= line for d in errors), "the first error comes first"
    assert words in errors[0].message
    assert errors[0].fixes or code in NO_FIX, "an error offers a fix"
    assert errors[0].column >= 1


# Errors that nothing but another program repairs.
NO_FIX = {"P110", "P229", "P405", "P408", "P411", "P413", "P422"}


# Only the arguments of a call tell that these hold arrays, masks or numbers.
TYPED = {
    "array_expression", "array_reduction", "dtype_called", "index_array", "iterable",
    "iterate_number", "mask", "number_with_shape", "row", "row_assigned", "rows_iterated",
}  # fmt: skip
WITHOUT_TYPES = [p for p in PROGRAMS if "[P4" not in p.read_text() and p.stem not in TYPED]


@pytest.mark.parametrize("path", WITHOUT_TYPES, ids=lambda p: p.stem)
def test_found_by_check_without_a_call(path):
    line, code, _ = expectation(path)
    found = [(d.code, d.line) for d in pragmac.check(load(path).f).diagnostics]
    assert (code, line) in found
