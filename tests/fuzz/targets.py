"""One cell of the coverage table as a statement."""

from coverage import AUGMENTED, Cell, Operator, operators
from kinds import KINDS, dtype_of, family, is_python, result_kind
from program import Program, Result, zero_of


def add_target(program: Program, cell: Cell) -> None:
    """Appends statements in which the cell's operator works on the cell's kind."""
    operator = operators()[cell.operator]
    right = _right_kind(program, operator, cell)
    kinds = (cell.kind, right)[: operator.arity]
    result = result_kind(operator.template, *kinds)
    approximate = operator.approximate(*kinds)
    place = _Target(program, operator, cell, right, result, approximate)
    getattr(place, cell.statement if cell.statement != "return" else "returned")()


def _right_kind(program: Program, operator: Operator, cell: Cell) -> str:
    rng = program.rng
    if operator.arity == 1 or operator.name in ("ternary", "and", "or", "py_max", "py_min"):
        return cell.kind
    if cell.statement == "augment_element" and operator.name in AUGMENTED and is_python(cell.kind):
        return cell.kind
    for _ in range(4):
        right = cell.kind if rng.random() < 0.6 else rng.choice(KINDS)
        result = result_kind(operator.template, cell.kind, right)
        narrow = cell.statement == "augment_element" and operator.name in AUGMENTED
        if narrow and result is not None and _rank(result) > _rank(cell.kind):
            continue
        if cell.statement == "subscript" and result and family(result) == "complex":
            continue
        if family(right) == "complex" and not operator.complexes:
            continue
        if result is not None and (operator.name != "make_complex" or family(right) != "complex"):
            return right
    return cell.kind


def _rank(kind: str) -> int:
    return ("bool", "int", "float", "complex").index(family(kind))


class _Target:
    """The statement kinds, each a method."""

    def __init__(
        self, program: Program, operator: Operator, cell: Cell, right: str, result: str,
        approximate: bool,
    ):  # fmt: skip
        self.program, self.operator, self.cell = program, operator, cell
        self.right, self.result, self.is_approximate = right, result, approximate
        for kind in {cell.kind, right}:
            self._provide(kind)

    def _provide(self, kind: str) -> None:
        """Makes sure, mostly, that some variable has the operand's kind."""
        program = self.program
        known = [a.dtype for a in program.scope.arrays] + list(program.scope.scalars.values())
        if kind in known or program.rng.random() < 0.3:
            return
        if is_python(kind):
            program.new_parameter(kind)
        else:
            program.new_array(kind, 1)

    def text(self) -> str:
        return self.program.expressions.apply(self.operator, self.cell.kind, self.right)

    def add(self, text: str) -> None:
        self.program.add(text, self.cell)

    def sink(self) -> str:
        program = self.program
        if program.scope.parallel:
            return program.fresh("t")
        if self.is_approximate or program.rng.random() < 0.5:
            return program.sink(self.result, self.is_approximate)
        return program.variable(self.result)

    def keep(self, name: str) -> None:
        """In a parallel loop a value is private: an element of an own array keeps it."""
        if self.program.scope.parallel:
            array = self.program.writable_array(dtype_of(self.result), self.is_approximate)
            self.program.add(f"{self.element(array)} = {name}")

    def element(self, array) -> str:
        return self.program.expressions.element(array)

    def assign(self) -> None:
        text, name = self.text(), self.sink()
        self.add(f"{name} = {text}")
        self.keep(name)

    def augment(self) -> None:
        program, operator = self.program, self.operator
        plain = operator.name in AUGMENTED
        if plain:
            left, right = self._operands()
            start, symbol = left, AUGMENTED[operator.name]
        else:
            start_kind = self.result if self.result != "py_bool" else "py_int"
            right, symbol, start = self.text(), "+=", zero_of(start_kind)
            self.result = result_kind("{0} + {1}", start_kind, self.result) or start_kind
        name = program.fresh("t") if program.scope.parallel else (
            program.sink(self.result, self.is_approximate)
        )  # fmt: skip
        program.add(f"{name} = {start}")
        self.add(f"{name} {symbol} {right}")
        self.keep(name)

    def _operands(self) -> tuple[str, str]:
        """The two sides of the operator, guarded as in a plain expression."""
        split = Operator(self.operator.name, "{0}\0{1}", self.operator.function)
        left, right = self.program.expressions.apply(split, self.cell.kind, self.right).split("\0")
        return left, right

    def store(self) -> None:
        array = self.program.writable_array(dtype_of(self.result), self.is_approximate)
        text = self.text()
        self.add(f"{self.element(array)} = {text}")

    def augment_element(self) -> None:
        program, cell = self.program, self.cell
        if self.operator.name not in AUGMENTED:
            array = program.writable_array(dtype_of(self.result), self.is_approximate)
            element, text = self.element(array), self.text()
            if self.is_approximate:
                program.add(f"{element} = 0")
            self.add(f"{element} += {text}")
            return
        dtype = dtype_of(cell.kind)
        self.is_approximate = self.operator.approximate(dtype, self.right)
        array = program.writable_array(dtype, self.is_approximate)
        left, right = self._operands()
        element = self.element(array)
        if self.is_approximate or program.rng.random() < 0.5:
            program.add(f"{element} = {left}")
        self.add(f"{element} {AUGMENTED[self.operator.name]} {right}")

    def condition(self) -> None:
        program = self.program
        text = self.text()
        if self.is_approximate and family(self.result) == "float":
            text = f"({text}) > 0.7371"
        if program.rng.random() < 0.2 and not program.scope.parallel:
            counter = program.fresh("w")
            program.add(f"{counter} = 0")
            with program.block(f"while {counter} < 3 and ({text}):", self.cell):
                program.add(f"{counter} += 1")
            program.results.append(Result(counter))
            program.prologue.append(f"{counter} = 0")
            return
        with program.block(f"if {text}:", self.cell):
            self._mark()
        if program.rng.random() < 0.5:
            with program.block("else:"):
                self._mark()

    def _mark(self) -> None:
        """Something visible that tells which branch ran."""
        program = self.program
        if program.scope.parallel:
            array = program.writable_array("int32")
            program.add(f"{self.element(array)} = {program.rng.randint(1, 99)}")
        else:
            name = program.variable("py_int")
            program.add(f"{name} = ({name} * 3 + {program.rng.randint(1, 9)}) % 1000")

    def subscript(self) -> None:
        program = self.program
        arrays = [
            a for a in program.scope.arrays
            if a.dims and a.name not in program.scope.private and not a.approximate
        ]  # fmt: skip
        array = program.rng.choice(arrays) if arrays else program.new_array("int32", 1)
        if program.scope.parallel:
            array = program.new_array("int32", 1)
        text = self.text()
        match family(self.result):
            case "float":
                shifted = f"{text} + 0.37" if self.is_approximate else text
                first = f"int(min(50.0, max(-50.0, {shifted}))) % {array.dims[0]}"
            case "bool":
                first = f"int({text}) % {array.dims[0]}"
            case _:
                first = f"({text}) % {array.dims[0]}"
        rest = [program.expressions.index(extent) for extent in array.dims[1:]]
        self.result, self.is_approximate = array.dtype, False
        name = self.sink()
        self.add(f"{name} = {array.name}[{', '.join([first, *rest])}]")
        self.keep(name)

    def argument(self) -> None:
        program = self.program
        other = program.expressions.leaf("py_int")
        text, name = self.text(), self.sink()
        self.add(f"{name} = {program.helper()}({text}, {other})")
        self.keep(name)

    def returned(self) -> None:
        self.program.results.append(Result(self.text(), self.is_approximate, cells=(self.cell,)))
