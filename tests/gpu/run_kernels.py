"""Runs kernels on a device beside CPython: `run_kernels.py DEVICE BLOCK NAME...`, a line of JSON
each. BLOCK is put as a clause on every parallel loop; 0 leaves the choice to the compiler.

A process of its own, because a driver may hang or end it: `{"kernel": ..., "start": true}` is
written before a kernel runs, `{"kernel": ..., "found": ...}` behind it; found is "equal" or what
went wrong.
"""

import importlib.util
import json
import pathlib
import sys
import tempfile

import pragmac

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests/python"), str(ROOT / "tests/run")]

from kernel_cases import KERNELS, SMALLEST, assert_agrees  # noqa: E402

DEVICES = {
    "emulated": {"options": {"device": "emulated"}},
    "opencl": {"target": "opencl"},
    "opencl-device": {"target": "opencl", "options": {"spirv": "device"}},
    "opencl-c": {"target": "opencl", "options": {"kernels": "c"}},
    "cuda": {"target": "cuda"},
}


def with_block(kernel, block: int, folder: str):
    """The kernel from a copy of its file in which every parallel loop has the clause."""
    if not block:
        return kernel
    text = (ROOT / "kernels" / f"{kernel.name}.py").read_text()
    path = pathlib.Path(folder) / f"{kernel.name}.py"
    path.write_text(text.replace("pragma parallel for", f"pragma parallel for block({block})"))
    spec = importlib.util.spec_from_file_location(kernel.name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.KERNEL


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
    device, block, *names = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        for kernel in (k for k in KERNELS if k.name in names):
            print(json.dumps({"kernel": kernel.name, "start": True}), flush=True)
            said = found(with_block(kernel, int(block), folder), device)
            print(json.dumps({"kernel": kernel.name, "found": said}), flush=True)


if __name__ == "__main__":
    main()
