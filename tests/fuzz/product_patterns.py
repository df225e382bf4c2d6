"""Sums over an index that rows and columns have in common, in three loops.

On the CPU several rows and columns run together, the loop inside in blocks: with `--width` after
every third iteration. What is computed of a row, or in front of the sum, must be what it was.
"""

from expressions import Array
from patterns import INTEGRAL, Patterns

_DTYPES = ("float64", "float64", "float32", "int64", "int32")


class ProductPatterns(Patterns):
    """Rows of `c` from rows or columns of `a` and rows of `b`."""

    def some(self) -> None:
        with self.pattern():
            rng = self.rng
            dtype = rng.choice(_DTYPES)
            rows, width, depth = self.extent(), self.extent(), self.extent()
            c = self.array(dtype, rows, width)
            a = self.array(dtype, *((rows, depth) if rng.random() < 0.7 else (depth, rows)))
            b = self.array(dtype, depth, width)
            a_element = f"{a.name}[i, l]" if a.dims[0] == rows else f"{a.name}[l, i]"
            with self.parallel(f"for i in {self.counting(rows)}"):
                if rng.random() < 0.4:
                    with self.block(f"for j in range({width}):"):
                        self.add(f"{c.name}[i, j] = {self.plain(f'{c.name}[i, j]', dtype)}")
                form = rng.choice((self._in_place, self._by_element, self._by_element))
                form(c, b, a_element, depth)

    def _row_value(self, element: str, dtype: str) -> str:
        return self.rng.choice((element, self.plain(element, dtype), f"{element} * {element}"))

    def _depth(self, depth: str) -> str:
        return self.rng.choice(
            (f"range({depth})",) * 4
            + (f"range({depth} - 1, -1, -1)", f"range(1, {depth})", f"range(0, {depth}, 2)")
        )

    def _in_place(self, c: Array, b: Array, element: str, depth: str) -> None:
        """One row of `b` after the other is added to a row of `c`."""
        s = self.program.fresh("t")
        with self.block(f"for l in {self._depth(depth)}:"):
            self.add(f"{s} = {self._row_value(element, c.dtype)}")
            with self.block(f"for j in range({c.dims[1]}):"):
                operator = self.rng.choice(("+=", "+=", "-="))
                self.add(f"{c.name}[i, j] {operator} {s} * {b.name}[l, j]", "product: in place")

    def _by_element(self, c: Array, b: Array, element: str, depth: str) -> None:
        rng, width = self.rng, c.dims[1]
        s, t = self.program.fresh("t"), self.program.fresh("t")
        columns = [f"range({width})"] * 3
        if c.dims[0] == width:
            columns += [f"range(i, {width})", "range(i + 1)", f"range(i + 1, {width})"]
        with self.block(f"for j in {rng.choice(columns)}:"):
            start = rng.choice(("0", f"{c.name}[i, j]", f"{c.name}[i, j] * 3"))
            self.add(f"{s} = {start}")
            if rng.random() < 0.2:
                with self.block(f"if {b.name}[0, j] > {c.name}[i, j]:" if rng.random() < 0.5
                                else "if i > 2:"):  # fmt: skip
                    self.add(f"{s} = {c.name}[i, j]")
            second = rng.random() < 0.3
            if second:
                self.add(f"{t} = {c.name}[i, j]")
            if c.dtype in INTEGRAL and rng.random() < 0.5:  # no order shows in these
                self.add("#pragma simd")
            with self.block(f"for l in {self._depth(depth)}:"):
                value = f"{self._row_value(element, c.dtype)} * {b.name}[l, j]"
                self.add(f"{s} {rng.choice(('+=', '+=', '-='))} {value}", "product: by element")
                if second:
                    self.add(f"{t} = max({t}, {b.name}[l, j])")
            if second:
                self.add(f"{s} = {s} + {t}")
            if rng.random() < 0.2:
                with self.block(f"if {c.name}[i, j] > 1:"):
                    self.add(f"{c.name}[i, j] = {s}")
            else:
                self.add(f"{c.name}[i, j] = {s}")
