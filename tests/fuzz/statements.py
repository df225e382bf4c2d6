"""Random statements: assignments, branches, loops of every accepted form, parallel loops."""

import ast
import contextlib
import random
from collections.abc import Callable

from coverage import AUGMENTED, operators
from expressions import Array, Loop
from kinds import COMPLEXES, FLOATS, INTEGERS, family, is_python, result_kind
from program import EXTENTS, Program, Result

_KINDS = ("py_int", "py_int", "py_float", "py_bool", "int64", "int32", "uint8", "int8", "uint16",
          "uint32", "uint64", "int16", "float64", "float32", "float16", "bool", "complex64",
          "complex128", "py_complex")  # fmt: skip
_LETTERS = "ijlh"


def _names(expression: str) -> set[str]:
    return {n.id for n in ast.walk(ast.parse(expression)) if isinstance(n, ast.Name)}


class Statements:
    def __init__(self, program: Program):
        self.program = program
        self.rng: random.Random = program.rng
        self.scope, self.make = program.scope, program.expressions
        self.depth = 0  # of loops
        self.jumps = False  # whether break and continue may stand here
        self.careless = False  # in a parallel loop that is free only by claim

    # ---- blocks ---------------------------------------------------------------------------

    def some(self, count: int, targets: list[Callable[[], None]]) -> None:
        """`count` statements, with the given targets among them."""
        todo = [self.statement] * count + [self._take(targets) for _ in range(len(targets))]
        self.rng.shuffle(todo)
        for write in todo:
            write()

    @staticmethod
    def _take(targets: list[Callable[[], None]]) -> Callable[[], None]:
        return lambda: targets.pop()() if targets else None

    def statement(self) -> None:
        rng = self.rng
        choices = [(self.store, 4), (self.augment_element, 2), (self.branch, 2)]
        if self.scope.parallel:
            choices += [(self.private_scalar, 2)]
        else:
            choices += [(self.assign, 3), (self.augment, 3), (self.swap, 1), (self.check, 0.3)]
            choices += [(self.call, 0.7)]
        if self.depth < 3 or (self.depth == 3 and rng.random() < 0.3):
            choices += [(self.loop, 1.5 if self.depth else 0.5), (self.while_loop, 0.5)]
        if self.jumps:
            choices += [(self.jump, 1.5)]
        functions, weights = zip(*choices, strict=True)
        rng.choices(functions, weights)[0]()

    # ---- assignments ----------------------------------------------------------------------

    def assign(self) -> None:
        kind = self.rng.choice(_KINDS)
        text = self.make.of(kind, 3)
        name = self.program.variable(kind)
        if self.careless and family(kind) in ("float", "complex") and name in _names(text):
            return  # a reduction, as below
        self.program.add(f"{name} = {text}")

    def private_scalar(self) -> None:
        """Assigned before it is read, then used in the same iteration."""
        kind = self.rng.choice(_KINDS)
        name = self.program.fresh("t")
        self.program.add(f"{name} = {self.make.of(kind, 2)}")
        self.scope.scalars[name] = kind

    def augment(self) -> None:
        kind = self.rng.choice(_KINDS)
        if self.careless and family(kind) in ("float", "complex"):
            return  # a reduction, whose order shows in the last bits (D8)
        found = self._augmentation(kind, kind)
        if found:
            symbol, text = found
            self.program.add(f"{self.program.variable(kind)} {symbol} {text}")

    def _augmentation(self, kind: str, result: str) -> tuple[str, str] | None:
        """An in-place operator and right side that leave the kind as it is."""
        rng = self.rng
        for _ in range(8):
            name = rng.choice(tuple(AUGMENTED))
            right = kind if rng.random() < 0.6 else rng.choice(("py_int", "py_float", "int8"))
            template = operators()[name].template
            if operators()[name].approximate(kind, right):
                continue
            if result_kind(template, kind, right) != result:
                continue
            if is_python(kind) and name in ("mul", "shl", "pow"):
                continue  # grows past int64 in a few iterations
            return AUGMENTED[name], self._tamed(name, kind, right)
        return None

    def _tamed(self, name: str, kind: str, right: str) -> str:
        split = operators()[name].__class__(name, "{0}\0{1}")
        return self.make.apply(split, kind, right, self.rng.randint(0, 2)).split("\0")[1]

    def store(self) -> None:
        array = self._array()
        kind = self._storable(array.dtype)
        element = self.make.element(array)
        self.program.add(f"{element} = {self.make.of(kind, 3)}")

    def _array(self) -> Array:
        dtype = self.rng.choice([a.dtype for a in self.scope.arrays if not a.target] or ["float64"])
        return self.program.writable_array(dtype)

    def _storable(self, dtype: str) -> str:
        rng, draw = self.rng, self.rng.random()
        if draw < 0.6:
            return dtype
        if dtype in INTEGERS:
            return rng.choice((*INTEGERS, "py_int", "py_bool", "float32", "py_float"))
        if dtype in FLOATS:
            return rng.choice(("py_float", "py_int", "int32", "float32", "float64", "float16"))
        if dtype in COMPLEXES:
            return rng.choice(("py_complex", "complex64", "complex128", "float32", "py_int"))
        return rng.choice(("py_bool", "py_int", "bool", "float32"))

    def augment_element(self) -> None:
        array = self._array()
        found = self._augmentation(array.dtype, array.dtype)
        if found:
            self.program.add(f"{self.make.element(array)} {found[0]} {found[1]}")

    def swap(self) -> None:
        """A tuple assignment: right sides are all evaluated first."""
        kind = self.rng.choice(_KINDS)
        first = self.program.variable(kind)
        second = self.program.variable(kind, avoid=(first,))
        a, b = self.make.of(kind, 1), self.make.of(kind, 1)
        left, right = self.rng.choice(((second, first), (second, a), (a, b)))
        self.program.add(f"{first}, {second} = {left}, {right}")

    def call(self) -> None:
        kind = self.rng.choice(_KINDS)
        text = f"{self.program.helper()}({self.make.of(kind, 1)}, {self.make.leaf('py_int')})"
        self.program.add(f"{self.program.variable(kind)} = {text}")

    def check(self) -> None:
        extent = self.rng.choice(EXTENTS)
        test = f"{extent} >= 0" if self.rng.random() < 0.9 else self.make.condition()
        message = self.rng.choice(("", ', "a check of the program"'))
        self.program.add(f"assert {test}{message}")

    # ---- branches -------------------------------------------------------------------------

    def branch(self) -> None:
        program, rng = self.program, self.rng
        with self._local_names(), program.block(f"if {self.make.condition(2)}:"):
            self.some(rng.randint(1, 2), [])
        while rng.random() < 0.25:
            with self._local_names(), program.block(f"elif {self.make.condition()}:"):
                self.some(1, [])
        if rng.random() < 0.5:
            with self._local_names(), program.block("else:"):
                self.some(rng.randint(1, 2), [])

    @contextlib.contextmanager
    def _local_names(self):
        """Private scalars made inside are not read afterwards: they may be unbound there."""
        before = dict(self.scope.scalars)
        yield
        for name in [n for n in self.scope.scalars if n not in before and n[0] in "te"]:
            del self.scope.scalars[name]

    def jump(self) -> None:
        word = "continue" if self.scope.parallel and self.depth == 1 else (
            self.rng.choice(("break", "continue"))
        )  # fmt: skip
        with self.program.block(f"if {self.make.condition()}:"):
            self.program.add(word)

    # ---- loops ----------------------------------------------------------------------------

    def loop(self, targets: list[Callable[[], None]] | None = None) -> None:
        if not self.depth and self.rng.random() < 0.45:
            return self.parallel_loop(targets)
        simd = self.rng.random() < 0.06 and not self.scope.parallel
        header, loop, scalars = self._header()
        if simd:
            self.program.add("#pragma simd")
        self._nest(header, loop, scalars, targets)

    def _nest(self, header, loop, scalars, targets) -> None:
        before = self.jumps, self.depth
        self.depth, self.jumps = self.depth + 1, True
        self.program.deepest = max(self.program.deepest, self.depth)
        self.scope.loops += loop
        with self._local_names(), self.program.block(header):
            self.scope.scalars.update(scalars)
            self.some(self.rng.randint(1, 3), targets or [])
        for name in scalars:
            self.scope.scalars.pop(name, None)
        del self.scope.loops[len(self.scope.loops) - len(loop) :]
        self.jumps, self.depth = before

    def _header(self) -> tuple[str, list[Loop], dict[str, str]]:
        """A `for` line, its index variables and its element variables."""
        rng = self.rng
        name = (
            _LETTERS[len(self.scope.loops)]
            if len(self.scope.loops) < 4
            else self.program.fresh("z")
        )
        extent = rng.choice(EXTENTS)
        over = [
            a for a in self.scope.arrays if len(a.dims) == 1 and a.name not in self.scope.private
        ]
        if over and rng.random() < 0.25:
            return self._over_arrays(name, over)
        ranges = [f"range({extent})"] * 6
        ranges += [f"range(0, {extent})", f"range(1, {extent})", f"range({extent} - 1, -1, -1)",
                   f"range(0, {extent}, 2)", f"range({extent} - 1, -1, -3)", f"range({extent}, 0)",
                   f"range(2, {extent} - 1)"]  # fmt: skip
        inside = [x for x in self.scope.loops if x.extent == extent]
        if inside:
            v = inside[0].name
            ranges += [f"range({v}, {extent})", f"range({v} + 1, {extent})", f"range({v})"] * 2
        if rng.random() < 0.12:
            step = self.program.new_parameter("py_int")
            ranges = [f"range({extent} - 1, -1, {step})", f"range(0, {extent}, {step})"]
        return f"for {name} in {rng.choice(ranges)}:", [Loop(name, extent)], {}

    def _over_arrays(self, name: str, over: list[Array]) -> tuple[str, list[Loop], dict[str, str]]:
        rng = self.rng
        a, b = rng.choice(over), rng.choice(over)
        e, d = self.program.fresh("e"), self.program.fresh("e")
        form = rng.randrange(5)
        if form == 0:
            return f"for {e} in {a.name}:", [], {e: a.dtype}
        if form == 1:
            return f"for {name}, {e} in enumerate({a.name}):", [Loop(name, a.dims[0])], {e: a.dtype}
        if form == 2:
            start = rng.choice(("1", "-2", "7"))
            header = f"for {name}, {e} in enumerate({a.name}, {start}):"
            return header, [], {e: a.dtype, name: "py_int"}
        if form == 3:
            header = f"for {e}, {d} in zip({a.name}, {b.name}):"
            return header, [], {e: a.dtype, d: b.dtype}
        header = f"for {name}, {e} in zip(range({a.dims[0]}), {a.name}):"
        return header, [Loop(name, a.dims[0])], {e: a.dtype}

    def parallel_loop(self, targets: list[Callable[[], None]] | None = None) -> None:
        """Iterations own the elements whose first index is the loop's variable, so they are
        independent by construction; now and then only by claim."""
        rng, program, scope = self.rng, self.program, self.scope
        extent = rng.choice(EXTENTS)
        careless = rng.random() < 0.04
        written = [a for a in scope.arrays if a.dims and a.dims[0] == extent and not a.target]
        owned = {a.name for a in written if rng.random() < 0.5}
        if not owned:
            owned = {self._owned_array(extent).name}
        ranges = [f"range({extent})"] * 5 + [f"range({extent} - 1, -1, -1)", f"range(1, {extent})",
                                             f"range(0, {extent}, 2)"]  # fmt: skip
        program.add(rng.choice(("#pragma parallel for", "# pragma parallel for",
                                "#pragma parallel for schedule(dynamic, 2)",
                                "#pragma parallel for num_threads(2)")))  # fmt: skip
        combined = self._combined(extent) if rng.random() < 0.35 else None
        if not careless:
            scope.private, scope.parallel = owned, "i"
        program.deepest = max(program.deepest, 1)
        self.depth, self.jumps, self.careless = 1, not careless, careless
        scope.loops.append(Loop("i", extent))
        with self._local_names(), program.block(f"for i in {rng.choice(ranges)}:"):
            self.some(rng.randint(1, 3), targets or [])
            if combined:
                combined[1]()
        scope.loops.pop()
        scope.private, scope.parallel = set(), ""
        self.depth, self.jumps, self.careless = 0, False, False
        if combined:
            scope.scalars.update(combined[0])

    def _owned_array(self, extent: str) -> Array:
        array = self.program.new_array(self.rng.choice(("float64", "float32", "int32")), 1)
        array.dims = (extent,)
        return array

    def _combined(self, extent: str) -> tuple[dict[str, str], Callable[[], None]]:
        """What the iterations of a parallel loop combine: variables that nothing else in the loop
        reads, with their kinds, and the statement that ends each iteration."""
        rng, program = self.rng, self.program
        kind = rng.choice(("int64", "int32", "uint8", "int8", "uint64"))
        name = program.variable(kind)
        del self.scope.scalars[name]
        form = rng.randrange(6)
        if form == 1:
            function = rng.choice(("max", "min", "np.maximum", "np.minimum"))
            return {name: kind}, lambda: program.add(
                f"{name} = {function}({name}, {self.make.of(kind, 1)})"
            )
        if form == 2:
            return self._extremum_with_position(name, kind)
        if form == 3:
            return {name: kind}, lambda: self._last_value(name, kind)
        holders = [a for a in self.scope.arrays if a.target and a.dims == (extent,)]
        if form == 4 and holders:
            return {name: kind}, lambda: self._scatter(rng.choice(holders))
        symbol = rng.choice(("+=", "-=", "*=", "&=", "|=", "^="))
        return {name: kind}, lambda: program.add(f"{name} {symbol} {self.make.of(kind, 1)}")

    def _extremum_with_position(self, name: str, kind: str) -> tuple[dict, Callable[[], None]]:
        position = self.program.variable("py_int")
        del self.scope.scalars[position]
        sign = self.rng.choice("<>")

        def write() -> None:
            value = self.program.fresh("t")
            self.program.add(f"{value} = {self.make.of(kind, 1)}")
            with self.program.block(f"if {value} {sign} {name}:"):
                self.program.add(f"{name} = {value}")
                self.program.add(f"{position} = i")

        return {name: kind, position: "py_int"}, write

    def _last_value(self, name: str, kind: str) -> None:
        with self.program.block(f"if {self.make.condition()}:"):
            self.program.add(f"{name} = {self.make.of(kind, 1)}")

    def _scatter(self, holder: Array) -> None:
        """Stores through an index array, which may name one element twice."""
        array = self.program.new_array(self.rng.choice(("int32", "float64", "uint8")), 1)
        array.dims = (holder.target,)
        symbol = self.rng.choice(("=", "=", "+="))
        self.program.add(f"{array.name}[{holder.name}[i]] {symbol} {self.make.of(array.dtype, 1)}")

    def while_loop(self) -> None:
        """A counted `while`: its first statement counts, so `continue` ends too."""
        program, rng = self.program, self.rng
        counter = program.fresh("t" if self.scope.parallel else "w")
        program.add(f"{counter} = 0")
        test = f"{counter} < {rng.randint(1, 4)}"
        if rng.random() < 0.5:
            test += f" and {self.make.condition()}"
        before = self.jumps, self.depth
        self.jumps, self.depth = True, self.depth + 1
        with self._local_names(), program.block(f"while {test}:"):
            program.add(f"{counter} += 1")
            self.scope.scalars[counter] = "py_int"
            self.some(rng.randint(1, 2), [])
        self.scope.scalars.pop(counter, None)
        self.jumps, self.depth = before

    # ---- patterns with rules of their own -------------------------------------------------

    def weak_sum(self) -> None:
        """`s = 0.0; s += x32[j]`: NumPy's kind, Python's when there is no iteration (D1)."""
        rng, program = self.rng, self.program
        over = [
            a for a in self.scope.arrays if len(a.dims) == 1 and family(a.dtype) in ("int", "float")
        ]
        if not over:
            return
        array, name = rng.choice(over), program.fresh("s")
        start = "0" if family(array.dtype) == "int" or rng.random() < 0.3 else "0.0"
        program.add(f"{name} = {start}")
        with program.block(f"for i in range({array.dims[0]}):"):
            program.add(f"{name} {rng.choice(('+=', '-=', '+='))} {array.name}[i]")
        program.results.append(Result(name, weak=True))

    def late_variable(self) -> None:
        """Assigned in a loop only: unbound afterwards when there was no iteration."""
        program, name = self.program, self.program.fresh("u")
        extent = self.rng.choice(EXTENTS)
        with program.block(f"for i in range({extent}):"):
            self.scope.loops.append(Loop("i", extent))
            program.add(f"{name} = {self.make.of(self.rng.choice(_KINDS), 1)}")
            self.scope.loops.pop()
        program.results.append(Result(name))

    def local_array(self) -> None:
        """An array made inside, filled later, returned."""
        rng, program = self.rng, self.program
        dtype = rng.choice(("float64", "float32", "int32", "uint8", "complex64", "bool", "int64"))
        dims = tuple(rng.choice(EXTENTS) for _ in range(rng.choice((1, 1, 2))))
        shape = f"({', '.join(dims)},)" if len(dims) == 1 else f"({', '.join(dims)})"
        like = [a for a in program.arrays if a.dims == dims and a.dtype == dtype]
        named = f"np.{dtype}" if dtype != "bool" else "np.bool_"
        made = [f"np.zeros({shape}, dtype={named})", f"np.ones({shape}, dtype={named})",
                f"np.full({shape}, {rng.choice(('1', '0'))}, dtype={named})"]  # fmt: skip
        if like:
            made += [f"np.zeros_like({like[0].name})", f"np.full_like({like[0].name}, 1)"]
        if len(dims) == 1 and dtype in ("int64", "float64", "int32", "float32"):
            made += [f"np.arange({dims[0]}, dtype={named})"]
        array = Array(program.fresh("b"), dtype, dims, local=True)
        program.add(f"{array.name} = {rng.choice(made)}")
        program.arrays.append(array)
        self.scope.arrays.append(array)
        program.results.append(Result(array.name))
