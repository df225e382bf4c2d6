"""Typed random expressions: text together with the kind that CPython gives it.

Every choice asks kinds.result_kind, so the generator holds no promotion rules of its own. Operators
with approximate results (D9) are left to the statements that store their result directly.
"""

import dataclasses
import random

from coverage import Operator, operators
from kinds import INTEGERS, PYTHON, conversion, family, is_python, result_kind

_EXACT_BINARY = ("add", "sub", "mul", "div", "floor_div", "mod", "bit_and", "bit_or", "bit_xor",
                 "shl", "shr", "np_max", "np_min", "py_max", "py_min", "pow")  # fmt: skip
_COMPARISONS = ("eq", "ne", "lt", "le", "gt", "ge")
_SIGN_READERS = ("copysign", "signbit")  # their last argument's sign
_SMALL_KINDS = ("py_int", "py_float", "float64", "int64", "float32", "int32", "uint8")


@dataclasses.dataclass
class Array:
    """An array variable; `dims` are extents as Python text, `target` says what its values index."""

    name: str
    dtype: str
    dims: tuple[str, ...]
    approximate: bool = False
    target: str = ""  # its elements are indices into a dimension of this extent
    unique: bool = False  # a target's elements are a permutation
    local: bool = False
    layout: str = "C"


@dataclasses.dataclass
class Loop:
    """A loop whose variable runs over 0 <= name < extent."""

    name: str
    extent: str


@dataclasses.dataclass
class Scope:
    """What an expression may read at a point of the program."""

    arrays: list[Array] = dataclasses.field(default_factory=list)
    scalars: dict[str, str] = dataclasses.field(default_factory=dict)  # name -> kind
    loops: list[Loop] = dataclasses.field(default_factory=list)
    private: set[str] = dataclasses.field(default_factory=set)  # arrays owned per iteration
    parallel: str = ""  # the variable of the enclosing parallel loop


