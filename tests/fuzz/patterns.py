"""What all patterns share: annotated loops over arrays that nothing else in the pattern touches.

A pattern is a few statements in a row around loops with directives. Each line that shows a feature
of coverage.FEATURES carries it, so that only executed lines count.
"""

import contextlib
import random
from collections.abc import Iterator

from coverage import Feature
from expressions import Array, Loop
from kinds import family
from program import Program, Result

NUMBERS = ("float64", "float64", "float32", "int32", "int64", "uint8", "int8", "int16", "uint64")
INTEGRAL = ("int64", "int32", "uint8", "int8")
_DIRECTIVES = ("#pragma parallel for", "# pragma parallel for", "#pragma parallel for")
_CLAUSES = ("", "", "", " schedule(dynamic, 2)", " num_threads(2)", " schedule(static, 1)",
            " num_threads(3) schedule(guided)")  # fmt: skip


class Patterns:
    """Writes to arrays of its own, which other statements see only behind the pattern."""

    def __init__(self, program: Program):
        self.program = program
        self.rng: random.Random = program.rng
        self.scope, self.make = program.scope, program.expressions
        self._made: list[Array] = []

    @contextlib.contextmanager
    def pattern(self) -> Iterator[None]:
        yield
        self.scope.arrays += self._made
        self._made = []
        self.program.deepest = max(self.program.deepest, 2)

    def array(self, dtype: str, *dims: str, target: str = "", unique: bool = False) -> Array:
        """A parameter that expressions do not read yet."""
        prefix = "x" if target else "a"
        made = Array(self.program.fresh(prefix), dtype, dims, target=target, unique=unique)
        self.program.arrays.append(made)
        self._made.append(made)
        return made

    def numbers(self, *dims: str) -> Array:
        return self.array(self.rng.choice(NUMBERS), *dims)

    def value(self, dtype: str, *loops: tuple[str, str], depth: int = 1) -> str:
        """An expression of this dtype over `(index, extent)`."""
        count = len(self.scope.loops)
        self.scope.loops += [Loop(name, extent) for name, extent in loops]
        text = self.make.of(dtype, depth if self.rng.random() < 0.8 else 0)
        del self.scope.loops[count:]
        return text

    def plain(self, element: str, dtype: str) -> str:
        """An expression of one element's dtype that cannot raise."""
        forms = [f"{element}", f"{element} * 3", f"{element} + 1", f"{element} + {element}",
                 f"np.maximum({element}, 2)", f"{element} - 5"]  # fmt: skip
        if family(dtype) == "float":
            forms += [f"{element} * 0.5", f"-{element}", f"abs({element})"]
        return self.rng.choice(forms)

    def directive(self, clauses: str = "", *features: str) -> None:
        words = [clauses and " " + clauses, self.rng.choice(_CLAUSES)]
        self.rng.shuffle(words)
        self.add(self.rng.choice(_DIRECTIVES) + "".join(words), *features)

    def add(self, text: str, *features: str) -> None:
        self.program.add(text, *map(Feature, features))

    def block(self, header: str, *features: str) -> contextlib.AbstractContextManager:
        return self.program.block(header, *map(Feature, features))

    def parallel(self, header: str, clauses: str = "", *features: str):
        """A parallel loop: `with self.parallel("for i in range(n)"):`."""
        self.directive(clauses)
        return self.block(header + ":", *features)

    def extent(self) -> str:
        return self.rng.choice(("n", "m", "k"))

    def counting(self, extent: str) -> str:
        """A range over an extent, mostly all of it."""
        return self.rng.choice(
            (f"range({extent})",) * 5
            + (f"range(1, {extent})", f"range({extent} - 1, -1, -1)", f"range(0, {extent}, 2)")
        )

    def result(self, name: str, start: str = "0") -> None:
        """A scalar that is returned, of `start`'s kind on every path (D1)."""
        self.program.prologue.append(f"{name} = {start}")
        self.program.results.append(Result(name))
