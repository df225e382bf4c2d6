"""Tests of the wheels in the folder that `--wheels` names; without it none of them is collected.

`./dev test wheel` builds the wheels and names their folder. That a wheel is missing for an
interpreter of this machine is a failure; that an interpreter is missing is a skip.
"""

import functools
import importlib.util
import os
import pathlib
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]

specification = importlib.util.spec_from_file_location("find", ROOT / "tools/find_interpreters.py")
find = importlib.util.module_from_spec(specification)
specification.loader.exec_module(find)

OWN = "{}.{}".format(*sys.version_info)  # the one that has to be there


def pytest_addoption(parser):
    parser.addoption("--wheels", type=pathlib.Path, help="the folder of the wheels to be tested")


def pytest_ignore_collect(collection_path, config):
    return True if config.getoption("wheels", None) is None else None


def pytest_report_header(config):
    if config.getoption("wheels", None) is None:
        return []
    found = {version: interpreter(version) for version in find.VERSIONS}
    return [f"CPython {version}: {path or why}" for version, (path, why) in found.items()]


@functools.cache
def interpreter(version: str) -> tuple[str, str]:
    """Its path, or "" and why there is none."""
    return find.find(version)


class Environment:
    """An interpreter without packages but those that are installed here."""

    def __init__(self, folder: pathlib.Path, interpreter: str) -> None:
        self.folder, self.bin = folder, folder / "venv" / "bin"
        subprocess.run([interpreter, "-m", "venv", str(folder / "venv")], check=True)
        # Nothing of the environment of the tests; what chooses NumPy's code stays.
        ours = ("PRAGMAC_", "PYTHON", "LD_", "VIRTUAL_ENV")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        self.variables = {**kept, "JAX_PLATFORMS": "cpu"}

    def install(self, *arguments: str) -> subprocess.CompletedProcess:
        return self.run("python", "-m", "pip", "install", "--quiet", "--no-warn-script-location",
                        "--disable-pip-version-check", *arguments, timeout=900)  # fmt: skip

    def run(self, program: str, *arguments: str, timeout: float = 200, **variables: str):
        return subprocess.run(
            [str(self.bin / program), *arguments], cwd=self.folder, capture_output=True, text=True,
            timeout=timeout, env={**self.variables, **variables},
        )  # fmt: skip

    def run_code(self, code: str, **variables: str) -> str:
        """What a program prints that has to succeed; a file, since pragmac reads sources."""
        (self.folder / "program.py").write_text(code)
        done = self.run("python", "program.py", **variables)
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture(scope="session")
def interpreters():
    """The versions that are on this machine; the header of the run says where, or why not."""
    return [version for version in find.VERSIONS if interpreter(version)[0]]


@pytest.fixture(scope="session", params=find.VERSIONS)
def version(request):
    path, why = interpreter(request.param)
    if not path and request.param != OWN:
        pytest.skip(why)
    return request.param


def wheel_for(version: str, config: pytest.Config) -> pathlib.Path:
    tag = "cp" + version.replace(".", "")
    folder = config.getoption("wheels").resolve()
    found = list(folder.glob(f"pragmac-*-{tag}-{tag}-*.whl"))
    assert len(found) == 1, f"{len(found)} wheels for CPython {version} in {folder}"
    return found[0]


@pytest.fixture(scope="session")
def wheel(version, request):
    return wheel_for(version, request.config)


def environment_with(wheel: pathlib.Path, version: str, folder: pathlib.Path) -> Environment:
    """The wheel and, from the index, what it names as needed: NumPy."""
    made = Environment(folder, interpreter(version)[0])
    done = made.install(str(wheel))
    assert done.returncode == 0, done.stderr
    return made


@pytest.fixture(scope="session")
def environment(version, wheel, tmp_path_factory):
    return environment_with(wheel, version, tmp_path_factory.mktemp(f"python{version}-"))


@pytest.fixture(scope="session")
def peers(request, tmp_path_factory):
    """The wheel beside packages of others, and why one of them is missing, by its name."""
    folder = tmp_path_factory.mktemp("peers")
    made = environment_with(wheel_for(OWN, request.config), OWN, folder)
    made.missing = {}
    for name in ("numba", "jax", "scipy"):
        done = made.install("-c", str(ROOT / "tools/wheel-peers-requirements.txt"), name)
        if done.returncode:
            made.missing[name] = f"pip cannot install {name}: {done.stderr.strip()[-300:]}"
    return made
