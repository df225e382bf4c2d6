"""Annotated loops with data clauses, inspected loops, loops in a row and in each other."""

from expressions import Array
from patterns import INTEGRAL, Patterns


class LoopPatterns(Patterns):
    def some(self) -> None:
        choices = [
            (self.private_array, 3), (self.scalar_clause, 1.5), (self.nested, 2),
            (self.collapsed, 2), (self.inspected, 4), (self.assumed, 0.7), (self.claimed, 1.5),
            (self.induction, 1.5), (self.combined, 1.5), (self.racing, 0.7),
        ]  # fmt: skip
        patterns, weights = zip(*choices, strict=True)
        with self.pattern():
            self.rng.choices(patterns, weights)[0]()

    # ---- clauses --------------------------------------------------------------------------

    def private_array(self) -> None:
        """Scratch of each iteration: filled, perhaps changed, then read."""
        rng, own, inner = self.rng, self.extent(), self.extent()
        w = self.numbers(inner)
        name = w.name
        if rng.random() < 0.3:
            name = self.program.fresh("b")
            self.add(f"{name} = np.zeros({inner}, dtype=np.{w.dtype})")
        y = self.array(w.dtype, own)
        clause, body = rng.choice((
            ("private", self._filled), ("private", self._filled), ("lastprivate", self._filled),
            ("private", self._running), ("firstprivate", self._from_before),
            ("firstprivate", self._changed),
        ))  # fmt: skip
        header = f"for i in {self.counting(own)}"
        if rng.random() < 0.9:  # an extent that the compiler knows to be the array's
            inner = f"len({name})"
        with self.block(f"if {inner} > 2:"):
            with self.parallel(header, f"{clause}({name})", f"{clause} array"):
                body(name, w.dtype, own, inner)
                place = rng.choice(("0", "-1", f"i % {inner}", f"{inner} - 1"))
                if body == self._changed:
                    place = "1"
                self.add(f"{y.name}[i] = {name}[{place}]", f"{clause} array")
            self.result(read := self.program.fresh("c"))
            if rng.random() < 0.6:
                self.add(f"{read} = int(100 if {name}[1] > 3 else 7)")

    def _filled(self, w: str, dtype: str, own: str, inner: str) -> None:
        rng = self.rng
        order = rng.choice((f"range({inner})", f"range({inner} - 1, -1, -1)"))
        with self.block(f"for j in {order}:"):
            self.add(f"{w}[j] = {self.value(dtype, ('i', own), ('j', inner))}")
        if rng.random() < 0.4:
            with self.block(f"if {self.make.condition()}:"):
                self.add(f"{w}[{rng.choice(('0', '2', '-1'))}] = {self.value(dtype, ('i', own))}")
        if rng.random() < 0.4:
            with self.block(f"for j in range(1, {inner}):"):
                self.add(f"{w}[j] = {w}[j - 1] + {w}[j]")

    def _running(self, w: str, dtype: str, own: str, inner: str) -> None:
        self.add(f"{w}[0] = {self.value(dtype, ('i', own))}")
        with self.block(f"for j in range(1, {inner}):"):
            self.add(f"{w}[j] = {self.plain(f'{w}[j - 1]', dtype)}")

    def _from_before(self, w: str, dtype: str, own: str, inner: str) -> None:
        self.add(f"{w}[1] = {self.value(dtype, ('i', own))}")
        if self.rng.random() < 0.5:
            self.add(f"{w}[2] = {w}[0] + {w}[1]")

    def _changed(self, w: str, dtype: str, own: str, inner: str) -> None:
        with self.block(f"for j in range({inner}):"):
            self.add(f"{w}[j] = {self.value(dtype, ('i', own), ('j', inner))}")

    def scalar_clause(self) -> None:
        rng, own = self.rng, self.extent()
        y = self.numbers(own)
        value = lambda: self.value(y.dtype, ("i", own))  # noqa: E731
        t = self.program.fresh("c")
        form = rng.randrange(5)
        clause = ("private", "lastprivate", "lastprivate", "firstprivate", "shared")[form]
        self.add(f"{t} = np.{y.dtype}(3)")
        if form == 0:
            t = self.program.fresh("t")
            self.add(f"{t} = np.{y.dtype}(3)")
        else:
            self.result(t, f"np.{y.dtype}(0)")
        with self.parallel(f"for i in {self.counting(own)}", f"{clause}({t})", f"{clause} scalar"):
            if form == 2:  # the last iteration that assigns decides
                with self.block(f"if i % {rng.choice((2, 3, 5))} == 1:"):
                    self.add(f"{t} = {value()}", f"{clause} scalar")
                self.add(f"{y.name}[i] = {value()}")
                return
            if form < 2:
                self.add(f"{t} = {value()}", f"{clause} scalar")
            self.add(f"{y.name}[i] = {t} + {t}")

    def combined(self) -> None:
        """Reductions by clause: several, conditional, in an inner loop."""
        rng, own, inner = self.rng, self.extent(), self.extent()
        operation = rng.choice(("+", "*", "&", "|", "^", "max", "min", "+"))
        names = [self.program.fresh("c") for _ in range(rng.choice((1, 1, 2)))]
        dtypes = [rng.choice(INTEGRAL) for _ in names]
        for name, dtype in zip(names, dtypes, strict=True):
            self.add(f"{name} = np.{dtype}({rng.randint(0, 9)})")
            self.result(name, f"np.{dtype}(0)")
        clause = f"reduction({operation}: {', '.join(names)})"
        with self.parallel(f"for i in {self.counting(own)}", clause, "reduction clause"):
            for name, dtype in zip(names, dtypes, strict=True):
                value = self.value(dtype, ("i", own))
                text = (f"{name} = {operation}({name}, {value})" if len(operation) > 1
                        else f"{name} {operation}= {value}")  # fmt: skip
                headers = ("", f"if {self.make.condition()}:", "for j in range(i):")
                header = rng.choice((*headers, f"for j in range({inner}):"))
                if not header:
                    self.add(text, "reduction clause")
                    continue
                with self.block(header):
                    self.add(text, "reduction clause")

    def racing(self) -> None:
        """Iterations that meet whatever the data are: an error, with a conflict that is seen."""
        rng, own = self.rng, self.extent()
        y = self.numbers(own)
        ahead, behind = f"{y.name}[1:]", f"{y.name}[:-1]"
        shift = rng.choice((f"{y.name}[i - 1]", f"{y.name}[-1 - i]", f"{y.name}[i // 2]"))
        header, lines = rng.choice((
            (f"range(1, {own})", [f"{y.name}[i] = {self.plain(shift, y.dtype)}"]),
            (f"range({own})", [f"{y.name}[i // 2] = i"]),
            (f"range({own})", [f"{y.name}[0] = i"]),
            (f"range({own})", [f"part = {y.name}[i:i + 2]", "part[0] = i", "part[-1] = -i"]),
            (f"range({own} - 1)", [f"{ahead}[i] = {behind}[i]"]),
            (f"range({own} - 1)", [f"{behind}[i] = {self.plain(f'{ahead}[i]', y.dtype)}"]),
            (f"range({own})", [f"for j in range({own}):", f"    {y.name}[j] = i"]),
        ))  # fmt: skip
        with self.parallel(f"for i in {header}"):
            for line in lines:
                self.add(line)

    # ---- loops in loops -------------------------------------------------------------------

    def nested(self) -> None:
        rng = self.rng
        a = self.numbers(self.extent(), self.extent())
        first, second = a.dims
        inside = [f"range({second})"] * 3
        inside += [
            f"range(i, {second})",
            f"range(min(i, {second}))",
            f"range({second} - 1, -1, -1)",
        ]
        with self.parallel(f"for i in {self.counting(first)}"):
            for _ in range(rng.choice((1, 1, 2))):
                self.directive()
                with self.block(f"for j in {rng.choice(inside)}:", "nested parallel loops"):
                    value = self.value(a.dtype, ("i", first), ("j", second))
                    self.add(f"{a.name}[i, {rng.choice(('j', 'j', '-1 - j'))}] = {value}")

    def collapsed(self) -> None:
        rng = self.rng
        depth = rng.choice((2, 2, 2, 3))
        extent = self.extent()
        dims = [extent, extent if rng.random() < 0.6 else self.extent(), self.extent()][:depth]
        a = self.numbers(*dims)
        inside = [f"range({dims[1]})"]
        if dims[0] == dims[1]:
            inside += [f"range(i, {extent})", "range(i)", "range(i + 1)",
                       f"range(i + 1, {extent})", f"range({extent} - i)"]  # fmt: skip
        header = rng.choice(inside)
        feature = "collapse" if header == inside[0] else "collapse of a triangle"
        loops = [("i", dims[0]), ("j", dims[1]), ("l", dims[-1])][:depth]
        with self.parallel(f"for i in {self.counting(dims[0])}", f"collapse({depth})"):
            with self.block(f"for j in {header}:"):
                element = f"{a.name}[i, j]"
                if depth == 3:
                    element = f"{a.name}[i, j, l]"
                    with self.block(f"for l in range({dims[2]}):"):
                        self.add(f"{element} = {self.value(a.dtype, *loops)}", feature)
                else:
                    if rng.random() < 0.2:
                        element = f"{a.name}[j, i]"
                    self.add(f"{element} = {self.value(a.dtype, *loops)}", feature)

    # ---- what only data decide ------------------------------------------------------------

    def _parameter(self) -> str:
        return self.program.new_parameter("py_int")

    def inspected(self) -> None:
        rng, own = self.rng, self.extent()
        wide = f"(2 * {own} + 1)"
        unique = rng.random() < 0.5
        k = self.array(rng.choice(("int64", "int32")), own, target=own, unique=unique)
        form = rng.randrange(10)
        y = self.numbers(wide if form in (0, 1, 4) else own)
        size, index = y.dims[0], f"{k.name}[i]"
        place = ""
        match form:
            case 0:
                place = f"i * {self._parameter()}"
            case 1:
                place = f"2 * {index} + 1"
            case 2:
                place = f"{k.name}[{index}]"
            case 3:
                place = f"i % {rng.choice(('max(m, 1)', 'max(n, 1)', 'max(k, 1)'))}"
            case 4:
                place = f"i + {index}"
            case 5:
                place = f"i - {self._parameter()}"
            case 6:
                place = f"(i + {self._parameter()}) % {own}"
        header = f"for i in {self.counting(own)}"
        feature = "inspected store" if place else "inspected read"
        value = self.plain(f"{y.name}[{index}]", y.dtype)
        with self.parallel(header):
            if rng.random() < 0.25:
                with self.block(f"if {index} % 3 == 0:"):
                    self.add("continue")
            if not place:
                self.add(f"{y.name}[i] = {value}", feature)
                return
            if rng.random() < 0.6:
                value = self.value(y.dtype, ("i", own))
            guard = f"if -{size} <= {place} < {size}:"
            if rng.random() < 0.5:
                self.add(f"{y.name}[{place}] = {value}", feature)
                return
            with self.block(guard):
                self.add(f"{y.name}[{place}] = {value}", feature)

    def assumed(self) -> None:
        """Facts that hold, so that nothing is tested."""
        rng, own = self.rng, self.extent()
        k = self.array("int64", own, target=own, unique=True)
        y = self.numbers(own)
        with self.parallel(f"for i in {self.counting(own)}", f"assume(unique: {k.name})"):
            value = self.value(y.dtype, ("i", own))
            self.add(f"{y.name}[{k.name}[i]] {rng.choice(('=', '='))} {value}", "assumed fact")

    def claimed(self) -> None:
        """Positions by atomic_add. Which iteration gets which one is open (D12), so that only what
        does not depend on it is kept: their number, and a sum over the elements."""
        rng, own = self.rng, self.extent()
        count = self.array("int64", "2")
        out = self.array("int64", f"(2 * {own} + 4)")
        place, total = self.program.fresh("t"), self.program.fresh("c")
        self.result(total, "np.int64(0)")
        self.add(f"{count.name}[1] = {rng.randint(0, 3)}")
        step = rng.choice((1, 1, 2))
        with self.parallel(f"for i in {self.counting(own)}"):
            with self.block(f"if {self.make.condition()}:" if rng.random() < 0.7 else "if i >= 0:"):
                self.add(f"{place} = pragmac.atomic_add({count.name}, 1, {step})", "atomic_add")
                self.add(f"{out.name}[{place}] = i * 3 + {rng.randint(0, 5)}", "atomic_add")
        with self.block(f"for i in range(len({out.name})):"):
            self.add(f"{total} = ({total} + {out.name}[i] % 1001) % 1000003", "atomic_add")
            self.add(f"{out.name}[i] = 0")

    def induction(self) -> None:
        """A counter that moves by the same amount in each iteration."""
        rng, own = self.rng, self.extent()
        y = self.numbers(f"(2 * {own} + 4)")
        name = self.program.fresh("c")
        self.result(name)
        self.add(f"{name} = {rng.randint(0, 3)}")
        step = rng.choice(("1", "1", "2"))
        before = rng.random() < 0.3
        with self.parallel(f"for i in {self.counting(own)}"):
            if before:
                self.add(f"{name} += {step}", "counter")
            self.add(f"{y.name}[{name}] = {self.value(y.dtype, ('i', own))}", "counter")
            if not before:
                self.add(f"{name} += {step}", "counter")


