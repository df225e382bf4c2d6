"""The same programs by pragmac, NumPy, Numba, and C by two compilers, written by hand or by us."""

import importlib
import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.cpu.runnable import NotHere, Runnable
from kernels.kernel import Kernel

ROOT = Path(__file__).resolve().parents[2]
BUILT = ROOT / "build/bench"  # what is compiled here stays for the next run


def by_pragmac(program: Kernel, arguments: tuple) -> Runnable:
    return Runnable(lambda: program.function(*arguments))


def by_numpy(program: Kernel, arguments: tuple) -> Runnable:
    return Runnable(lambda: program.reference(*arguments))


def by_numba(parallel: bool) -> Callable[[Kernel, tuple], Runnable]:
    def made(program: Kernel, arguments: tuple) -> Runnable:
        if importlib.util.find_spec("numba") is None:
            raise NotHere("no Numba")
        from bench.cpu.numba_text import numba_text

        source = Path(sys.modules[program.plain.__module__].__file__ or "")
        name = f"{program.name}_{'parallel' if parallel else 'serial'}"
        text = numba_text(program.name, source, program.directives, parallel)
        function = getattr(module_of(name, text), program.name)
        return Runnable(lambda: function(*arguments))

    return made


def module_of(name: str, text: str) -> Any:
    """The module with this text, from a file that stays if it is the same: Numba caches by it."""
    file = BUILT / f"numba/numba_{name}.py"
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists() or file.read_text() != text:
        file.write_text(text)
    if str(file.parent) not in sys.path:
        sys.path.insert(0, str(file.parent))
    importlib.invalidate_caches()
    return importlib.import_module(file.stem)


def by_hand(compiler: str) -> Callable[[Kernel, tuple], Runnable]:
    def made(program: Kernel, arguments: tuple) -> Runnable:
        from bench.cpu.c_functions import by_hand

        return by_hand(program, arguments, compiler, BUILT / "c")

    return made


def emitted(compiler: str) -> Callable[[Kernel, tuple], Runnable]:
    def made(program: Kernel, arguments: tuple) -> Runnable:
        from bench.cpu.c_functions import emitted

        return emitted(program, arguments, compiler, BUILT / "c")

    return made


CLANG = "clang-22"
MAKERS: dict[str, Callable[[Kernel, tuple], Runnable]] = {
    "pragmac": by_pragmac,
    "numpy": by_numpy,
    "numba": by_numba(parallel=False),
    "numba-parallel": by_numba(parallel=True),
    "gcc": by_hand("gcc"),
    "clang": by_hand(CLANG),
    "gcc-emitted": emitted("gcc"),
    "clang-emitted": emitted(CLANG),
}
OURS = "pragmac"
PEERS = tuple(who for who in MAKERS if who != OURS)
NUMBA = ("numba", "numba-parallel")
C = ("gcc", "clang", "gcc-emitted", "clang-emitted")
WITHOUT_PRAGMAC = ("numpy", *NUMBA, "gcc", "clang")  # their processes have a stub of it


def make(who: str, program: Kernel, arguments: tuple) -> Runnable:
    return MAKERS[who](program, arguments)
