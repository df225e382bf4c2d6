"""Annotated loops through views: rows, slices and slices of slices under names of their own, passed
to functions, iterated, written through, updated by atomics and reduced by clause."""

from expressions import Array
from patterns import INTEGRAL, Patterns


class ViewPatterns(Patterns):
    def some(self) -> None:
        choices = [
            (self.rows, 3), (self.blocks, 3), (self.parts, 3), (self.iterated, 2),
            (self.reduced, 1.5), (self.counted, 1.5), (self.passed, 2),
        ]  # fmt: skip
        patterns, weights = zip(*choices, strict=True)
        with self.pattern():
            self.rng.choices(patterns, weights)[0]()

    # ---- slices ---------------------------------------------------------------------------

    def view(self, name_of: str, features: tuple[str, ...] = ()) -> str:
        """A name for a view."""
        name = self.program.fresh("part")
        self.add(f"{name} = {name_of}", *features)
        return name

    def bounds(self, extent: str, index: str = "") -> tuple[str, str]:
        """Text between the brackets, and the feature it shows."""
        rng = self.rng
        low, high = str(rng.randint(0, 3)), str(rng.randint(1, 9))
        negative, below = str(-rng.randint(1, 3)), str(-rng.randint(2, 30))
        choices = [
            (f"{low}:", "slice"), (f"{low}:{extent}", "slice"), (f":{high}", "slice clamps"),
            (f"{low}:{negative}", "slice from the end"), (f"{negative}:", "slice from the end"),
            (f"{below}:{high}", "slice clamps"), (f"{extent} // 2:", "slice"),
            (f":{extent} // 2", "slice"), (f":{extent} + {low}", "slice clamps"),
            ("::2", "slice with a step"), ("1::2", "slice with a step"),
            (f"{low}::3", "slice with a step"), ("::-1", "slice backwards"),
            (f"{high}:{low}:-1", "slice backwards"), ("::-2", "slice backwards"),
            (f"{negative}::-2", "slice backwards"), (f"{below}:{high}:2", "slice with a step"),
        ]  # fmt: skip
        if index:
            choices += [(f"{index}:", "slice by the index"), (f":{index}", "slice by the index"),
                        (f"{index} - 1:", "slice by the index")]  # fmt: skip
        return rng.choice(choices)

    def sliced(self, text: str, extent: str, index: str = "") -> str:
        """A view of a view with one dimension, once or twice sliced."""
        name = text
        for depth in range(self.rng.choice((1, 1, 2, 3))):
            between, feature = self.bounds(extent, index if not depth else "")
            feats = (feature, "slice of a slice") if depth else (feature,)
            name = self.view(f"{name}[{between}]", feats)
        return name

    # ---- rows in the loop -----------------------------------------------------------------

    def _row(self, a: Array, rows: str) -> tuple[str, str]:
        """A part of a matrix that only iteration i has, and the extent of its dimension."""
        rng, (first, second) = self.rng, a.dims
        if rows == "first":
            index = rng.choice(("i", "i", "-1 - i", f"{first} - 1 - i", f"i - {first}"))
            between, feature = self.bounds(second, rng.choice(("", "i")))
            forms = [(f"{a.name}[{index}]", "row"), (f"{a.name}[{index}, {between}]", feature),
                     (f"{a.name}[{index}][{between}]", feature),
                     (f"{a.name}[{index}, ...]", "row")]  # fmt: skip
        else:
            between, feature = self.bounds(first)
            forms = [
                (f"{a.name}[:, i]", "column"),
                (f"{a.name}[{between}, i]", feature),
                (f"{a.name}[..., i]", "column"),
                (f"{a.name}[::-1, -1 - i]", "column"),
            ]
        text, feature = rng.choice(forms)
        return self.view(text, (feature,)), second if rows == "first" else first

    def rows(self) -> None:
        """Every iteration has a row or a column."""
        rng = self.rng
        a = self.numbers(self.extent(), self.extent())
        rows = rng.choice(("first", "first", "second"))
        own = a.dims[0] if rows == "first" else a.dims[1]
        y = self.array(a.dtype, own)
        with self.parallel(f"for i in {self.counting(own)}"):
            row, extent = self._row(a, rows)
            if rng.random() < 0.4:
                row = self.sliced(row, extent)
            self._write(row, a.dtype, own, extent)
            if rng.random() < 0.4:
                self.call(row, a.dtype)
            if rng.random() < 0.5:
                self.program.helpers.add("total")
                self.add(f"{y.name}[i] = total({row})", "view passed")

    def _write(self, view: str, dtype: str, own: str, extent: str) -> None:
        with self.block(f"for j in range(len({view})):"):
            value = self.value(dtype, ("i", own), ("j", extent))
            symbol = self.rng.choice(("=", "=", "+=")) if dtype != "uint64" else "="
            self.add(f"{view}[j] {symbol} {value}", "write through a view")
        if self.rng.random() < 0.3:
            with self.block(f"if len({view}) > 0:"):
                self.add(f"{view}[-1] = {self.value(dtype, ('i', own))}", "write through a view")

    def call(self, view: str, dtype: str) -> None:
        name = self.rng.choice(("scale", "running", "inner", "ends"))
        self.program.helpers.add(name)
        self.add(f"{name}({view}, 3)" if name == "scale" else f"{name}({view})", "view passed")

    def blocks(self) -> None:
        """Every iteration has a slice of one array whose bounds its number decides."""
        rng, extent = self.rng, self.extent()
        size = rng.choice((extent, f"(2 * {extent})", f"({extent} + 1)"))
        a, x = self.numbers(size), None
        if rng.random() < 0.4:
            x = self.array(a.dtype, size)
        width = rng.choice((1, 2, 2, 3))
        forms = [f"{width} * i:{width} * i + {width}", f"i * {width}:(i + 1) * {width}", "i:i + 1",
                 "i - 1:i", "-1 - i:", f"{size} - 1 - i:{size} - i", f"i::{extent}",
                 f"i::{width}", f"{width} * i + {width} - 1:{width} * i - 1:-1"]  # fmt: skip
        weights = [4, 4, 2, 2, 0.3, 2, 0, 0.4, 1]
        with self.parallel(f"for i in {self.counting(extent)}"):
            between = rng.choices(forms, weights)[0]
            part = self.view(f"{a.name}[{between}]", ("slice by the index",))
            if x:
                other = self.view(f"{x.name}[{between}]", ("slice by the index",))
                with self.block(f"for j in range(min(len({part}), len({other}))):"):
                    value = self.plain(f"{other}[j]", a.dtype)
                    self.add(f"{part}[j] = {value}", "write through a view")
            else:
                self._write(part, a.dtype, extent, size)

    # ---- views in front of the loop -------------------------------------------------------

    def parts(self) -> None:
        """Parts of one array or of two, one written, the other read."""
        rng = self.rng
        a = self.numbers(self.extent())
        (extent,) = a.dims
        b = a if rng.random() < 0.55 else self.array(a.dtype, extent)
        apart = (
            (f"{a.name}[:{extent} // 2]", f"{b.name}[{extent} // 2:]"),
            (f"{a.name}[{extent} // 2:]", f"{b.name}[:{extent} // 2]"),
            (f"{a.name}[::2]", f"{b.name}[1::2]"),
            (f"{a.name}[1::2]", f"{b.name}[::2]"),
            (f"{a.name}[::2]", f"{b.name}[::-1][{extent} % 2 * -1 + 1::2]"),
        )
        if b is a and rng.random() < 0.8:
            texts = rng.choice(apart)
            written, read = (self.view(t, ("slice",)) for t in texts)
        else:
            written, read = (self.sliced(x.name, extent) for x in (a, b))
        with self.parallel(f"for i in range(min(len({written}), len({read})))", "", "two views"):
            value = self.plain(f"{read}[i]", a.dtype)
            self.add(f"{written}[i] = {value}", "write through a view")

    def iterated(self) -> None:
        """Rows as loop variables."""
        rng = self.rng
        a = self.numbers(self.extent(), self.extent())
        own, inner = a.dims
        y = self.array(a.dtype, own)
        self.program.helpers |= {"total", "scale"}
        form = rng.randrange(5)
        over = a.name if rng.random() < 0.6 else f"{a.name}[{self.bounds(own)[0]}]"
        row, other, e = (self.program.fresh(prefix) for prefix in ("row", "row", "e"))
        if form == 0:
            with self.parallel(f"for {row} in {over}", "", "rows iterated"):
                self._each(a, row)
        elif form == 1:
            with self.parallel(f"for i, {row} in enumerate({over})", "", "rows iterated"):
                self.add(f"{y.name}[i] = total({row}[{self.bounds(inner)[0]}])", "view passed")
        elif form == 2:
            b = self.array(a.dtype, own, inner)
            header = f"for {row}, {other} in zip({a.name}, {b.name}[::-1])"
            with self.parallel(header, "", "rows iterated"):
                with self.block(f"for j in range(len({row})):"):
                    value = self.plain(f"{other}[-1 - j]", a.dtype)
                    self.add(f"{row}[j] = {value}", "write through a view")
        elif form == 3:
            part = self.view(f"{a.name}[:, {self.bounds(inner)[0]}]", ("slice",))
            with self.parallel(f"for {row} in {part}", "", "rows iterated"):
                self._each(a, row)
                self.add(f"scale({row}, 2)", "view passed")
        else:
            name = self.program.fresh("c")
            self.result(name)
            with self.parallel(f"for {row} in {over}", "", "rows iterated"):
                with self.block(f"for {e} in {row}:", "view iterated"):
                    with self.block(f"if {e} > {rng.randint(0, 3)}:"):
                        self.add(f"{name} += 1")

    def _each(self, a: Array, row: str) -> None:
        with self.block(f"for j in range({row}.shape[0]):"):
            self.add(f"{row}[j] = {self.plain(f'{row}[j]', a.dtype)}", "write through a view")

    # ---- combined through views -----------------------------------------------------------

    def reduced(self) -> None:
        rng, inner = self.rng, self.extent()
        dtype = rng.choice((*INTEGRAL, "float64"))
        y = self.array(dtype, "3", inner) if rng.random() < 0.3 else self.array(dtype, inner)
        text = f"{y.name}[{rng.choice(('0', '1', '-1'))}]" if len(y.dims) == 2 else y.name
        acc = self.sliced(text, inner)
        own, operation = self.extent(), rng.choice(("+", "+", "max", "min", "^", "|"))
        if dtype == "float64":
            operation = rng.choice(("max", "min"))
        with self.parallel(f"for i in {self.counting(own)}", f"reduction({operation}: {acc})"):
            with self.block(f"for j in range(len({acc})):"):
                value = self.value(dtype, ("i", own), ("j", inner))
                new = (f"{acc}[j] = {operation}({acc}[j], {value})" if len(operation) > 1
                       else f"{acc}[j] {operation}= {value}")  # fmt: skip
                self.add(new, "view reduced by clause")

    def counted(self) -> None:
        rng, inner, own = self.rng, self.extent(), self.extent()
        dtype = rng.choice(INTEGRAL)
        y = self.array(dtype, "2", inner) if rng.random() < 0.4 else self.array(dtype, inner)
        text = f"{y.name}[{rng.choice(('0', '1', '-1'))}]" if len(y.dims) == 2 else y.name
        counts = self.sliced(text, inner)
        holder = self.array("int64", own, target=inner)
        place = rng.choice((f"i % max(len({counts}), 1)", f"{holder.name}[i]", "-1 - i // 2",
                            f"{holder.name}[i] // 2"))  # fmt: skip
        with self.parallel(f"for i in {self.counting(own)}"):
            with self.block(f"if {place} < len({counts}) and -len({counts}) <= {place}:"):
                self.add("#pragma atomic")
                symbol = rng.choice(("+=", "+=", "-=", "|=", "^="))
                value = self.value(dtype, ("i", own))
                self.add(f"{counts}[{place}] {symbol} {value}", "view updated by atomics")

    def passed(self) -> None:
        """Views as arguments of functions with loops of their own."""
        rng, own = self.rng, self.extent()
        a = self.numbers(own, self.extent())
        b = self.array(a.dtype, *a.dims)
        self.program.helpers |= {"copied", "scale", "running"}
        if rng.random() < 0.5:
            part, other = (f"{x.name}[{rng.choice(('0', '-1', '1'))}]" for x in (a, b))
            with self.block(f"if {own} > 1:"):
                between = self.bounds(a.dims[1])[0]
                self.add(f"copied({part}[{between}], {other}[{between}])", "view passed")
                self.add(f"copied({part}, {other}[::-1])", "view passed")
            return
        with self.parallel(f"for i in {self.counting(own)}", "", "nested parallel loops"):
            between = self.bounds(a.dims[1], "i")[0]
            self.add(f"copied({a.name}[i, {between}], {b.name}[i][{between}])", "view passed")
            self.call(f"{a.name}[i]", a.dtype)
