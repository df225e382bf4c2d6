"""Finds the CPythons that wheels can be built for: one line each, version and path.

An interpreter counts with its headers and `venv`. Without arguments it is Debian's, whatever else
there is; `all` are those of VERSIONS; a version is that one, or an error.
"""

import glob
import os
import shutil
import subprocess
import sys

VERSIONS = ("3.10", "3.11", "3.12", "3.13")
DEBIAN = "/usr/bin/python3"
EXAMINE = """
import ensurepip, os, sys, sysconfig, venv
assert sys.implementation.name == "cpython", "no CPython"
assert not sysconfig.get_config_var("Py_GIL_DISABLED"), "without the lock that pragmac relies on"
assert os.path.exists(os.path.join(sysconfig.get_path("include"), "Python.h")), "no headers"
print("%d.%d" % sys.version_info[:2])
"""


def version_of(interpreter: str) -> tuple[str, str]:
    """Its version, or "" and what it lacks."""
    try:
        done = subprocess.run(
            [interpreter, "-c", EXAMINE], capture_output=True, text=True, timeout=60
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return "", str(error)
    said = done.stderr.strip().splitlines() or [f"exit status {done.returncode}"]
    return (done.stdout.strip(), "") if done.returncode == 0 else ("", said[-1])


def candidates(version: str) -> list[str]:
    """Debian's folder, the PATH, and where pyenv installs."""
    name = f"python{version}"
    kept = sorted(glob.glob(os.path.expanduser(f"~/.pyenv/versions/{version}.*/bin/{name}")))
    found = [f"/usr/bin/{name}", shutil.which(name), *kept]
    return [path for path in found if path and os.path.exists(path)]


def find(version: str) -> tuple[str, str]:
    """The path of an interpreter of that version, or "" and why there is none."""
    why = f"no python{version} on this machine"
    for path in candidates(version):
        found, lacks = version_of(path)
        if found == version:
            return path, ""
        why = f"{path}: {lacks or 'is Python ' + found}"
    return "", why


def main(arguments: list[str]) -> int:
    if not arguments:
        version, why = version_of(DEBIAN)
        print(version, DEBIAN) if version else print(f"{DEBIAN}: {why}", file=sys.stderr)
        return 0 if version else 1
    everything = arguments == ["all"]
    missing = False
    for version in VERSIONS if everything else arguments:
        path, why = find(version) if version in VERSIONS else ("", f"no wheels for {version}")
        print(version, path) if path else print(f"find_interpreters: {why}", file=sys.stderr)
        missing |= not path
    return 1 if missing and not everything else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
