#!/usr/bin/env bash
# The commands of the archive for GPU machines; README.md beside it tells what they need.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
root=$PWD

help() {
    cat <<'HELP'
usage: ./dev COMMAND [arguments]

  test --gpu [KERNEL...]   every kernel on the CUDA device beside CPython; compute-sanitizer
  bench --gpu [...]        event timings against a copy, a raw launch and other libraries
  devices                  what pragmac finds on this machine
  python [...]             the interpreter with pragmac, kernels/ and NumPy importable

PYTHON names the interpreter; without it, python3.12 of the PATH.
HELP
}

die() { printf 'dev: %s\n' "$*" >&2; exit 1; }

wanted=$(sed -n 's/.*"python": "\(.*\)".*/\1/p' archive.json)
python=${PYTHON:-$(command -v "python$wanted" || command -v python3 || true)}
[[ -n $python ]] || die "no python$wanted on the PATH: set PYTHON to CPython $wanted"
found=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])') ||
    die "$python does not run: set PYTHON to CPython $wanted"
[[ $found == "$wanted" ]] ||
    die "$python is Python $found, and this archive is for CPython $wanted: set PYTHON to one"

export PYTHONPATH=$root/package:$root${PYTHONPATH:+:$PYTHONPATH} PYTHONDONTWRITEBYTECODE=1
# Those of the archive serve where the machine has none: its other libraries were made for its own.
"$python" -c 'import numpy; assert int(numpy.__version__.split(".")[0]) >= 2' 2>/dev/null ||
    PYTHONPATH+=:$root/site/numpy
"$python" -c 'import pytest' 2>/dev/null || PYTHONPATH+=:$root/site/pytest

command=${1:-help}
shift || true
case $command in
    test | bench)
        [[ ${1:-} == --gpu ]] || die "the archive knows $command --gpu alone"
        shift
        [[ $command == test ]] && exec "$python" tests/gpu/check_cuda.py "$@"
        exec "$python" bench/gpu/run.py "$@"
        ;;
    devices) exec "$python" -m pragmac devices "$@" ;;
    python) exec "$python" "$@" ;;
    help | -h | --help) help ;;
    *) help >&2; exit 2 ;;
esac
