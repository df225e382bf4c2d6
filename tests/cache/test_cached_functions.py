"""Functions in a second process: from the cache, and as if they had been compiled there."""

import json
import os
import subprocess
import sys
import textwrap
import warnings
from pathlib import Path

import numpy as np
import pragmac
import pytest
from pragmac import requests, version_cache
from pragmac.bindings import Bound
from pragmac.requests import tree_of

import kernels

PROGRAM = """
import sys
import numpy as np
import pragmac

@pragmac.jit
def f(x, y):
    #pragma parallel for
    for i in range(x.shape[0]):
        y[i] = x[i] ** 2 + np.sin(x[i])

x = np.arange(5.0)
y = np.zeros(5)
f(x, y)
assert np.allclose(y, x**2 + np.sin(x))
print("compiler" if "pragmac._compiler" in sys.modules else "cache")
"""


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("PRAGMAC_CACHE", "1")
    monkeypatch.setenv("PRAGMAC_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr(version_cache, "_warned", False)
    return tmp_path / "cache" / "versions"


@pytest.fixture
def program(tmp_path, cache):
    """Runs a program of that text in a new process: (what it prints, what it warns of)."""
    path = tmp_path / "program.py"

    def run(text=PROGRAM, **environment):
        path.write_text(textwrap.dedent(text))
        done = subprocess.run(
            [sys.executable, str(path)], capture_output=True, text=True,
            env={**os.environ, **environment},
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout.strip(), done.stderr

    return run


def only_file(cache):
    (file,) = cache.iterdir()
    return file


def test_a_second_process_loads_without_the_compiler(program, cache):
    assert program() == ("compiler", "")
    assert only_file(cache).name.endswith(".version")
    assert program() == ("cache", "")
    changed = PROGRAM.replace("** 2", "** 3").replace("**2", "**3")
    assert program(changed) == ("compiler", "")


@pytest.mark.parametrize("environment", [{"PRAGMAC_CACHE": "0"}])
def test_off_by_the_environment(program, cache, environment):
    for _ in range(2):
        assert program(**environment) == ("compiler", "")
    assert not cache.exists()


def test_off_by_an_option(program, cache):
    text = PROGRAM.replace("@pragmac.jit", "@pragmac.jit(options={'cache': False})")
    for _ in range(2):
        assert program(text) == ("compiler", "")
    assert not cache.exists()


@pytest.mark.parametrize("variable", ["PRAGMAC_CACHE", "PRAGMAC_CACHE_SIZE"])
def test_words_that_the_environment_may_not_hold(cache, monkeypatch, variable):
    monkeypatch.setenv(variable, "some")

    @pragmac.jit
    def f(x):
        return x

    with pytest.raises(ValueError, match=f"P609: .*{variable}.*'some'"):
        f(1)


def test_the_size_of_the_cache(monkeypatch):
    from pragmac.environment import cache_limit

    monkeypatch.delenv("PRAGMAC_CACHE_SIZE", raising=False)
    assert cache_limit() == 1 << 30
    for text, size in (("0", 0), ("4096", 4096), ("3k", 3 << 10), ("500M", 500 << 20)):
        monkeypatch.setenv("PRAGMAC_CACHE_SIZE", text)
        assert cache_limit() == size


def test_race_warnings_come_again(program):
    text = """
        import sys, warnings
        import numpy as np
        import pragmac

        @pragmac.jit
        def f(x, b, y):
            #pragma parallel for
            for i in range(x.shape[0]):
                y[b[i] // 2] = x[i]
                b[i] = y[b[i] // 3]

        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            f(np.zeros(4), np.zeros(4, int), np.zeros(4))
        ours = [w for w in caught if w.category is pragmac.RaceWarning]
        print([(str(w.message), w.lineno) for w in ours], "pragmac._compiler" in sys.modules)
    """
    first, _ = program(text)
    again, _ = program(text)
    assert "P310" in first and first.endswith("True")
    assert again == first.removesuffix("True") + "False"


def test_errors_name_the_same_lines(program):
    text = """
        import sys, traceback
        import numpy as np
        import pragmac

        def inner(x, i):
            return x[i + 1]

        @pragmac.jit
        def f(x, y):
            #pragma parallel for
            for i in range(x.shape[0]):
                y[i] = inner(x, i)

        try:
            f(np.zeros(3), np.zeros(3))
        except IndexError as error:
            frames = traceback.extract_tb(error.__traceback__)
            print(error, [(f.name, f.lineno) for f in frames], "pragmac._compiler" in sys.modules)
    """
    first, _ = program(text)
    again, _ = program(text)
    assert "('inner', 7)" in first and first.endswith("True")
    assert again == first.removesuffix("True") + "False"


def without_times(value):
    if isinstance(value, dict):
        return {k: without_times(v) for k, v in value.items() if not k.endswith("_seconds")}
    return value


@pytest.mark.parametrize("device", ["", "emulated"])
@pytest.mark.parametrize("name", kernels.NAMES)
def test_kernels_are_the_same_from_the_cache(cache, monkeypatch, name, device):
    """Results, bit by bit, loops and diagnostics; nothing is compiled the second time."""
    kernel = kernels.load(name)
    options = {"options": {"device": device}} if device else {}

    def run():
        function = pragmac.jit(kernel.plain, **options)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            results = kernel.run(function, kernel.arguments("XS"))
        ((_, version),) = function._compiler._versions.items()
        loops = [without_times(loop) for loop in version.loops]
        return results, loops, [d.rendered for d in version.diagnostics]

    first = run()
    monkeypatch.setattr(requests, "compile_version", None)
    again = run()
    np.testing.assert_equal(again, first)
    assert again[1:] == first[1:] and repr(again[1]) == repr(first[1])


def test_explain_says_the_same(cache, monkeypatch):
    def explained():
        @pragmac.jit
        def f(x, b, y):
            # pragma parallel for
            for i in range(x.shape[0]):
                y[b[i]] = x[i]

        arguments = (np.zeros(4), np.arange(4), np.zeros(4))
        f(*arguments)
        f(np.zeros(4), np.zeros(4, int), np.zeros(4))  # the test in front of the loop fails
        lines = str(f.explain(*arguments)).splitlines()
        return [line for line in lines if not line.startswith("  time ")]

    first = explained()
    original = requests.compile_version

    def only_what_measures(request):
        assert request["measure"]
        return original(request)

    monkeypatch.setattr(requests, "compile_version", only_what_measures)
    assert explained() == first and any("N303" in line for line in first)


def test_versions_for_overlapping_arguments_are_cached_too(cache):
    def run():
        @pragmac.jit
        def f(x, y):
            for i in range(x.shape[0]):
                y[i] = x[i] + 1

        a = np.zeros(9)
        f(a[:-1], a[1:])
        return a

    assert (run() == run()).all() and run()[-1] == 8
    assert len(list(cache.iterdir())) == 2


@pytest.mark.parametrize("damage", ["bit", "end", "empty", "other"])
def test_a_damaged_file_is_compiled_again_and_replaced(program, cache, damage):
    program()
    file = only_file(cache)
    sound = file.read_bytes()
    changed = bytearray(sound)
    changed[len(changed) // 2] ^= 4
    contents = {"bit": changed, "end": sound[:-1], "empty": b"", "other": b"pragmac\2" + sound[8:]}
    file.write_bytes(contents[damage])
    answer, warned = program()
    assert answer == "compiler" and warned.count("P604") == 1 and str(file) in warned
    assert program() == ("cache", "")


def test_a_version_that_does_not_load_is_compiled_again(cache, program):
    """The checksum is right, and the code is none of ours: the loader refuses it."""
    program()
    key = bytes.fromhex(only_file(cache).stem)
    files = version_cache.version_files()
    stored, report = files.read(key)
    files.write(key, stored[:-100], report)
    answer, warned = program()
    assert answer == "compiler" and "P604" in warned
    assert program() == ("cache", "")


def test_a_directory_of_no_use_costs_one_warning(cache, monkeypatch):
    cache.parent.write_text("a file where the directory should be")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for k in range(3):

            @pragmac.jit
            def f(x):
                return x + 1

            assert f(k) == k + 1
    codes = [str(w.message)[:4] for w in caught]
    assert codes == ["P607"]
    assert caught[0].filename == __file__


def test_a_warning_that_is_an_error_is_raised_once(cache):
    cache.parent.write_text("a file where the directory should be")

    @pragmac.jit
    def f(x):
        return x + 1

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(UserWarning, match="P607"):
            f(1)
        assert f(1) == 2


def test_a_function_whose_end_only_the_file_tells_is_not_cached(cache):
    """Its text reaches left of its `def`: the key would not follow all of it."""

    # fmt: off
    @pragmac.jit
    def f(x):
        return (x +
1)
    # fmt: on

    assert f(1) == 2
    assert not cache.exists()


def test_faults_and_errors_are_not_cached(cache):
    @pragmac.jit
    def f(x):
        return [x]

    for _ in range(2):
        with pytest.raises(pragmac.CompileError):
            f(1)
    assert not cache.exists()


def test_trees_are_made_when_they_are_needed(cache):
    def f(x):
        return x + 1

    bound = Bound(f)
    assert bound.tree == "" and tree_of(bound) == bound.tree != ""


def test_reports_are_plain_text(cache):
    """What is read back is JSON and our own bytes; nothing of it is executed."""
    package = Path(pragmac.__file__).parent
    for file in package.glob("*.py"):
        text = file.read_text()
        for word in ("pickle", "marshal", "shelve", "literal_eval"):
            assert f"import {word}" not in text and f"{word}." not in text, file.name

    @pragmac.jit
    def f(x):
        # pragma simd
        for i in range(x.shape[0]):
            x[i] = 1.0

    f(np.zeros(3))
    key = bytes.fromhex(only_file(cache).stem)
    _, report = version_cache.version_files().read(key)
    assert json.loads(report[1:])["loops"][0]["directive"] == "simd"
