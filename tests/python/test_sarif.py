"""`pragmac check --sarif`: the findings as SARIF 2.1.0."""

import json
import subprocess
import sys

import pragmac
import pytest
from pragmac.checking import check
from pragmac.sarif import sarif_log

PROGRAM = """\
import pragmac

@pragmac.jit
def f(x, y):
    #pragma parallel fr
    for i in range(10):
        y[i] = x[i]

@pragmac.jit
def g(y):
    #pragma parallel for
    for i in range(10):
        y[0] += y[i + 1]
"""


@pytest.fixture
def found(tmp_path, monkeypatch):
    (tmp_path / "two words").mkdir()
    file = tmp_path / "two words" / "prögram.py"
    file.write_text(PROGRAM)
    monkeypatch.chdir(tmp_path)
    return sarif_log(check(str(file)).diagnostics)


def test_every_result_has_its_rule_and_its_place(found):
    assert found["version"] == "2.1.0"
    (run,) = found["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "pragmac" and driver["version"] == pragmac.__version__
    assert [rule["id"] for rule in driver["rules"]] == ["P103", "P301"]
    assert all(
        rule["help"]["text"] and rule["shortDescription"]["text"] for rule in driver["rules"]
    )
    for result in run["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] == "error" and result["message"]["text"]
        (location,) = result["locations"]
        assert location["physicalLocation"]["artifactLocation"]["uri"] == (
            "two%20words/pr%C3%B6gram.py"
        )
    regions = [r["locations"][0]["physicalLocation"]["region"] for r in run["results"]]
    assert regions == [
        {"startLine": 5, "startColumn": 22, "endLine": 5, "endColumn": 24},
        {"startLine": 13, "startColumn": 9, "endLine": 13, "endColumn": 25},
    ]


def test_a_fix_applied_makes_the_directive_right(found):
    first = found["runs"][0]["results"][0]
    (change,) = first["fixes"][0]["artifactChanges"]
    (replacement,) = change["replacements"]
    region, text = replacement["deletedRegion"], replacement["insertedContent"]["text"]
    lines = PROGRAM.splitlines()
    line = lines[region["startLine"] - 1]
    mended = line[: region["startColumn"] - 1] + text + line[region["endColumn"] - 1 :]
    assert mended == "    #pragma parallel for"
    assert "help: write `for`" in first["message"]["text"]


def test_a_note_elsewhere_is_a_related_location(found):
    second = found["runs"][0]["results"][1]
    (related,) = second["relatedLocations"]
    assert related["physicalLocation"]["region"]["startLine"] == 12
    assert related["message"]["text"] == "you asked for these iterations to run in any order"
    assert "iteration i=0 and iteration i=1" in second["message"]["text"]
    (atomic, reduction) = second["fixes"]  # two edits, either of which mends it
    (change,) = atomic["artifactChanges"]
    (replacement,) = change["replacements"]
    assert replacement["insertedContent"]["text"] == "        #pragma atomic\n"


def test_a_file_elsewhere_has_an_absolute_name(tmp_path, monkeypatch):
    file = tmp_path / "a.py"
    file.write_text(PROGRAM)
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path / "below")
    result = sarif_log(check(str(file)).diagnostics)["runs"][0]["results"][0]
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == f"file://{file}"


def command(*arguments):
    words = [sys.executable, "-m", "pragmac", "check", *map(str, arguments)]
    return subprocess.run(words, capture_output=True, text=True)


def test_the_command_prints_it_and_ends_as_without(tmp_path):
    bad, good = tmp_path / "bad.py", tmp_path / "good.py"
    bad.write_text(PROGRAM)
    good.write_text("import pragmac\n")
    done = command("--sarif", bad)
    assert done.returncode == 1 and done.stderr == ""
    assert len(json.loads(done.stdout)["runs"][0]["results"]) == 2
    done = command("--sarif", good)
    assert done.returncode == 0
    assert json.loads(done.stdout)["runs"][0]["results"] == []


def test_two_formats_at_once_are_wrong_use(tmp_path):
    file = tmp_path / "a.py"
    file.write_text(PROGRAM)
    done = command("--sarif", "--json", file)
    assert done.returncode == 2 and "choose one" in done.stderr
