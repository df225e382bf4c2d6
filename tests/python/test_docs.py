"""What the documents show runs, what they quote is what is printed, and their links resolve."""

import contextlib
import io
import linecache
import os
import pathlib
import re
import shlex
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[tuple[str, str]]:
    """(page, text) of every fenced block in that language; "" for those that name none."""
    found = []
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for block in re.findall(rf"^```{language}\n(.*?)^```", text, re.M | re.S):
            found.append((page.name, block))
    return found


def run_python(path: pathlib.Path) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, str(path)], capture_output=True, text=True, timeout=100)


def test_there_are_examples():
    assert len(blocks("python")) >= 2


@pytest.mark.parametrize(("page", "block"), blocks("python"))
def test_examples_run(tmp_path, page, block):
    path = tmp_path / "example.py"
    path.write_text(block, encoding="utf-8")
    done = run_python(path)
    assert done.returncode == 0, f"{page}:\n{done.stderr}"


def test_the_program_of_the_comparison_is_refused(tmp_path):
    path = tmp_path / "example.py"
    path.write_text(dict(blocks("python"))["comparison.md"], encoding="utf-8")
    message = run_python(path).stdout
    assert "error[P301]" in message and "sums[0]" in message


STUB = """
def jit(f=None, **options):
    return f or (lambda g: g)

def atomic_add(array, index, value):
    old = array[index]
    array[index] += value
    return old
"""


@pytest.mark.parametrize(("page", "block"), blocks("python"))
def test_examples_run_without_us(tmp_path, page, block):
    """The pragmas are comments: with a decorator that does nothing the examples run as well."""
    (tmp_path / "pragmac.py").write_text(STUB, encoding="utf-8")
    path = tmp_path / "example.py"
    path.write_text(block, encoding="utf-8")
    done = run_python(path)
    assert done.returncode == 0, f"{page}:\n{done.stderr}"


# ---- sessions: what follows an example, typed and answered -----------------------------------


def sessions() -> list[tuple[str, str, str]]:
    """(page, example, session) of every `pycon` block, which follows an example of its page."""
    found = []
    for page in PAGES:
        example = ""
        for language, block in re.findall(
            r"^```(\w+)\n(.*?)^```", page.read_text(encoding="utf-8"), re.M | re.S
        ):
            if language == "python":
                example = block
            if language == "pycon":
                found.append((page.name, example, block))
    return found


def answers(session: str, space: dict) -> list[tuple[str, str, str]]:
    """(typed, expected, printed) line by line; an expression's value is printed as Python does."""
    found = []
    for typed, expected in re.findall(r"^>>> (.*)\n((?:(?!>>> ).*\n)*)", session, re.M):
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            exec(compile(typed, "<session>", "single"), space)
        found.append((typed, expected, printed.getvalue()))
    return found


def test_sessions_are_found():
    assert {page for page, _, _ in sessions()} >= {"README.md", "language.md"}


@pytest.mark.parametrize(("page", "example", "session"), sessions())
def test_sessions_answer_as_shown(page, example, session):
    name = re.search(r"^def (\w+)", example, re.M)[1] + ".py"
    linecache.cache[name] = (len(example), None, example.splitlines(True), name)
    space = {}
    exec(compile(example, name, "exec"), space)
    for typed, expected, printed in answers(session, space):
        pattern = ".*".join(map(re.escape, expected.split("...")))
        assert re.fullmatch(pattern, printed), f"{page}: {typed}\n{printed}"


# ---- commands --------------------------------------------------------------------------------


def quoted_commands() -> list[str]:
    """`pragmac …` in the readme's code spans, with stand-ins for what is in capitals."""
    spans = re.findall(r"`(pragmac [^`]*)`", README)
    return [command for command in dict.fromkeys(spans) if command.split()[1].islower()]


def test_the_commands_of_the_readme_are_found():
    kinds = {command.split()[1] for command in quoted_commands()}
    assert {"check", "run", "devices", "doctor", "explain"} <= kinds


