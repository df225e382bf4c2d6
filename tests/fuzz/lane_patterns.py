"""Rows that the lanes of a worker share out: `simd` loops in a row inside of a parallel one.

Integers wrap and are combined exactly, so that no order of the lanes may show. Loops read rows at
other places than they write them, values that one lane stores, and what an earlier round left.
"""

from expressions import Array
from patterns import INTEGRAL, Patterns


class LanePatterns(Patterns):
    """Statements that lanes run alike, apart, or one for all."""

    def some(self) -> None:
        with self.pattern():
            self._rows()

    def _rows(self) -> None:
        rng, own, width = self.rng, self.extent(), self.extent()
        dtype = rng.choice(INTEGRAL)
        rows = [self.array(dtype, own, width) for _ in range(rng.choice((2, 2, 3)))]
        one = self.array(dtype, own)
        with self.parallel(f"for i in range({own})"):
            for _ in range(rng.choice((2, 3, 3, 4))):
                self._statement(rows, one, width)

    def _statement(self, rows: list[Array], one: Array, width: str, inside: bool = False) -> None:
        rng = self.rng
        kind = rng.random()
        if kind < 0.5:
            self._loop(rows, one, width)
        elif kind < 0.7:
            form = rng.choice((self._combined, self._combined, self._chosen, self._running))
            form(rows, one, width)
        elif kind < 0.85 or inside:
            self._one_for_all(rows, one, width)
        elif kind < 0.93:
            with self.block(f"for u in range({rng.choice((2, 3))}):", "lanes: rounds"):
                for _ in range(2):
                    self._statement(rows, one, width, inside=True)
        else:
            with self.block(f"if {one.name}[i] > {rng.choice((0, 3))}:", "lanes: a branch"):
                self._statement(rows, one, width, inside=True)

    def _place(self, width: str) -> str:
        """An index of a row: the loop's own mostly, else another lane's."""
        return self.rng.choice(
            ("j", "j", "j", f"{width} - 1 - j", "j - 1", f"(j + 1) % {width}", "-1 - j", "0")
        )

    def _simd(self) -> None:
        lanes = self.rng.choice(("", "", "(4)", "(8)", "(2)", "(1)"))
        if self.rng.random() < 0.85:  # else a loop that needs no permission
            self.add(f"#pragma simd{lanes}")

    def _loop(self, rows: list[Array], one: Array, width: str) -> None:
        rng = self.rng
        written = rng.choice(rows)
        read = rng.choice([a for a in rows if a is not written])
        bounds = rng.choice((width, width, width, f"1, {width}", f"{width} - 1", f"0, {width}, 2"))
        self._simd()
        with self.block(f"for j in range({bounds}):", "lanes: a loop"):
            value = self.plain(f"{read.name}[i, {self._place(width)}]", written.dtype)
            if rng.random() < 0.3:
                value += f" + {one.name}[i]"
            operator = rng.choice(("=", "=", "+=", "^="))
            place = rng.choice(("j", "j", f"{width} - 1 - j"))
            line = f"{written.name}[i, {place}] {operator} {value}"
            if rng.random() < 0.25:
                with self.block(f"if {read.name}[i, j] > 1:"):
                    self.add(line)
            else:
                self.add(line)

    def _combined(self, rows: list[Array], one: Array, width: str) -> None:
        rng = self.rng
        read, s = rng.choice(rows), self.program.fresh("t")
        form = rng.choice(("{s} += {x}", "{s} = max({s}, {x})", "{s} ^= {x}", "{s} *= {x}",
                           "{s} -= {x}", "{s} = np.minimum({s}, {x})"))  # fmt: skip
        self.add(f"{s} = {one.name}[i]")
        self._simd()
        with self.block(f"for j in range({width}):", "lanes: a sum"):
            self.add(form.format(s=s, x=f"{read.name}[i, {self._place(width)}]"))
        self.add(f"{one.name}[i] = {s}")

    def _chosen(self, rows: list[Array], one: Array, width: str) -> None:
        """A last value, or the position of an extremum."""
        rng, read = self.rng, self.rng.choice(rows)
        k, m = self.program.fresh("t"), self.program.fresh("t")
        element = f"{read.name}[i, {self._place(width)}]"
        self.add(f"{k}, {m} = {rng.choice((0, -1))}, {one.name}[i]")
        self._simd()
        with self.block(f"for j in range({rng.choice((width, f'{width} - 1, -1, -2'))}):",
                        "lanes: a choice"):  # fmt: skip
            if rng.random() < 0.3:
                self.add(f"{m} = {element}")
            else:
                cond = rng.choice((f"{element} > {m}", f"{element} < {m}", f"{element} > 1"))
                with self.block(f"if {cond}:"):
                    self.add(f"{m} = {element}")
                    self.add(f"{k} = j")
        self.add(f"{one.name}[i] = {m}")
        with self.block(f"if {k} % 3 == 1:"):
            self.add(f"{one.name}[i] = {m} + 1")

    def _running(self, rows: list[Array], one: Array, width: str) -> None:
        """A value that grows from iteration to iteration, and what each of them sees of it."""
        rng, s = self.rng, self.program.fresh("t")
        written, read = rng.choice(rows), rng.choice(rows)
        operator = rng.choice(("+", "+", "^", "*", "|"))
        element = self.plain(f"{read.name}[i, j]", read.dtype)
        update, use = f"{s} = {s} {operator} {element}", f"{written.name}[i, j] = {s}"
        self.add(f"{s} = {one.name}[i]")
        with self.block(f"for j in range({width}):", "lanes: running values"):
            for line in rng.choice(((update, use), (update, use), (use, update))):
                self.add(line)
        self.add(f"{one.name}[i] = {s}")

    def _one_for_all(self, rows: list[Array], one: Array, width: str) -> None:
        rng = self.rng
        row = rng.choice(rows)
        with self.block(f"if {width} > 2:"):
            element = f"{row.name}[i, {rng.choice(('0', '1', '-1'))}]"
            line = rng.choice((f"{one.name}[i] = {element}", f"{element} += {one.name}[i]"))
            self.add(line, "lanes: one for all")
