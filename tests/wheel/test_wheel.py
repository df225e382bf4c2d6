"""The wheel: what is in it, and that it works where nothing else is installed."""

import json
import pathlib
import re
import subprocess
import sys
import zipfile

import pytest

LARGEST = 60 * 2**20  # bytes
PLATFORM = "manylinux_2_36_x86_64"
# Exponentials are SLEEF's; the first loop's results are CPython's in every bit.
PROGRAM = """
import json
import numpy as np
import pragmac

@pragmac.jit
def smooth(a, b):
    # pragma parallel for
    for i in range(1, a.shape[0] - 1):
        b[i] = (a[i - 1] + a[i] + a[i + 1]) / 3.0

@pragmac.jit
def grow(a, b):
    # pragma parallel for
    for i in range(a.shape[0]):
        b[i] = np.exp(a[i])

a = np.linspace(-3.0, 3.0, 1001)
b, plain, grown = np.zeros_like(a), np.zeros_like(a), np.zeros_like(a)
smooth(a, b)
smooth.py_func(a, plain)
assert b.any() and (b == plain).all()
grow(a, grown)
np.testing.assert_array_max_ulp(grown, np.exp(a), 2)
with open("/proc/self/maps") as maps:
    mapped = sorted({line.split(None, 5)[5].strip() for line in maps if "/" in line})
print(json.dumps({"package": pragmac.__path__[0], "mapped": mapped}))
"""


def test_every_interpreter_of_the_machine_has_one(interpreters, request):
    made = [path.name.split("-")[2] for path in request.config.getoption("wheels").glob("*.whl")]
    assert sorted(made) == ["cp" + version.replace(".", "") for version in interpreters]
    assert "{}.{}".format(*sys.version_info) in interpreters


def test_it_is_small_enough(wheel):
    assert wheel.stat().st_size <= LARGEST


def test_its_platform_is_what_it_says(wheel):
    """auditwheel has checked libraries and versions of symbols when it gave the name."""
    assert wheel.stem.endswith(f"-{PLATFORM}")
    with zipfile.ZipFile(wheel) as opened:
        (inside,) = [name for name in opened.namelist() if name.endswith(".dist-info/WHEEL")]
        tags = re.findall(r"^Tag: (.*)$", opened.read(inside).decode(), re.M)
    assert tags and all(tag.endswith(f"-{PLATFORM}") for tag in tags)


def test_types_and_licences_are_inside(wheel):
    with zipfile.ZipFile(wheel) as opened:
        names = set(opened.namelist())
    typed = ("py.typed", "__init__.pyi", "_native.pyi", "_compiler.pyi")
    assert {f"pragmac/{name}" for name in typed} <= names
    licences = {name for name in names if re.match(r"pragmac/licences/.+\.txt$", name)}
    assert len(licences) == 5 and any(
        name.endswith(".dist-info/licenses/LICENSE") for name in names
    )


def test_modules_show_their_entry_points_alone(wheel, tmp_path):
    """LLVM's symbols would meet those of other packages' LLVM. What g++ makes of the standard
    library's templates is weak and the same everywhere."""
    with zipfile.ZipFile(wheel) as opened:
        modules = [name for name in opened.namelist() if re.match(r"pragmac/_\w+\..*so$", name)]
        assert len(modules) == 2
        for name in modules:
            lines = subprocess.run(
                ["nm", "-DC", "--defined-only", opened.extract(name, tmp_path)],
                capture_output=True, text=True, check=True,
            ).stdout.splitlines()  # fmt: skip
            shown = [line.split(maxsplit=2)[1:] for line in lines]
            entry = ["T", f"PyInit_{name.split('/')[1].split('.')[0]}"]
            assert [symbol for symbol in shown if symbol[0] not in "VWu"] == [entry]
            assert [text for _, text in shown if re.search("llvm|isl_", text)] == []


@pytest.fixture(scope="session")
def facts(environment):
    return json.loads(environment.run_code(PROGRAM))


def test_functions_compile_and_run(environment, facts):
    assert facts["package"].startswith(str(environment.folder))


def test_nothing_comes_from_the_machine_that_a_wheel_has_to_bring(environment, facts):
    outside = [name for name in facts["mapped"] if not name.startswith(str(environment.folder))]
    assert [name for name in outside if re.search("/lib(LLVM|sleef|isl|gmp|zstd)", name)] == []
    assert not any("libLLVM" in name for name in facts["mapped"])
    # The same look does see what is loaded.
    assert any("/pragmac/_compiler." in name for name in facts["mapped"])
    assert any("/libc.so" in name for name in outside)


def test_sleef_is_the_one_inside(environment, facts, tmp_path):
    """A libsleef.so.3 that is none hides the machine's own, as if there were none."""
    (tmp_path / "libsleef.so.3").write_text("no library")
    done = environment.run("pragmac", "doctor", "--json", LD_LIBRARY_PATH=str(tmp_path))
    said = json.loads(done.stdout)
    if not re.search(r"\bavx2\b", pathlib.Path("/proc/cpuinfo").read_text()):
        pytest.skip("a processor without AVX2: nothing uses SLEEF")
    assert said["vector_math"] == "SLEEF", said
    loaded = [name for name in facts["mapped"] if "libsleef" in name]
    assert loaded == [f"{facts['package']}/libsleef.so.3"]


def test_libraries_say_of_which_build_they_are(environment):
    """What the keys of cached versions hold: patchelf moves it to another place."""
    said = environment.run_code("""
import pathlib
import pragmac
from pragmac.version_key import _build_number
for path in pathlib.Path(pragmac.__path__[0]).glob("*.so"):
    print(path.name.partition(".")[0], len(_build_number(str(path))))
""")
    assert sorted(said.splitlines()) == ["_compiler 20", "_native 20", "libpragmac_rt 20"]


def test_the_console_script_finds_nothing_wrong(environment):
    done = environment.run("pragmac", "doctor")
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"^compiler +works$", done.stdout, re.M)
    assert environment.run("pragmac", "no-such-command").returncode != 0
