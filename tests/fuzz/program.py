"""A random program under construction: its lines, variables, helpers, and how to compare them."""

import contextlib
import dataclasses
import random
import re
from collections.abc import Iterator

from coverage import Cell
from expressions import Array, Expressions, Scope
from inputs import scalar_text, value
from kinds import dtype_of
from view_helpers import VIEW_HELPERS

EXTENTS = ("n", "m", "k")
EARLY_RETURN = "early return"  # stands for the return of all results
_HELPERS = {
    "first": ("x, y", ["return x"]),
    "either": ("x, y", ["if y > 2:", "    return x", "return x"]),
    "counted": ("x, y", ["c = 0", "while c < 3:", "    c += 1", "    if c > 1:", "        return x",
                         "return x"]),
    "nested": ("x, y", ["return first(x, y)"]),
}  # fmt: skip


@dataclasses.dataclass
class Result:
    """One returned value."""

    text: str
    approximate: bool = False
    weak: bool = False  # the path decides CPython's kind (D1, D3)
    cells: tuple[Cell, ...] = ()


class Program:
    """Collects the text of one program. The prologue is written last: variables are declared when
    the body first needs them."""

    def __init__(self, rng: random.Random):
        self.rng = rng
        self.arrays: list[Array] = []  # parameters
        self.parameters: dict[str, str] = {}  # scalar parameters: name -> kind
        self.scope = Scope()
        self.expressions = Expressions(rng, self.scope)
        self.prologue: list[str] = []
        self.results: list[Result] = []
        self.helpers: set[str] = set()
        self.globals: dict[str, str] = {}
        self.body: list[tuple[int, str, tuple[Cell, ...]]] = []
        self.indent = 1
        self.deepest = 0
        self._counts: dict[str, int] = {}

    # ---- names and declarations -----------------------------------------------------------

    def fresh(self, prefix: str) -> str:
        number = self._counts.get(prefix, 0)
        self._counts[prefix] = number + 1
        return f"{prefix}{number}"

    def new_array(
        self, dtype: str, rank: int, approximate: bool = False, target: str = ""
    ) -> Array:
        """A new array parameter."""
        rng = self.rng
        dims = tuple(
            rng.choice(EXTENTS) if rng.random() < 0.93 else str(rng.randint(1, 4))
            for _ in range(rank)
        )
        prefix = "q" if approximate else "x" if target else "a"
        array = Array(self.fresh(prefix), dtype, dims, approximate, target)
        self.arrays.append(array)
        if not approximate:
            self.scope.arrays.append(array)
        return array

    def new_parameter(self, kind: str) -> str:
        name = self.fresh("p")
        self.parameters[name] = kind
        self.scope.scalars[name] = kind
        return name

    def variable(self, kind: str, avoid: tuple[str, ...] = ()) -> str:
        """A writable scalar of this kind, declared at the function's start and returned."""
        found = [
            n for n, k in self.scope.scalars.items() if k == kind and n[0] == "v" and n not in avoid
        ]
        if found and self.rng.random() < 0.7:
            return self.rng.choice(found)
        name = self.fresh("v")
        self.prologue.append(f"{name} = {self.initial(kind)}")
        self.scope.scalars[name] = kind
        self.results.append(Result(name))
        return name

    def initial(self, kind: str) -> str:
        text = scalar_text(kind, value(self.rng, kind, False))
        return text if "nan" not in text and "inf" not in text else scalar_text(kind, 1)

    def sink(self, kind: str, approximate: bool) -> str:
        """A new variable that is only written, and returned."""
        name = self.fresh("r")
        self.prologue.append(f"{name} = {self.initial(kind)}")
        self.results.append(Result(name, approximate))
        return name

    def constant(self, kind: str) -> str:
        name = self.fresh("g")
        self.globals[name] = scalar_text(kind, value(self.rng, kind, False))
        self.scope.scalars[name] = kind
        return name

    def writable_array(self, dtype: str, approximate: bool = False) -> Array:
        """An array that statements may store to at this place."""
        parallel = self.scope.parallel
        found = [
            a for a in self.arrays
            if a.dtype == dtype and a.approximate == approximate and not a.target
            and (not parallel or a.name in self.scope.private)
        ]  # fmt: skip
        if found and self.rng.random() < 0.8:
            return self.rng.choice(found)
        array = self.new_array(dtype, self.rng.choice((1, 1, 1, 2)), approximate)
        if parallel:
            first = next(x.extent for x in self.scope.loops if x.name == parallel)
            array.dims = (first, *array.dims[1:])
            self.scope.private.add(array.name)
        return array

    def helper(self) -> str:
        name = self.rng.choice(tuple(_HELPERS))
        self.helpers |= {name, "first"} if name == "nested" else {name}
        return name

    # ---- text -----------------------------------------------------------------------------

    def add(self, text: str, *cells: Cell) -> None:
        self.body.append((self.indent, text, cells))

    @contextlib.contextmanager
    def block(self, header: str, *cells: Cell) -> Iterator[None]:
        """Indents what is added inside; an empty block gets `pass`."""
        self.add(header, *cells)
        start = len(self.body)
        self.indent += 1
        yield
        if len(self.body) == start:
            self.add("pass")
        self.indent -= 1

    def render(self, title: str, cases: list[str]) -> tuple[str, list[tuple[int, Cell]]]:
        """The file, and the line on which each cell lies."""
        lines = [f'"""{title}"""', "", "import math", "", "import numpy as np", "import pragmac",
                 "from inputs import array, inf, nan, shifted", ""]  # fmt: skip
        lines += [f"{n} = {t}" for n, t in self.globals.items()]
        for name, (parameters, body) in {**_HELPERS, **VIEW_HELPERS}.items():
            if name in self.helpers:
                lines += ["", "", f"def {name}({parameters}):", *("    " + b for b in body)]
        names = [a.name for a in self.arrays if not a.local] + list(self.parameters)
        lines += ["", "", "@pragmac.jit", f"def f({', '.join([*names, *EXTENTS])}):"]
        lines += ["    " + text for text in self.prologue]
        places = []
        for indent, text, cells in self.body:
            lines.append("    " * indent + (self._early_return() if text == EARLY_RETURN else text))
            places += [(len(lines), cell) for cell in cells]
        lines.append("    return (")
        for result in self.results:
            lines.append(f"        {result.text},")
            places += [(len(lines), cell) for cell in result.cells]
        lines += ["    )", ""]
        for number, case in enumerate(cases):
            lines += [
                "",
                f"def case_{number}():",
                case,
                f"    return {', '.join([*names, *EXTENTS])}",
                "",
            ]
        lines += ["", f"CASES = ({''.join(f'case_{i}, ' for i in range(len(cases)))})"]
        lines += [
            "EXPECT = {",
            *(f"    {k!r}: {v!r}," for k, v in self.expectations().items()),
            "}",
        ]
        return "\n".join(lines) + "\n", places

    def _early_return(self) -> str:
        """A return of all results, when none of them is made only later."""
        texts = [r.text for r in self.results]
        if any(re.search(r"\b[bsu]\d", text) for text in texts):
            return "pass"
        return f"return ({''.join(t + ', ' for t in texts)})"

    def expectations(self) -> dict[str, list]:
        """What is not compared bit for bit: arguments by name, results by position."""
        return {
            "approximate_arguments": [
                i for i, a in enumerate(a for a in self.arrays if not a.local) if a.approximate
            ],
            "approximate_results": [i for i, r in enumerate(self.results) if r.approximate],
            "weak_results": [i for i, r in enumerate(self.results) if r.weak],
        }


def zero_of(kind: str) -> str:
    return scalar_text(kind, {"b": False, "c": 0j, "f": 0.0}.get(dtype_of(kind)[0], 0))