class TeamPatterns(Patterns):
    """Parallel loops in a row, between which a barrier may or may not be needed."""

    def some(self) -> None:
        with self.pattern():
            self._row()

    def _row(self) -> None:
        rng, own = self.rng, self.extent()
        dtype = rng.choice(("float64", "float32", "int32", "int64"))
        arrays = [self.array(dtype, own) for _ in range(rng.choice((2, 3, 3, 4)))]
        ranges = [f"range({own})"] * 4
        if rng.random() < 0.4:
            ranges += [f"range(1, {own})", f"range({own} - 1)", f"range({own} // 2)",
                       f"range({own} - 1, -1, -1)"]  # fmt: skip
        same = rng.choice(ranges)
        clause = rng.choice(("", "", "", " schedule(dynamic, 1)", " num_threads(2)"))
        shapes = (self._shifted, self._same, self._same, self._halves, self._conditional)
        shape = rng.choice(shapes)
        for number in range(rng.choice((2, 2, 3, 4))):
            self.add("#pragma parallel for" + clause)
            bounds = same if rng.random() < 0.85 else rng.choice(ranges)
            with self.block(f"for i in {bounds}:", *(("loops in a row",) if number else ())):
                (shape if rng.random() < 0.8 else rng.choice(shapes))(arrays, own, number)
            if rng.random() < 0.1:
                self.add(f"assert {own} >= 0")

    def _pick(self, arrays: list[Array]) -> tuple[Array, Array]:
        written = self.rng.choice(arrays)
        return written, self.rng.choice([a for a in arrays if a is not written])

    def _same(self, arrays: list[Array], own: str, number: int) -> None:
        """Iterations of one number meet."""
        written, read = self._pick(arrays)
        value = self.plain(f"{read.name}[i]", read.dtype)
        if self.rng.random() < 0.3:
            value += f" + {written.name}[i]"
        self.add(f"{written.name}[i] = {value}", "row: one number")

    def _shifted(self, arrays: list[Array], own: str, number: int) -> None:
        written, read = self._pick(arrays)
        place = self.rng.choice(("i - 1", f"{own} - 1 - i", "-1 - i", "i // 2", "0"))
        value = self.plain(f"{read.name}[{place}]", read.dtype)
        self.add(f"{written.name}[i] = {value}", "row: shifted")

    def _halves(self, arrays: list[Array], own: str, number: int) -> None:
        """Even and odd elements, or two halves: nothing meets."""
        written, read = arrays[0], arrays[-1]
        places = self.rng.choice((("2 * i", "2 * i + 1"), (f"{own} // 2 + i", "i")))
        place = places[number % 2]
        with self.block(f"if {place} < {own}:"):
            value = self.plain(f"{read.name}[i]", read.dtype)
            self.add(f"{written.name}[{place}] = {value}", "row: apart")

    def _conditional(self, arrays: list[Array], own: str, number: int) -> None:
        written, read = self._pick(arrays)
        with self.block(f"if {read.name}[i] > {self.rng.randint(-2, 3)}:"):
            value = self.plain(f"{read.name}[i]", read.dtype)
            self.add(f"{written.name}[i] = {value}", "row: one number")
