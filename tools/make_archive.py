"""The archive for GPU machines: what `test --gpu` and `bench --gpu` of `./dev` need, in one folder.

It stands alone on a machine with CPython of the version it was made with and the C library of the
machine it was made on or a later one: no LLVM, no compiler, no network. It is a test vehicle and
not a package: it carries NVIDIA's libdevice, which our packages do not.
"""

import argparse
import json
import pathlib
import platform
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
LARGEST = 60 * 2**20  # bytes, compressed
# Python packages that go along, for machines that have none of their own: folder, what is in it.
SITE = {
    "numpy": ("numpy", "numpy.libs"),
    "pytest": ("pytest", "_pytest", "py.py", "pluggy", "iniconfig", "packaging", "pygments"),
}
# What every machine has, and what must be the machine's own.
SYSTEM = ("linux-vdso.", "ld-linux-", "libc.", "libm.", "libdl.", "libpthread.", "librt.")
# The tests that run there: what tests/gpu uses, and all that compares a loop with CPython.
TESTS = ("tests/gpu", "tests/run", "tests/fuzz", "tests/python/kernel_cases.py")
# What test_vector_math measures with, and beside.
TABLES = ("tools/measure_math.py", "runtime/abi/lane_functions.def", "docs/math.md")
FOLDERS = ("kernels", "bench")
NO_COPY = shutil.ignore_patterns("__pycache__", "*.pyc", "tests", "include", "*.a", "*.pyi")


def copy_package(source: pathlib.Path, target: pathlib.Path) -> None:
    """The staged package: links become files, and libraries lose their symbols for debuggers."""
    shutil.copytree(source, target, ignore=NO_COPY)
    for library in target.glob("*.so*"):
        subprocess.run(["strip", "--strip-unneeded", str(library)], check=True)


def needed_libraries(library: pathlib.Path) -> dict[str, pathlib.Path]:
    """The shared libraries that the loader finds for this one, by the name it asks for."""
    lines = subprocess.run(
        ["ldd", str(library)], check=True, capture_output=True, text=True
    ).stdout.splitlines()
    missing = [line.strip() for line in lines if "not found" in line]
    if missing:
        raise SystemExit(f"make_archive: {library}: {missing[0]}")
    pairs = (line.split("=>") for line in lines if "=>" in line)
    return {name.strip(): pathlib.Path(path.split()[0]) for name, path in pairs}


def copy_libraries(package: pathlib.Path) -> list[str]:
    """Puts what the modules need beside them, where their run path looks; tells the names."""
    copied = {}
    for module in package.glob("*.so*"):
        for name, path in needed_libraries(module).items():
            if not name.startswith(SYSTEM) and not (package / name).exists():
                copied[name] = path
    for name, path in copied.items():
        shutil.copy(path, package / name)
        (package / name).chmod(0o644)
    for library in package.glob("*.so*"):
        subprocess.run(["patchelf", "--set-rpath", "$ORIGIN", str(library)], check=True)
    return sorted(copied)


def copy_site(target: pathlib.Path) -> None:
    """NumPy and pytest as this interpreter has them."""
    source = pathlib.Path(sysconfig.get_path("platlib"))
    for folder, names in SITE.items():
        for name in names:
            (target / folder).mkdir(parents=True, exist_ok=True)
            if (source / name).is_dir():
                shutil.copytree(source / name, target / folder / name, ignore=NO_COPY)
            else:
                shutil.copy(source / name, target / folder / name)


def copy_libdevice(libdevice: pathlib.Path, package: pathlib.Path) -> None:
    """Where pragmac looks for the wheel of NVIDIA's compiler back end."""
    folder = package / "nvidia/cu13/nvvm/libdevice"
    folder.mkdir(parents=True)
    shutil.copy(libdevice, folder)


def copy_sources(target: pathlib.Path) -> None:
    """Files of the repository alone: what lies there besides is no part of the archive."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", *FOLDERS, *TESTS, *TABLES],
        check=True, cwd=ROOT, capture_output=True, text=True,
    ).stdout.splitlines()  # fmt: skip
    for name in listed:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, target / name)
    shutil.copy(ROOT / "tools/archive_dev.sh", target / "dev")
    shutil.copy(ROOT / "docs/gpu-machines.md", target / "README.md")
    shutil.copy(ROOT / "pyproject.toml", target)  # pytest's options
    shutil.copy(ROOT / "LICENSE", target)


def describe(libraries: list[str]) -> dict:
    commit = subprocess.run(
        ["git", "rev-parse", "HEAD"], check=True, cwd=ROOT, capture_output=True, text=True
    ).stdout.strip()
    return {
        "commit": commit,
        "python": f"{sys.version_info.major}.{sys.version_info.minor}",
        "c_library": " ".join(platform.libc_ver()),
        "libraries": libraries,
    }


def fill(folder: pathlib.Path, package: pathlib.Path, libdevice: pathlib.Path) -> dict:
    """Everything the archive holds; tells what it is for."""
    copy_package(package, folder / "package/pragmac")
    libraries = copy_libraries(folder / "package/pragmac")
    copy_site(folder / "site")
    copy_libdevice(libdevice, folder / "package")
    copy_sources(folder)
    facts = describe(libraries)
    (folder / "archive.json").write_text(json.dumps(facts, indent=1) + "\n")
    return facts


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--package", type=pathlib.Path, required=True, help="the staged package")
    parser.add_argument("--libdevice", type=pathlib.Path, required=True, help="libdevice.10.bc")
    parser.add_argument("--output", type=pathlib.Path, required=True, help="a .tar.xz, or a folder")
    options = parser.parse_args()
    if options.output.suffix != ".xz":
        fill(options.output, options.package, options.libdevice)
        return 0
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch) / "pragmac-gpu"
        facts = fill(folder, options.package, options.libdevice)
        options.output.parent.mkdir(parents=True, exist_ok=True)
        with tarfile.open(options.output, "w:xz", preset=6) as archive:
            archive.add(folder, folder.name)
    size = options.output.stat().st_size
    print(f"{options.output}: {size / 2**20:.1f} MiB, for CPython {facts['python']}, "
          f"{facts['c_library']} or later")  # fmt: skip
    if size > LARGEST:
        print(f"make_archive: larger than {LARGEST / 2**20:.0f} MiB", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
