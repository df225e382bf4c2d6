"""Every kernel as PTX, as SPIR-V and run on devices: one table. `./dev gpu-check [KERNEL...]`.

Ends with 1 when an assembler or validator refuses a kernel or a run differs from CPython.
"""

import argparse
import collections
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import pragmac

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "python"), str(HERE.parent / "run")]

import executors  # noqa: E402
from kernel_cases import KERNELS  # noqa: E402
from pragmac.environment import libdevice  # noqa: E402
from pragmac.machine import cuda_devices  # noqa: E402
from ptx_tools import ptxas  # noqa: E402

ARCHITECTURES = ("sm_75", "sm_80", "sm_90", "sm_100", "sm_120")
COLUMNS = (
    "kernel",
    "workers",
    "lanes",
    "barriers",
    "ptxas",
    "spirv-val",
    "emulated",
    "intel",
    "intel-device",
    "pocl",
    "oclgrind",
    "opencl-c",
    "cuda",
)
ROUTES = COLUMNS[6:]
FATES = {
    "required": "kept",
    "unproved": "kept unproved",
    "removed_apart": "apart",
    "removed_one_lane": "one lane",
}
BLOCKS = (0, 1, 33, 1000)  # the compiler's choice, one, an odd one, one larger than small data


def mapping(kernel) -> tuple[str, str, str]:
    """Workers, lanes and barriers of the kernel's launches, from the machine IR."""
    compiled = pragmac.jit(options={"device": "emulated"})(kernel.plain)
    text = compiled.inspect("machine", *kernel.arguments("XS"))
    workers = collections.Counter(re.findall(r" on (thread|subgroup|group)\b", text))
    lanes = sorted(set(re.findall(r"\blanes[ (](\d+)", text)), key=int)
    counted = " ".join(f"{count} {kind}" for kind, count in sorted(workers.items()))
    return counted or "host", ",".join(lanes) or "1", barriers(compiled, kernel)


def fates_of_barriers(compiled, kernel) -> collections.Counter:
    """What became of the barriers between lanes that names alone ask for."""
    report = compiled.explain(*kernel.arguments("XS")).to_dict()
    return collections.Counter(b["fate"] for x in report["loops"] for b in x["lane_barriers"])


def barriers(compiled, kernel) -> str:
    """In words: `2: 1 kept, 1 one lane`."""
    fates = fates_of_barriers(compiled, kernel)
    said = ", ".join(f"{fates[fate]} {words}" for fate, words in FATES.items() if fates[fate])
    return f"{fates.total()}: {said}" if fates else "0"


def accepted(command: list[str]) -> bool:
    return subprocess.run(command, capture_output=True, timeout=120).returncode == 0


def assembled(kernel, folder: pathlib.Path) -> str:
    """How many architectures' assemblers take the kernel's PTX."""
    program = ptxas()
    if program is None or not libdevice():
        return ""
    count = 0
    for architecture in ARCHITECTURES:
        function = pragmac.jit(options={"architecture": architecture})(kernel.plain)
        source, code = folder / "kernels.ptx", folder / "kernels.cubin"
        source.write_text(function.inspect("ptx", *kernel.arguments("XS")))
        count += accepted([program, f"-arch={architecture}", "-o", str(code), str(source)])
    return "all" if count == len(ARCHITECTURES) else f"{count} of {len(ARCHITECTURES)}"


def validated(kernel, folder: pathlib.Path) -> str:
    """Whether the validator takes both flavours."""
    if not shutil.which("spirv-as") or not shutil.which("spirv-val"):
        return ""
    source, module = folder / "kernels.spvasm", folder / "kernels.spv"
    for flavour, version in (("checking", "spv1.2"), ("device", "spv1.3")):
        function = pragmac.jit(options={"spirv": flavour})(kernel.plain)
        source.write_text(function.inspect("spirv", *kernel.arguments("XS")))
        fine = accepted(["spirv-as", "--target-env", version, "-o", str(module), str(source)])
        if not fine or not accepted(["spirv-val", "--target-env", version, str(module)]):
            return f"refused ({flavour} flavour)"
    return "valid"


def routes(names: list[str], block: int) -> dict[str, dict[str, str]]:
    ran = dict.fromkeys(ROUTES, {}) | {"emulated": executors.run("emulated", names, {}, block)}
    if environment := executors.intel_environment():
        ran["intel"] = executors.run("opencl", names, environment, block)
        ran["intel-device"] = executors.run("opencl-device", names, environment, block)
    if environment := executors.pocl_environment():
        ran["pocl"] = executors.run("opencl", names, environment, block)
        ran["opencl-c"] = executors.run("opencl-c", names, environment, block)
    if environment := executors.oclgrind_environment():
        ran["oclgrind"] = executors.run_under_oclgrind(names, environment, block)
    if cuda_devices()[0]:
        ran["cuda"] = executors.run("cuda", names, {}, block)
    return ran


def joined(found: dict[int, str]) -> str:
    """Of all block sizes: "equal", "" where nothing ran, else the first that is not."""
    wrong = [(block, said) for block, said in found.items() if said not in ("", "equal")]
    return f"block {wrong[0][0]}: {wrong[0][1]}" if wrong else found[0]


def checked(names: list[str], blocks: tuple[int, ...] = (0,)) -> list[tuple[str, ...]]:
    ran = {block: routes(names, block) for block in blocks}
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for kernel in (k for k in KERNELS if k.name in names):
            taken = (
                assembled(kernel, pathlib.Path(folder)),
                validated(kernel, pathlib.Path(folder)),
            )
            found = (
                joined({block: ran[block][route].get(kernel.name, "") for block in blocks})
                for route in ROUTES
            )
            rows.append((kernel.name, *mapping(kernel), *taken, *found))
    return rows


def is_fine(row: tuple[str, ...]) -> bool:
    good = {"ptxas": "all", "spirv-val": "valid", **dict.fromkeys(ROUTES, "equal")}
    return all(row[COLUMNS.index(column)] in ("", value) for column, value in good.items())


def print_aligned(rows: list[tuple[str, ...]]) -> None:
    """Rows of text, the first one the titles, in columns."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        print("  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip())


def print_table(rows: list[tuple[str, ...]]) -> None:
    print_aligned([COLUMNS, *rows])
    for column in COLUMNS[4:]:
        if not any(row[COLUMNS.index(column)] for row in rows):
            print(f"{column}: not checked, it is not installed here")


def known_names(parser: argparse.ArgumentParser, given: list[str]) -> list[str]:
    """The kernels that a command line names; all where it names none."""
    names = [kernel.name for kernel in KERNELS]
    if unknown := set(given) - set(names):
        parser.error(f"no such kernel: {', '.join(sorted(unknown))}")
    return given or names


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("kernels", nargs="*", help="names of kernels; all without any")
    parser.add_argument("--quick", action="store_true", help="one block size, the default")
    options = parser.parse_args()
    names = known_names(parser, options.kernels)
    rows = checked(names, (0,) if options.quick else BLOCKS)
    print_table(rows)
    return 0 if all(map(is_fine, rows)) else 1


if __name__ == "__main__":
    sys.exit(main())
