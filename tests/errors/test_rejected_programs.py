"""Every program of this folder is refused on the line that its comment marks, with the code and the
words that stand there: at the first call, and where it needs no argument types, by pragmac.check.
"""

import importlib.util
import linecache
import pathlib
import re

import pragmac
import pytest
from edits import apply, edits_of
from pragmac import _compiler

HERE = pathlib.Path(__file__).resolve().parent
PROGRAMS = sorted(p for p in HERE.glob("*.py") if not re.match("test_|edits|mutations|run", p.name))
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


def test_every_code_has_a_program():
    """But those of installations and devices (P6), and of faults of ours (P9)."""
    from test_wrong_directives import ROWS

    shown = {expectation(path)[1] for path in PROGRAMS} | {row[0] for row in ROWS}
    codes = {page["code"] for page in _compiler.all_codes() if page["severity"] == "error"}
    assert {code for code in codes - shown if not code.startswith(("P6", "P9"))} == set()


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


# The edit is one step of two: a directive is where it belongs, but that is no loop; a name is
# known, but not in that clause, or another function takes more arguments.
NOT_ENOUGH = {"pragma_above_nothing", "pragma_unknown_clause", "unknown_numpy_function"}


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda p: p.stem)
def test_a_fix_that_is_an_edit_mends_the_program(path, tmp_path):
    with pytest.raises(pragmac.CompileError) as caught:
        load(path).CALL()
    first = next(d for d in caught.value.diagnostics if d.severity == "error")
    made = tmp_path / path.name
    for edit in edits_of(first):
        made.write_text(apply(path.read_text(), edit))
        linecache.checkcache()
        if path.stem in NOT_ENOUGH:
            with pytest.raises(pragmac.CompileError) as then:
                load(made).CALL()
            assert then.value.diagnostics[0].code != first.code
        else:
            load(made).CALL()


# Errors that nothing but another program repairs.
NO_FIX = {"P110", "P229", "P405", "P408", "P411", "P413", "P422"}


# Only the arguments of a call tell that these hold arrays, masks or numbers.
TYPED = {
    "array_expression", "array_reduction", "dtype_called", "index_array", "iterable",
    "iterate_number", "mask", "number_with_shape", "row", "row_assigned", "rows_iterated",
    # What names, defaults and sizes stand for is known in a call.
    "big_endian", "fraction_constant", "settings_object", "default_that_is_a_list",
    "pragma_unknown_size", "pragma_size_of_float",
}  # fmt: skip
WITHOUT_TYPES = [p for p in PROGRAMS if "[P4" not in p.read_text() and p.stem not in TYPED]


@pytest.mark.parametrize("path", WITHOUT_TYPES, ids=lambda p: p.stem)
def test_found_by_check_without_a_call(path):
    line, code, _ = expectation(path)
    found = [(d.code, d.line) for d in pragmac.check(load(path).f).diagnostics]
    assert (code, line) in found


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda p: p.stem)
def test_a_fix_is_told_in_the_imperative(path):
    """And not with the first sentence of the code's page."""
    with pytest.raises(pragmac.CompileError) as caught:
        load(path).CALL()
    for fix in (fix["text"] for d in caught.value.diagnostics for fix in d.fixes):
        assert not fix[0].isupper() and not fix.endswith("."), fix
