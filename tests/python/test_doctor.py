"""`pragmac doctor`: a sound installation, and broken ones with what mends them."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pragmac
import pytest

PACKAGE = Path(pragmac.__file__).parent


def doctor(*arguments, package=PACKAGE, **variables):
    environment = {n: v for n, v in os.environ.items() if not n.startswith("PRAGMAC_")}
    return subprocess.run(
        [sys.executable, "-m", "pragmac", "doctor", *arguments],
        env={
            **environment,
            "PYTHONPATH": str(package.parent),
            "PRAGMAC_NUM_THREADS": "1",  # within every quota
            **variables,
        },
        capture_output=True,
        text=True,
    )


def problems(expected=1, **options):
    done = doctor("--json", **options)
    assert done.returncode == expected, done.stderr
    found = json.loads(done.stdout)["problems"]
    for problem in found:
        assert f"pragmac: {problem['what']}\n    help: {problem['help']}\n" in done.stderr
    return found


def problem(**options):
    """The one problem of an installation, as (what, help)."""
    found = problems(**options)
    assert len(found) == 1, found
    return found[0]["what"], found[0]["help"]


@pytest.fixture
def broken_package(tmp_path):
    """A copy of the package to damage."""
    shutil.copytree(PACKAGE, tmp_path / "pragmac", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "pragmac"


def library(package, part):
    return next(iter(package.glob(f"{part}.*.so")))


def test_a_sound_installation(tmp_path):
    done = doctor("--json", PRAGMAC_CACHE_DIR=str(tmp_path / "cache"), PRAGMAC_NUM_THREADS="1")
    assert done.returncode == 0, done.stderr
    facts = json.loads(done.stdout)
    assert facts["problems"] == [] and facts["first_compile_ms"] > 0
    assert facts["compiler"] == "works" and facts["threads"].startswith("1, on ")
    assert facts["devices"][0].startswith("host: ")
    assert "0 versions" in facts["cache"] and not list((tmp_path / "cache/versions").iterdir())
    done = doctor(PRAGMAC_CACHE_DIR=str(tmp_path / "cache"), PRAGMAC_NUM_THREADS="1")
    assert (done.returncode, done.stderr) == (0, "nothing is wrong\n")
    assert "\nvector math   " in done.stdout and "\ncompiler      works\n" in done.stdout


def test_threads_that_are_no_number():
    what, help = problem(PRAGMAC_NUM_THREADS="many")
    assert what.startswith("P613: ") and "'many'" in what
    assert "unset PRAGMAC_NUM_THREADS" in help


def test_more_threads_than_processors():
    usable = len(os.sched_getaffinity(0))
    what, help = problem(PRAGMAC_NUM_THREADS=str(usable + 7))
    assert f"on {usable + 7} threads" in what and help == f"set PRAGMAC_NUM_THREADS={usable}"


def test_a_misspelt_variable():
    what, help = problem(PRAGMAC_NUM_THREAD="2")
    assert what.endswith("`PRAGMAC_NUM_THREAD`; did you mean `PRAGMAC_NUM_THREADS`?")
    assert help.startswith("unset PRAGMAC_NUM_THREAD; there are PRAGMAC_NUM_THREADS, ")


def test_a_cache_directory_that_is_a_file(tmp_path):
    (tmp_path / "cache").write_text("")
    what, help = problem(PRAGMAC_CACHE_DIR=str(tmp_path / "cache"))
    assert what.startswith("P607: ") and "every process compiles anew" in what
    assert "PRAGMAC_CACHE_DIR" in help


def test_a_cache_directory_that_others_may_write_to(tmp_path):
    (tmp_path / "versions").mkdir()
    (tmp_path / "versions").chmod(0o777)
    what, _ = problem(PRAGMAC_CACHE_DIR=str(tmp_path))
    assert "other users may write to it" in what


def test_a_damaged_file_in_the_cache(tmp_path):
    (tmp_path / "versions").mkdir(mode=0o700)
    from pragmac.cache_files import SUFFIX

    (tmp_path / "versions" / ("0" * 64 + SUFFIX)).write_text("damaged")
    what, help = problem(PRAGMAC_CACHE_DIR=str(tmp_path))
    assert what.startswith("P604: 1 files") and help == "pragmac cache clear"
    subprocess.run(
        [sys.executable, "-m", "pragmac", "cache", "clear"],
        env={**os.environ, "PRAGMAC_CACHE_DIR": str(tmp_path), "PYTHONPATH": str(PACKAGE.parent)},
        check=True,
        capture_output=True,
    )
    assert problems(0, PRAGMAC_CACHE_DIR=str(tmp_path)) == []


@pytest.mark.parametrize("name, value", [("PRAGMAC_CACHE_SIZE", "lots"), ("PRAGMAC_CACHE", "yes")])
def test_values_of_the_cache_variables(name, value):
    what, help = problem(**{name: value})
    assert what.startswith("P609: ") and repr(value) in what and help == f"unset {name}"


def test_a_cache_in_which_nothing_fits():
    what, help = problem(PRAGMAC_CACHE_SIZE="100")
    assert "100 bytes" in what and "500M" in help


def test_no_vector_math(tmp_path):
    if json.loads(doctor("--json").stdout)["vector_math"] == "none":
        pytest.skip("SLEEF is not installed")
    bundled = list(PACKAGE.rglob("libsleef*"))
    if bundled:
        pytest.skip("SLEEF lies in the package")
    (tmp_path / "libsleef.so.3").write_text("no library")
    what, help = problem(LD_LIBRARY_PATH=str(tmp_path))
    assert what.startswith("SLEEF is not found") and "libsleef3" in help


def test_an_opencl_driver_that_is_gone(tmp_path):
    (tmp_path / "gone.icd").write_text("/nowhere/libgone.so\n")
    what, help = problem(OCL_ICD_VENDORS=str(tmp_path))
    assert f"driver of {tmp_path / 'gone.icd'} does not load: /nowhere/libgone.so: " in what
    assert help.endswith(f"or remove {tmp_path / 'gone.icd'}")


def test_a_damaged_compiler(broken_package):
    library(broken_package, "_compiler").write_bytes(b"damaged")
    what, help = problem(package=broken_package)
    assert what.startswith("pragmac._compiler does not load: ")
    assert "--force-reinstall" in help


def test_a_compiler_without_its_library(broken_package):
    """As where the Debian package of LLVM was removed."""
    path = library(broken_package, "_compiler")
    content = path.read_bytes()
    if b"libLLVM.so.22" not in content:
        pytest.skip("LLVM is inside of this build")
    path.write_bytes(content.replace(b"libLLVM.so.22", b"libLLVM.so.99"))
    what, help = problem(package=broken_package)
    assert "libLLVM.so.99" in what and "libllvm22" in help


def test_a_compiler_of_another_python(broken_package):
    path = library(broken_package, "_compiler")
    path.rename(broken_package / "_compiler.cpython-27-x86_64-linux-gnu.so")
    what, help = problem(package=broken_package)
    assert "built for another Python (_compiler.cpython-27" in what
    assert "with the Python that runs it" in help


def test_a_missing_call_path_is_an_import_error_that_says_what_to_do(broken_package):
    library(broken_package, "_native").unlink()
    done = doctor(package=broken_package)
    assert done.returncode != 0
    last = done.stderr.strip().splitlines()[-1]
    assert "ImportError: pragmac._native is missing. To mend it, install it again: " in last


def test_processors_of_a_quota(monkeypatch):
    import io

    from pragmac import doctor as module

    def quota(**files):
        def opened(path, **_):
            for name, text in files.items():
                if path.endswith(name.replace("__", ".")):
                    return io.StringIO(text)
            raise FileNotFoundError(path)

        monkeypatch.setattr("builtins.open", opened)
        found = module._processors_of_quota()
        monkeypatch.undo()
        return found

    assert quota(cpu__max="150000 100000\n") == 1.5
    assert quota(cpu__max="max 100000\n") is None
    assert quota(cfs_quota_us="50000\n", cfs_period_us="100000\n") == 0.5
    assert quota(cfs_quota_us="-1\n", cfs_period_us="100000\n") is None
    assert quota() is None
