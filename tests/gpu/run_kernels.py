"""Runs kernels on a device beside CPython: `run_kernels.py DEVICE NAME...`, a line of JSON each.

A process of its own, because a driver may hang or end it: `{"kernel": ..., "start": true}` is
written before a kernel runs, `{"kernel": ..., "found": ...}` behind it; found is "equal" or what
went wrong.
"""

import json
import pathlib
import sys

import pragmac

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests/python"), str(ROOT / "tests/run")]

from test_kernels import KERNELS, SMALLEST, assert_agrees  # noqa: E402

DEVICES = {"emulated": {"options": {"device": "emulated"}}, "opencl": {"target": "opencl"}}


def found(kernel, device: str) -> str:
    compiled = pragmac.jit(**DEVICES[device])(kernel.plain)
    arguments = [kernel.arguments("XS"), *(kernel.inputs(s, 0) for s in SMALLEST[kernel.name])]
    for given in arguments:
        plain = kernel.run(kernel.plain, given)
        try:
            assert_agrees(kernel, kernel.run(compiled, given), plain)
        except AssertionError:
            return "other values than CPython's"
        except Exception as error:  # whatever it is, it is the finding
            return f"{type(error).__name__}: {error}".splitlines()[0]
    return "equal"


def main() -> None:
    device, *names = sys.argv[1:]
    for kernel in KERNELS:
        if kernel.name in names:
            print(json.dumps({"kernel": kernel.name, "start": True}), flush=True)
            line = {"kernel": kernel.name, "found": found(kernel, device)}
            print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