@pytest.mark.parametrize("command", quoted_commands())
def test_commands_run(tmp_path, command):
    example = tmp_path / "example.py"
    example.write_text(blocks("python")[0][1], encoding="utf-8")
    words = [str(example) if word == "FILE" else word for word in shlex.split(command)[1:]]
    done = subprocess.run(
        [sys.executable, "-m", "pragmac", *words],
        capture_output=True, text=True, timeout=100,
        env={**os.environ, "PRAGMAC_NUM_THREADS": "1"},  # `doctor` tells of too many
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def dev_script() -> str:
    return (ROOT / "dev").read_text()


def test_commands_of_the_checkout_exist():
    """Those of the archive for GPU machines count, too."""
    scripts = set(re.findall(r"(?<!\w)\./dev ([\w-]+)", "".join(p.read_text() for p in PAGES)))
    assert {"demo", "gpu-archive"} <= scripts
    both = dev_script() + (ROOT / "tools/archive_dev.sh").read_text()
    lines = re.findall(r"^    ([\w| -]+)\)", both, re.M)
    assert scripts <= set(re.findall(r"[\w-]+", " ".join(lines)))


def test_stages_and_variables_of_the_readme_exist():
    stages = re.search(r"inspect\(([^,]*),\s+\*args\)", README)
    assert stages
    types = (ROOT / "python" / "pragmac" / "__init__.pyi").read_text()
    for stage in re.findall(r'"(\w+)"', stages[1]):
        assert f'"{stage}"' in types or stage in types
    files = [*(ROOT / "python").rglob("*.py"), *(ROOT / "runtime").rglob("*.cpp")]
    sources = "".join(path.read_text() for path in files)
    for variable in re.findall(r"PRAGMAC_\w+", README):
        assert variable in sources


# ---- quoted messages -------------------------------------------------------------------------

# The loops of the readme's messages, on the lines that it quotes.
PAIRS = """\
import numpy as np
def pairs(y, x):
    #pragma parallel for
    for i in range(x.shape[0]):
        y[i // 2] += x[i]
"""
SEARCH = """\
import numpy as np


def first_above(a, limit, found):
    #pragma parallel for
    for i in range(a.shape[0]):
        if a[i] > limit:
            break
        found[i] = True
"""


@pytest.mark.parametrize(("position", "name"), [(0, "pairs.py"), (1, "search.py")])
def test_the_messages_of_the_readme_are_printed_literally(tmp_path, position, name):
    quoted = re.findall(r"^```\n(error\[.*?)^```", README, re.M | re.S)
    assert len(quoted) == 2
    (tmp_path / name).write_text({"pairs.py": PAIRS, "search.py": SEARCH}[name], encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pragmac", "check", name],
        capture_output=True, text=True, cwd=tmp_path, timeout=100,
    )  # fmt: skip
    assert quoted[position].strip() in done.stderr


def test_the_message_of_the_tutorial_is_printed_literally(tmp_path):
    page = (ROOT / "docs/tutorial.md").read_text(encoding="utf-8")
    (quoted,) = re.findall(r"^```\n(error\[.*?)^```", page, re.M | re.S)
    (tmp_path / "spread.py").write_text(
        re.search(r"^```python\n(.*?)^```", page, re.M | re.S)[1], encoding="utf-8"
    )
    done = subprocess.run(
        [sys.executable, "-m", "pragmac", "check", "spread.py"],
        capture_output=True, text=True, cwd=tmp_path, timeout=100,
    )  # fmt: skip
    assert quoted.strip() in done.stderr


def test_the_site_is_built_without_a_warning(tmp_path):
    builder = ROOT / ".venv-docs/bin/mkdocs"
    if not builder.exists():
        pytest.skip("MkDocs is not installed: `./dev docs` does so")
    done = subprocess.run(
        [str(builder), "build", "--strict", "--site-dir", str(tmp_path / "site")],
        capture_output=True, text=True, cwd=ROOT, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "From a slow loop" in (tmp_path / "site/tutorial.html").read_text(encoding="utf-8")


def test_codes_named_in_the_documents_exist():
    from pragmac import _compiler

    known = {page["code"] for page in _compiler.all_codes()}
    for page in PAGES:
        for code in re.findall(r"\b[PN]\d{3}\b", page.read_text(encoding="utf-8")):
            assert code in known, f"{page.name} names {code}"


# ---- links -----------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_resolve(page):
    for target in re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_paths_named_in_the_documents_exist():
    """`folder/file` in code spans."""
    folders = {p.name for p in ROOT.iterdir() if p.is_dir() and not p.name.startswith(".")}
    for page in PAGES:
        for path in re.findall(r"`([\w./-]+/[\w.-]*)`", page.read_text(encoding="utf-8")):
            if path.split("/")[0] in folders:
                assert (ROOT / path).exists(), f"{page.name} names {path}"
