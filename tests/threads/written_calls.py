"""Writes calls of random parallel programs for sanitized_calls: `./dev tsan --programs N --seed S`.

A file holds the machine-level IR of one version and the arguments of one call: memory blocks with
their bytes, then slots per parameter as runtime/abi/abi.h lays them out, and views into blocks.
"""

import argparse
import ctypes
import pathlib
import sys

import numpy as np
import pragmac

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "fuzz"))

from compare import load
from generate import generate
from interpreted import parameters, request_of
from pragmac import _compiler


def root_of(array: np.ndarray) -> np.ndarray:
    while isinstance(array.base, np.ndarray):
        array = array.base
    return array


def address(array: np.ndarray) -> int:
    return array.__array_interface__["data"][0]


def extent(array: np.ndarray) -> tuple[int, int]:
    """First byte and one past the last, of memory that may be strided backwards."""
    low, high = np.lib.array_utils.byte_bounds(array)
    return low, high


def bytes_at(low: int, high: int) -> str:
    return ctypes.string_at(low, high - low).hex()


def slots_of_scalar(value: np.ndarray) -> list[int]:
    if value.dtype.kind == "c":
        return [n for part in (value.real, value.imag) for n in slots_of_scalar(np.asarray(part))]
    if value.dtype.kind == "f":
        return [int(value.view(f"u{value.dtype.itemsize}"))]
    return [int(value) % 2**64]


def call_text(ir: str, arrays: list[np.ndarray], types: list) -> str:
    blocks: dict[int, int] = {}
    lines, arguments = [], []
    for array, (_, _, rank, *_) in zip(arrays, types, strict=True):
        if rank < 0:
            arguments.append(" ".join(["slots", *map(str, slots_of_scalar(array))]))
            continue
        root = root_of(array)
        low, high = extent(root)
        if id(root) not in blocks:
            blocks[id(root)] = len(blocks)
            lines.append(f"block {low % 64} {bytes_at(low, high)}")
        numbers = [blocks[id(root)], address(array) - low, *array.shape]
        numbers += [stride % 2**64 for stride in array.strides]
        arguments.append(" ".join(["array", *map(str, numbers)]))
    return "\n".join([*lines, *arguments, ir])


def calls(path: pathlib.Path) -> list[str]:
    """One text per case of the program that launches a parallel loop."""
    module, found = load(str(path)), []
    for case in module.CASES:
        given = case()
        ir = _compiler.inspect(request_of(module.f, given), "machine")["text"] or ""
        if "launch" in ir:
            _, types = module.f._signature(*given)
            found.append(call_text(ir, parameters(module.f, given), types))
    return found


def scatter(y, a, b, x):
    # pragma parallel for
    for i in range(a.shape[0]):
        b[i] += 0
        y[a[i] + b[i]] = x[i]


def racy_call() -> str:
    """All iterations store to one element: the sanitizer must see it."""
    given = np.zeros(9), np.zeros(5000, np.int64), np.zeros(5000, np.int64), np.arange(5000.0)
    trusting = pragmac.jit(races="trust")(scatter)
    _, types = trusting._signature(*given)
    ir = _compiler.inspect(request_of(trusting, given), "machine")["text"]
    return call_text(ir, parameters(trusting, given), types)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--programs", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    (options.folder / "racy.call").write_text(racy_call())
    made = number = 0
    while made < options.programs:
        program = generate(options.seed, number)
        path = options.folder / f"program_{number}.py"
        path.write_text(program.text)
        texts = calls(path)
        for case, text in enumerate(texts):
            path.with_suffix(f".{case}.call").write_text(text)
        path.unlink()
        made, number = made + bool(texts), number + 1
    print(f"{made} programs with a parallel launch, of {number} of seed {options.seed}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
