"""What the built package may load, and when: LLVM only at the first compile, the run time never."""

import importlib.util
import os
import pathlib
import re
import subprocess
import sys

import pytest

# Found, not imported: a package that does not import must fail these tests one by one.
PACKAGE = pathlib.Path(importlib.util.find_spec("pragmac").origin).parent
ROOT = pathlib.Path(__file__).parents[2]


def loaded_after(statements: str) -> str:
    """The memory map of a new process that ran the statements."""
    program = f"{statements}\nprint(open('/proc/self/maps').read())"
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return result.stdout


def needed_libraries(path: pathlib.Path) -> set[str]:
    dynamic = subprocess.run(["readelf", "-d", path], capture_output=True, text=True, check=True)
    return set(re.findall(r"\(NEEDED\).*\[(.*?)\]", dynamic.stdout))


def test_import_does_not_load_llvm():
    assert "_native" in loaded_after("import pragmac")
    assert "libLLVM" not in loaded_after("import pragmac")
    # The same look does find it once the compiler is there.
    assert "libLLVM" in loaded_after("import pragmac._compiler")


@pytest.mark.parametrize("name", ["_native", "_compiler"])
def test_no_symbol_is_missing(name):
    """The linker cannot tell for a module: a forgotten file would show at its first call."""
    result = subprocess.run(
        [sys.executable, "-c", f"import pragmac.{name}"],
        env={**os.environ, "LD_BIND_NOW": "1"},
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stderr


def test_run_time_needs_system_libraries_alone():
    allowed = r"(libc|libm|libstdc\+\+|libgcc_s|ld-linux[-\w]*|lib\w*san)\.so[.\d]*"
    for library in needed_libraries(PACKAGE / "libpragmac_rt.so"):
        assert re.fullmatch(allowed, library), library


def test_one_thread_pool_for_both_modules():
    """`_native` loads the run time; `_compiler` is handed its addresses and holds no second one."""
    (native,) = PACKAGE.glob("_native*.so")
    assert "libpragmac_rt.so" in needed_libraries(native)
    for module in PACKAGE.glob("_*.so"):
        symbols = subprocess.run(
            ["nm", "--defined-only", module], capture_output=True, text=True, check=True
        ).stdout
        assert " pragmac_launch\n" not in symbols, module.name


@pytest.mark.parametrize("folder", ["diagnostics", "lowering", "pragma", "python", "runtime"])
def test_includes_name_headers_only(folder):
    """A path in an include would step around the one-directory-per-target rule."""
    for path in sorted((ROOT / folder).rglob("*")):
        if path.suffix in {".h", ".cpp"}:
            for included in re.findall(r'^\s*#\s*include\s+"(.*?)"', path.read_text(), re.M):
                assert "/" not in included, f'{path.relative_to(ROOT)} includes "{included}"'


def test_header_names_are_unique():
    folders = ("diagnostics", "lowering", "pragma", "python", "runtime")
    headers = [path for folder in folders for path in (ROOT / folder).rglob("*.h")]
    names = [path.name for path in headers]
    assert headers
    assert not {name for name in names if names.count(name) > 1}
