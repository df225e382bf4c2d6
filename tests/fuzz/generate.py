"""A whole random program: what it computes, and the arguments it is called with."""

import dataclasses
import functools
import random

from coverage import Cell, cells, operators, refused
from expressions import Array
from inputs import LAYOUTS, array_text, index_array_text, scalar_text, value
from lane_patterns import LanePatterns
from loop_patterns import LoopPatterns, TeamPatterns
from product_patterns import ProductPatterns
from program import EARLY_RETURN, EXTENTS, Program, Result
from statements import Statements
from targets import add_target
from view_patterns import ViewPatterns

TARGETS = 8  # cells per program
_PROBABLE_DTYPES = ("float64", "float32", "int32", "int64", "uint8", "int8", "uint32", "int16",
                    "uint64", "float16", "bool", "complex128", "complex64", "uint16")  # fmt: skip


@dataclasses.dataclass
class Generated:
    """A program's file and the cells on its lines."""

    text: str
    places: list[tuple[int, Cell]]


@functools.cache
def _shuffled_cells(seed: int) -> tuple[Cell, ...]:
    order = [c for c in cells() if not refused(operators()[c.operator], c.kind)]
    random.Random(seed).shuffle(order)
    return tuple(order)


def cells_of(seed: int, number: int) -> list[Cell]:
    """The cells that program `number` is to reach: all programs together go round the table."""
    order = _shuffled_cells(seed)
    return [order[(number * TARGETS + i) % len(order)] for i in range(TARGETS)]


def generate(seed: int, number: int) -> Generated:
    """Program `number` of a seed; the same everywhere and always."""
    rng = random.Random(f"{seed}:{number}")
    program = Program(rng)
    _declare(program)
    statements = Statements(program)
    wanted = cells_of(seed, number)
    returned = [c for c in wanted if c.statement == "return"]
    targets = [functools.partial(add_target, program, c) for c in wanted if c.statement != "return"]
    statements.local_array() if rng.random() < 0.3 else None
    for _ in range(rng.choice((1, 1, 2, 3))):  # in front, where no other error hides them
        _pattern(program)
    _top_level(program, statements, targets)
    for cell in returned:
        add_target(program, cell)
    if not program.results:
        program.results.append(Result("n"))
    for array in program.arrays:  # one layout for most calls: another one compiles anew
        array.layout = "C" if rng.random() < 0.6 else rng.choice(LAYOUTS)
    cases = [_case(program, rng, aliased=i == 2) for i in range(3)]
    title = f"Random program {number} of seed {seed}."
    text, places = program.render(title, cases)
    return Generated(text, places)


def _declare(program: Program) -> None:
    rng = program.rng
    for dtype in rng.sample(_PROBABLE_DTYPES[:6], 2) + [rng.choice(_PROBABLE_DTYPES)]:
        program.new_array(dtype, rng.choice((1, 1, 1, 2, 2, 3, 0)))
    if rng.random() < 0.4:  # two that an aliased call may make one
        program.new_array(program.arrays[0].dtype, 1).dims = program.arrays[0].dims
    if rng.random() < 0.4:
        program.new_array(rng.choice(("int64", "int32", "uint8")), 1, target=rng.choice(EXTENTS))
    for _ in range(rng.randint(0, 2)):
        program.new_parameter(rng.choice(("py_int", "py_float", "py_bool", "float32", "int64")))
    if rng.random() < 0.3:
        program.constant(rng.choice(("py_int", "py_float")))
    for extent in EXTENTS:
        program.scope.scalars[extent] = "py_int"


def _top_level(program: Program, statements: Statements, targets: list) -> None:
    rng = program.rng
    while True:
        share = [targets.pop() for _ in range(min(len(targets), rng.randint(1, 3)))]
        draw = rng.random()
        if draw < 0.65:
            statements.loop(share)
        else:
            statements.some(rng.randint(0, 2), share)
        while share:  # those that a nested loop did not take
            share.pop()()
        if rng.random() < 0.15:
            _pattern(program)
        if rng.random() < 0.06:
            statements.weak_sum()
        if rng.random() < 0.03:
            statements.late_variable()
        if rng.random() < 0.05 and program.results:
            _early_return(program, statements)
        if not targets and rng.random() < 0.7:
            return


def _pattern(program: Program) -> None:
    kinds = (ViewPatterns, LoopPatterns, TeamPatterns, LanePatterns, ProductPatterns)
    kind = program.rng.choices(kinds, (4, 4, 1.5, 1.5, 1.5))[0]
    kind(program).some()


def _early_return(program: Program, statements: Statements) -> None:
    """Marked here, written when all results are known."""
    with program.block(f"if {statements.make.condition()}:"):
        program.add(EARLY_RETURN)


# ---- arguments ----------------------------------------------------------------------------


def _case(program: Program, rng: random.Random, aliased: bool) -> str:
    """The lines of a function that makes one call's arguments."""
    largest = {0: 17, 1: 13, 2: 7, 3: 5}.get(program.deepest, 3)
    usual = [e for e in (2, 3, 3, 4, 5, 5, 7, 11, 13, 17) if e <= largest]
    edges = rng.random() < 0.25
    sizes = {e: rng.choice((0, 1, 1, 2) if edges else usual) for e in EXTENTS}
    lines = [", ".join(EXTENTS) + " = " + ", ".join(str(sizes[e]) for e in EXTENTS)]
    made: dict[str, Array] = {}
    for array in program.arrays:
        if array.local:
            continue
        shape = tuple(eval(d, {}, sizes) for d in array.dims)
        text = _array(rng, array, shape, sizes)
        if aliased and not array.approximate and not array.target:
            text = _alias(rng, array, made) or text
        made[array.name] = array
        lines.append(f"{array.name} = {text}")
    for name, kind in program.parameters.items():
        number = value(rng, kind, rng.random() < 0.15)
        if kind == "py_int" and rng.random() < 0.8:
            number = rng.choice((-3, -2, -1, 1, 2, 3))
        lines.append(f"{name} = {scalar_text(kind, number)}")
    return "\n".join("    " + line for line in lines)


def _array(rng: random.Random, array: Array, shape: tuple[int, ...], sizes: dict[str, int]) -> str:
    if array.target:
        return index_array_text(rng, array.dtype, shape, sizes[array.target], array.unique)
    layout = array.layout if rng.random() < 0.95 else rng.choice(LAYOUTS)
    return array_text(rng, array.dtype, shape, layout)


def _alias(rng: random.Random, array: Array, made: dict[str, Array]) -> str | None:
    """The memory of an earlier array: the same array, reversed, or shifted by one."""
    same = [
        name for name, other in made.items()
        if other.dtype == array.dtype and other.dims == array.dims and not other.approximate
        and not other.target
    ]  # fmt: skip
    if not same or rng.random() < 0.2:
        return None
    name = rng.choice(same)
    if not array.dims:
        return name
    return rng.choice((name, name, f"{name}[::-1]", f"shifted({name})", f"shifted({name})"))
