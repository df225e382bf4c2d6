"""One labelled loop: `@loop(a=vector(), n=extent)` above a function with an annotated loop."""

from __future__ import annotations

import dataclasses
import importlib.util
import inspect
import itertools
import pathlib
import sys
from collections.abc import Callable, Iterator
from types import FunctionType

import numpy as np
from arguments import Maker, Setting

LOOPS = pathlib.Path(__file__).resolve().parent / "loops"
SIZES = (0, 1, 2, 5, 16, 33)
LARGE = 16  # from this extent on a racy loop has a conflict


@dataclasses.dataclass(frozen=True)
class LoopCase:
    """A function, which of its annotated loops is judged, and its arguments' makers in order."""

    function: FunctionType
    makers: dict[str, Maker]
    judged: int  # the loop's number among the annotated ones, from 1

    @property
    def name(self) -> str:
        return self.function.__name__

    @property
    def category(self) -> str:
        return pathlib.Path(self.function.__code__.co_filename).stem

    def settings(self, sizes: tuple[int, ...] = SIZES) -> Iterator[Setting]:
        """Every combination of extent, parameter and data; arguments are made by `arguments`."""
        names = list(self.makers)
        numbers = [range(self.makers[name].variants) for name in names]
        for n in sizes:
            for p in self._parameters(n):
                for chosen in itertools.product(*numbers):
                    yield Setting(n, p, dict(zip(names, chosen, strict=True)))

    def _parameters(self, n: int) -> list[int]:
        if not any(maker.uses_p for maker in self.makers.values()):
            return [0]
        return list(dict.fromkeys((-1, 0, 1, n)))

    def arguments(self, setting: Setting) -> tuple[object, ...]:
        """Fresh arguments of a combination."""
        setting.made = {}
        for name, maker in self.makers.items():
            setting.made[name] = maker.make(setting, setting.variants[name])
        return tuple(setting.made.values())


def loop(*, judged: int = 1, **makers: Maker) -> Callable[[FunctionType], FunctionType]:
    """Declares how each parameter is made, in the order of the parameters."""

    def declare(function: FunctionType) -> FunctionType:
        expected = list(inspect.signature(function).parameters)
        if expected != list(makers):
            raise TypeError(f"{function.__name__} has parameters {expected}, not {list(makers)}")
        function.loop_case = LoopCase(function, makers, judged)  # type: ignore[attr-defined]
        return function

    return declare


def categories() -> list[str]:
    return sorted(path.stem for path in LOOPS.glob("*.py"))


def load_category(category: str) -> list[LoopCase]:
    """The loops of one file, in the order of the source."""
    path = LOOPS / f"{category}.py"
    name = f"race_loops_{category}"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec and spec.loader
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    found = vars(sys.modules[name]).values()
    return [f.loop_case for f in found if isinstance(f, FunctionType) and hasattr(f, "loop_case")]


def arguments_overlap(arguments: tuple[object, ...]) -> bool:
    """Whether two of the arguments share an element, or one overlaps itself."""
    arrays = [a for a in arguments if isinstance(a, np.ndarray)]
    overlapping = any(np.shares_memory(a, b) for a, b in itertools.combinations(arrays, 2))
    return overlapping or any(0 in a.strides and a.size > 1 for a in arrays)
