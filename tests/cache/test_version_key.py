"""What a cached version belongs to: everything it was made of, and nothing else."""

import importlib
import linecache
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pragmac
import pytest
from pragmac import version_key as keys
from pragmac.requests import version_request
from pragmac.version_key import compiler_number, version_key

ROOT = Path(__file__).parents[2]
TEXT = """
import numpy as np
import pragmac

LANES = 4
dtype = np.float64
scale = 2.0

def helper(v):
    return v * 3.0

@pragmac.jit
def f(x, y):
    # comment
    #pragma parallel for
    for i in range(x.shape[0]):
        y[i] = helper(x[i]) * scale
        #pragma simd(LANES)
        for j in range(3):
            y[i] += dtype(j)
    # the last word

# outside
def unrelated():
    return 1
"""


def key_of(text=TEXT, *, name="<key>", arguments=None, overlap=0, file=0, **options):
    """The key of `f` in that text for the arguments."""
    linecache.cache[name] = (len(text), None, text.splitlines(True), name)
    space = {}
    exec(compile(text, name, "exec"), space)
    f = pragmac.jit(space["f"], **options) if options else space["f"]
    bound, types = f._signature(*(arguments or (np.zeros(4), np.zeros(4))))
    return version_key(bound, version_request(bound, types, f._compiler.settings, overlap))


def test_the_same_program_has_the_same_key():
    assert key_of() == key_of()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("v * 3.0", "v * 4.0"),  # what it calls
        ("* scale", "* scale * 1"),
        ("#pragma parallel for", "#pragma parallel for num_threads(2)"),
        ("#pragma parallel for", "# pragma parallel for"),
        ("# comment", "# another comment"),
        ("    # the last word", "    #pragma simd"),  # attached to nothing: an error
        ("LANES = 4", "LANES = 8"),  # a size, which is part of the code
        ("np.float64", "np.float32"),  # a dtype behind a name
        ("scale = 2.0", "def scale(): pass"),  # no number any more
        ("def helper", "\ndef helper"),  # another line: messages name it
    ],
)
def test_what_is_compiled_is_part_of_the_key(old, new):
    assert old in TEXT
    assert key_of() != key_of(TEXT.replace(old, new, 1))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("return 1\n", "return 2\n"),  # a function that is not called
        ("# outside", "# out of it"),
        ("scale = 2.0", "scale = 7.0"),  # read at every call
    ],
)
def test_what_is_not_compiled_is_no_part_of_the_key(old, new):
    assert old in TEXT
    assert key_of() == key_of(TEXT.replace(old, new, 1))


def test_the_name_of_the_file_is_part_of_the_key():
    assert key_of() != key_of(name="<another>")


def test_types_of_arguments_are_part_of_the_key():
    a, wide = np.zeros(4), np.zeros((4, 2))
    read_only = np.zeros(4)
    read_only.flags.writeable = False
    unaligned = np.frombuffer(bytes(33), np.uint8)[1:].view(np.float64)
    given = [a, a.astype("f4"), a.astype(int), wide[:, 0], read_only, unaligned]
    assert len({key_of(arguments=(x, a)) for x in given}) == len(given)


def test_options_are_part_of_the_key():
    given = [
        {"races": "check"},
        {"races": "trust"},
        {"math": "contract"},
        {"math": "reassoc"},
        {"math": "fast"},
        {"bounds": "unchecked"},
        {"deterministic": "require"},
        {"options": {"index_bits": 32}},
        {"options": {"width": 4}},
        {"options": {"device": "emulated"}},
        {"options": {"block": 64, "device": "emulated"}},
        {"options": {"architecture": "sm_80"}},
    ]
    assert len({key_of(**options) for options in given}) == len(given)
    assert key_of(overlap=0) != key_of(overlap=1) != key_of(overlap=2)


def test_python_the_processor_its_libraries_and_the_compiler_are_part_of_the_key(monkeypatch):
    known = {key_of()}
    with monkeypatch.context() as patched:
        patched.setattr(sys, "version", "4.0")
        known.add(key_of())
    with monkeypatch.context() as patched:
        patched.setattr(keys._native, "processor", lambda: b"another")
        known.add(key_of())
    with monkeypatch.context() as patched:
        there = keys._native.lane_math()
        patched.setattr(keys._native, "lane_math", lambda: not there)
        known.add(key_of())
    with monkeypatch.context() as patched:
        other = 768 - keys._native.vector_bits(0)
        patched.setattr(keys._native, "vector_bits", lambda asked: asked or other)
        known.add(key_of())
    with monkeypatch.context() as patched:
        patched.setattr(keys, "compiler_number", lambda: b"another")
        known.add(key_of())
    assert len(known) == 6


def test_every_part_of_a_request_counts():
    """An option that is added to the requests is part of the key without a word about it."""
    space = {}
    linecache.cache["<r>"] = (1, None, TEXT.splitlines(True), "<r>")
    exec(compile(TEXT, "<r>", "exec"), space)
    bound, types = space["f"]._signature(np.zeros(4), np.zeros(4))
    request = version_request(bound, types, space["f"]._compiler.settings, 0)
    assert version_key(bound, request) != version_key(bound, {**request, "new": 1})


def test_the_compilers_number_follows_its_files(tmp_path, monkeypatch):
    (tmp_path / "tree.py").write_text("1")
    (tmp_path / "_compiler.so").write_bytes(b"\x7fELF" + bytes(200))
    monkeypatch.setattr(keys, "__file__", str(tmp_path / "version_key.py"))
    number = compiler_number.__wrapped__
    first = number()
    assert first == number()
    (tmp_path / "tree.py").write_text("12")
    second = number()
    (tmp_path / "_compiler.so").write_bytes(b"\x7fELF" + bytes(201))
    assert len({first, second, number()}) == 3


def test_whatever_takes_part_in_compiling_is_part_of_the_number(tmp_path):
    """Modules that compiling loads: an edit of any of them must not find older entries."""
    program = """
import sys, numpy as np, pragmac
from kernels import load
kernel = load("spmv")
for options in ({}, {"options": {"device": "emulated"}}):
    function = pragmac.jit(kernel.plain, **options)
    function(*kernel.arguments("XS"))
print(*(name.removeprefix("pragmac.") for name in sys.modules if name.startswith("pragmac.")))
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT,
        env={**os.environ, "PRAGMAC_CACHE": "1", "PRAGMAC_CACHE_DIR": str(tmp_path)},
    )  # fmt: skip
    loaded = {f"{name}.py" for name in done.stdout.split()}
    spectators = {"_native.py", "_compiler.py", "diagnostics.py", "cache_upkeep.py", "progress.py"}
    assert loaded - spectators <= keys._FRONT_END
    assert "tree.py" in loaded and "bindings.py" in loaded
    package = Path(pragmac.__file__).parent
    assert all((package / name).exists() for name in keys._FRONT_END)


def test_modules_have_a_build_number():
    for module in ("_compiler", "_native"):
        path = importlib.import_module(f"pragmac.{module}").__file__
        assert len(keys._build_number(path)) == 20 and any(keys._build_number(path))