class Expressions:
    def __init__(self, rng: random.Random, scope: Scope):
        self.rng, self.scope = rng, scope

    # ---- subscripts -----------------------------------------------------------------------

    def index(self, extent: str) -> str:
        """An index into a dimension; in range but for a few per cent."""
        rng, draw = self.rng, self.rng.random()
        inside = [loop.name for loop in self.scope.loops if loop.extent == extent]
        if inside and draw < 0.5:
            return rng.choice(inside)
        if inside and draw < 0.7:
            v = rng.choice(inside)
            return rng.choice((
                f"{extent} - 1 - {v}", f"{v} - 1", f"-1 - {v}", f"{v} // 2", f"{v} - {extent}",
                f"({v} * {rng.randint(2, 5)} + {rng.randint(0, 9)}) % {extent}", f"-{v}",
                f"{v} - {v} % 2", f"{v} * 3 // 4",
            ))  # fmt: skip
        if draw < 0.8:
            holders = [a for a in self.scope.arrays if a.target == extent]
            if holders:
                return self.element(rng.choice(holders))
        if self.scope.loops and draw < 0.88:
            return f"{rng.choice(self.scope.loops).name} % {extent}"
        if draw < 0.9 or not inside:
            return f"({self.of('py_int', 1)}) % {extent}"
        if draw < 0.97:
            return rng.choice(("0", "-1", f"{extent} - 1"))
        return f"{rng.choice(inside)} {rng.choice(('+ 1', '* 2', '- 2', '+ 5'))}"

    def element(self, array: Array) -> str:
        if not array.dims:
            return f"{array.name}[()]"
        indices = [self.index(extent) for extent in array.dims]
        if array.name in self.scope.private:
            indices[0] = self.scope.parallel
        if len(indices) == 2 and self.rng.random() < 0.1:
            return f"{array.name}[{indices[0]}][{indices[1]}]"
        return f"{array.name}[{', '.join(indices)}]"

    # ---- leaves ---------------------------------------------------------------------------

    def literal(self, kind: str) -> str:
        rng = self.rng
        match family(kind):
            case "bool":
                text = rng.choice(("True", "False"))
            case "int":
                text = str(rng.choice((0, 1, 2, 3, 5, 7, 11, 100, rng.randint(0, 120))))
            case "float":
                text = rng.choice(("0.5", "1.0", "2.0", "0.1", "3.25", "1e3", "0.0"))
            case _:
                text = rng.choice(("1j", "(0.5+2j)", "(1-1j)"))
        return text if is_python(kind) else f"{conversion(kind)}({text})"

    def leaf(self, kind: str, vary: bool = False) -> str:
        """A variable, element or literal of exactly this kind; `vary` avoids literals."""
        rng, scope = self.rng, self.scope
        found = [n for n, k in scope.scalars.items() if k == kind]
        if kind == "py_int":
            found += [loop.name for loop in scope.loops] * 2
        arrays = [a for a in scope.arrays if a.dtype == kind and not a.approximate]
        if arrays and (not found or rng.random() < 0.6):
            return self.element(rng.choice(arrays))
        if found and (vary or rng.random() < 0.75):
            return rng.choice(found)
        return self.converted(kind) if vary and rng.random() < 0.8 else self.literal(kind)

    def converted(self, kind: str) -> str:
        """A value of the kind made from some other variable by a conversion that cannot fail."""
        wanted = family(kind)
        source = {"int": "int8", "float": "float32", "complex": "complex64"}.get(wanted, "bool")
        arrays = [a for a in self.scope.arrays if not a.approximate and not a.target]
        arrays = [a for a in arrays if family(a.dtype) == wanted] or [
            a for a in arrays if a.dtype == source
        ]
        if not arrays or (wanted == "int" and "int8" not in {a.dtype for a in arrays}):
            return self.literal(kind)
        if wanted == "int":
            arrays = [a for a in arrays if a.dtype == "int8"]
        text = self.element(self.rng.choice(arrays))
        if kind in ("py_int", "uint8", "uint16", "uint32", "uint64"):
            text = f"int({text}) & 63"
        return f"{conversion(kind)}({text})"

    def some_kind(self) -> str:
        """A kind for an operand, mostly one that some variable has."""
        if self.rng.random() < 0.2:
            return self.rng.choice(_SMALL_KINDS)
        arrays = [a.dtype for a in self.scope.arrays if not a.approximate]
        found = [*arrays, *self.scope.scalars.values()]
        found = [k for k in found if family(k) != "complex"]
        return self.rng.choice(found) if found else "py_int"

    # ---- operators ------------------------------------------------------------------------

    def of(self, kind: str, depth: int) -> str:
        """An expression of exactly this kind, in parentheses where it is compound."""
        if depth <= 0 or self.rng.random() < 0.25:
            return self.leaf(kind)
        for _ in range(6):
            text = self._operation(kind, depth)
            if text:
                return f"({text})"
        return self.leaf(kind)

    def _operation(self, kind: str, depth: int) -> str | None:
        rng = self.rng
        draw = rng.random()
        if draw < 0.08:
            other = self.of(kind, depth - 1)
            return f"{self.leaf(kind)} if {self.condition(depth - 1)} else {other}"
        if draw < 0.16 and family(kind) != "complex":
            return self._unary(kind, depth)
        if family(kind) == "bool":
            return self._comparison(kind, depth)
        operator = operators()[rng.choice(_EXACT_BINARY)]
        left = kind if rng.random() < 0.7 else rng.choice((*_SMALL_KINDS, kind))
        right = kind if rng.random() < 0.5 else rng.choice(("py_int", "py_float", *_SMALL_KINDS))
        if rng.random() < 0.3:
            right = self._literal_kind(kind)
        if operator.name in ("py_max", "py_min"):
            if family(kind) == "complex":
                return None
            left = right = kind
        if result_kind(operator.template, left, right) != kind:
            return None
        if operator.approximate(left, right):
            return None
        return self.apply(operator, left, right, depth)

    def _literal_kind(self, kind: str) -> str:
        return {"int": "py_int", "float": "py_float"}.get(family(kind), kind)

    def _unary(self, kind: str, depth: int) -> str | None:
        operator = operators()[self.rng.choice(("neg", "invert", "abs", "pos", "np.sign"))]
        if result_kind(operator.template, kind) != kind:
            return None
        return operator.template.format(self.of(kind, depth - 1))

    def _comparison(self, kind: str, depth: int) -> str | None:
        rng = self.rng
        operator = operators()[rng.choice(_COMPARISONS)]
        left = self.some_kind()
        right = left if rng.random() < 0.6 else self.some_kind()
        if result_kind(operator.template, left, right) != kind:
            return None
        return operator.template.format(self.of(left, depth - 1), self.of(right, depth - 1))

    def apply(self, operator: Operator, left: str, right: str, depth: int = 0) -> str:
        """The operator on operands of these kinds; mostly ones for which it does not raise."""
        a = self.of(left, depth - 1) if depth else self.leaf(left, vary=True)
        if operator.arity == 1:
            a = self._signed(operator, left, self.guarded(operator, left, a))
            return operator.template.format(a)
        b = self.of(right, depth - 1) if depth else self.leaf(right, vary=self.rng.random() < 0.7)
        both_python = is_python(left) and is_python(right)
        if operator.name == "pow" and "py_complex" in (left, right):
            # np.float64 and np.complex128 are Python's float and complex: its power works on them.
            both_python = {left, right} <= {"float64", "complex128", *PYTHON}
        grows = both_python and operator.name in ("pow", "shl")
        if grows or self.rng.random() < 0.9:
            a, b = self._tame(operator, left, right, a, b, both_python)
        return operator.template.format(a, self._signed(operator, right, b))

    def _signed(self, operator: Operator, kind: str, text: str) -> str:
        """An argument whose sign is read is never NaN: the sign of a NaN is not specified (D11)."""
        if operator.function not in _SIGN_READERS or family(kind) != "float":
            return text
        one = "1.0" if is_python(kind) else f"{conversion(kind)}(1.0)"
        return f"({text} if {text} == {text} else {one})"

    def _tame(
        self, operator: Operator, left: str, right: str, a: str, b: str, both_python: bool
    ) -> tuple[str, str]:
        name, rng = operator.name, self.rng
        integral = family(right) in ("int", "bool")
        if is_python(right) and family(right) == "int" and left in INTEGERS:
            b = str(rng.choice((1, 2, 3, 5, 7, 100)))  # another may not fit the dtype
        if name in ("div", "floor_div", "mod") and both_python:
            b = self._nonzero(right, b)
        elif name in ("shl", "shr") and both_python:
            b = rng.choice(("0", "1", "2", "5", "31", f"({b} % 9 - 1)")) if right == "py_int" else b
        elif name == "pow" and integral:
            b = self._exponent(right, b, both_python)
        elif name == "pow" and both_python:
            # CPython reports what the C library notes of infinite parts; that differs by library.
            other = self._of_kind(left, "(1+2j)")
            small = f"({a} if 0.0 < abs({a}) < 1e6 else {other})"
            a = f"(abs({a}) + 0.5)" if family(left) != "complex" else small
            b = self._small_power(right, b)
        elif operator.function:
            a, b = self.guarded(operator, left, a), self._nonzero(right, self._reduced(right, b))
        return a, b

    def _small_power(self, kind: str, b: str) -> str:
        if family(kind) == "complex":
            return f"({b} if abs({b}) < 4.0 else {self._of_kind(kind, '(0.5-1j)')})"
        return self._of_kind(kind, f"min(4.0, max(-4.0, {b}))") if family(kind) == "float" else b

    def _of_kind(self, kind: str, text: str) -> str:
        """A number of Python as one of this kind: what a path chooses does not change it."""
        return text if is_python(kind) else f"{conversion(kind)}({text})"

    def _nonzero(self, kind: str, b: str) -> str:
        match family(kind):
            case "bool":
                return f"({b} | True)"
            case "int":
                return f"({b} | 1)"
            case "float":
                return f"(abs({b}) + 1.0)" if self.rng.random() < 0.5 else f"(-abs({b}) - 0.5)"
        return f"({b} + 3.25)"

    def _exponent(self, kind: str, b: str, both_python: bool) -> str:
        if family(kind) == "bool":
            return b
        if both_python:
            return str(self.rng.choice((0, 1, 2, 3, 5)))
        return f"({b} & 3)" if kind != "py_int" else str(self.rng.choice((0, 1, 2, 3)))

    def _reduced(self, kind: str, text: str) -> str:
        return text if family(kind) in ("bool", "complex") else f"({text} % 7)"

    def guarded(self, operator: Operator, kind: str, text: str) -> str:
        """An argument inside the domain of a function, most of the time."""
        name = operator.name
        wants = name.startswith("math.") or name in ("int", "round")
        # Near its zeros CPython's own lgamma is less exact than the C library's.
        always = operator.function == "lgamma"
        if not wants or family(kind) == "complex" or (not always and self.rng.random() < 0.1):
            return text
        if name in ("math.floor", "math.ceil", "math.trunc", "int", "round"):
            return f"({text} % 100)" if family(kind) == "float" else text
        if family(kind) == "bool":
            return f"({text} | True)"
        row = operator.function
        if row in ("arcsin", "arccos", "arctanh"):
            return f"({text} % 1)"
        if row == "lgamma":
            return f"({text} % 7 + 3)"
        if row in ("log", "log2", "log10", "gamma", "arccosh"):
            return f"({text} % 7 + 1)"
        return f"({text} % 7)"

    # ---- conditions -----------------------------------------------------------------------

    def condition(self, depth: int = 1) -> str:
        rng, draw = self.rng, self.rng.random()
        if draw < 0.15 and depth > 0:
            joined = f" {rng.choice(('and', 'or'))} "
            return "(" + joined.join(self.condition(depth - 1) for _ in range(2)) + ")"
        if draw < 0.22 and depth > 0:
            return f"(not {self.condition(depth - 1)})"
        kind = self.some_kind()
        if draw < 0.4:
            a, b, c = (self.of(kind, depth - 1) for _ in range(3))
            first, second = rng.choice(("<", "<=", "==", "!=")), rng.choice(("<", "<=", ">", "!="))
            return f"({a} {first} {b} {second} {c})"
        if draw < 0.5:
            return self.leaf(rng.choice(("py_int", "bool", "uint8", "float32")))
        symbol = rng.choice(("<", "<=", ">", ">=", "==", "!="))
        other = kind if rng.random() < 0.7 else self.some_kind()
        return f"({self.of(kind, depth - 1)} {symbol} {self.of(other, depth)})"
