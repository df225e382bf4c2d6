"""What the fuzzer must reach: operator x operand kind x statement kind, as CPython accepts them.

The operators come from the compiler's own tables: `pragmac._compiler.operators()` and
runtime/numeric/numeric_functions.def. An operator there that has no Python spelling here, and no
reason for having none, is an error: a new operator cannot be forgotten.
"""

import dataclasses
import functools
import pathlib
import re
from collections import Counter

from kinds import DTYPES, KINDS, conversion, dtype_of, family, is_python, result_kind

ROOT = pathlib.Path(__file__).resolve().parents[2]
STATEMENTS = (
    "assign", "augment", "store", "augment_element", "condition", "subscript", "argument", "return",
)  # fmt: skip

# IR name -> Python; "{0}" and "{1}" are the operands.
SPELLINGS = {
    "add": "{0} + {1}", "sub": "{0} - {1}", "mul": "{0} * {1}", "div": "{0} / {1}",
    "floor_div": "{0} // {1}", "mod": "{0} % {1}", "pow": "{0} ** {1}",
    "bit_and": "{0} & {1}", "bit_or": "{0} | {1}", "bit_xor": "{0} ^ {1}",
    "shl": "{0} << {1}", "shr": "{0} >> {1}",
    "py_max": "max({0}, {1})", "py_min": "min({0}, {1})",
    "np_max": "np.maximum({0}, {1})", "np_min": "np.minimum({0}, {1})",
    "make_complex": "complex({0}, {1})",
    "eq": "{0} == {1}", "ne": "{0} != {1}", "lt": "{0} < {1}", "le": "{0} <= {1}",
    "gt": "{0} > {1}", "ge": "{0} >= {1}",
    "neg": "-{0}", "invert": "~{0}", "logical_not": "not {0}", "abs": "abs({0})",
    "real": "np.real({0})", "imag": "np.imag({0})", "conj": "np.conj({0})",
}  # fmt: skip
# Python's own operators that are control flow or nothing in the IR.
SOURCE_ONLY = {
    "and": "{0} and {1}", "or": "{0} or {1}", "ternary": "{0} if {1} else {0}", "pos": "+{0}",
    "int": "int({0})", "float": "float({0})", "complex": "complex({0})", "truth": "bool({0})",
    "round": "round({0})", "math.floor": "math.floor({0})", "math.ceil": "math.ceil({0})",
    "math.trunc": "math.trunc({0})",
}  # fmt: skip
# Operators of the IR that other spellings lead to.
IMPLIED = {
    "int_div": "div of two Python ints",
    "py_div": "div of Python complexes",
    "py_pow": "pow of Python complexes",
    "wrap_index": "every index that may be negative",
    "index_ok": "every index",
    "in_range": "every index",
    "add_fits": "add of Python ints",
    "sub_fits": "sub of Python ints",
    "mul_fits": "mul of Python ints",
    "pow_fits": "pow of Python ints",
    "shl_fits": "shl of Python ints",
    "round_digits": "round with digits, in tests/run",
}
EXACT_FUNCTIONS = {
    "floor", "ceil", "trunc", "rint", "fabs", "sign", "isnan", "isinf", "isfinite", "signbit",
    "copysign", "fmod", "nextafter", "fmax", "fmin", "heaviside", "remainder_ieee",
}  # fmt: skip
AUGMENTED = {
    "add": "+=", "sub": "-=", "mul": "*=", "div": "/=", "floor_div": "//=", "mod": "%=",
    "pow": "**=", "bit_and": "&=", "bit_or": "|=", "bit_xor": "^=", "shl": "<<=", "shr": ">>=",
}  # fmt: skip


@dataclasses.dataclass(frozen=True)
class Operator:
    """An operator as it is spelt in Python."""

    name: str  # of the IR, or np.<f>, math.<f>
    template: str
    function: str = ""  # row of numeric_functions.def
    complexes: bool = True  # whether that row holds complex dtypes

    @property
    def arity(self) -> int:
        return 2 if "{1}" in self.template else 1

    def approximate(self, *kinds: str) -> bool:
        """Whether results may differ in the last places (D9)."""
        families = {family(k) for k in kinds}
        if self.function in ("sqrt", "sign"):  # by the absolute value, which is a root
            return "complex" in families
        if self.function:
            return self.function not in EXACT_FUNCTIONS
        if self.name == "pow":
            return bool(families & {"float", "complex"})
        return self.name == "abs" and "complex" in families


@dataclasses.dataclass(frozen=True)
class Cell:
    """One thing to reach; `kind` is the kind of the left operand."""

    operator: str
    kind: str
    statement: str


@dataclasses.dataclass(frozen=True)
class Feature:
    """A form of annotated code to reach, whatever the operators and kinds in it are."""

    name: str


FEATURES = tuple(map(Feature, (
    "row", "column", "slice", "slice clamps", "slice from the end", "slice with a step",
    "slice backwards", "slice by the index", "slice of a slice", "two views",
    "write through a view", "view passed", "view iterated", "rows iterated",
    "view reduced by clause", "view updated by atomics", "private array", "firstprivate array",
    "lastprivate array", "private scalar", "firstprivate scalar", "lastprivate scalar",
    "shared scalar", "reduction clause", "nested parallel loops", "collapse",
    "collapse of a triangle", "inspected store", "inspected read", "assumed fact", "atomic_add",
    "counter", "loops in a row", "row: one number", "row: shifted", "row: apart",
    "lanes: a loop", "lanes: a sum", "lanes: a choice", "lanes: running values",
    "lanes: rounds", "lanes: a branch", "lanes: one for all", "product: in place",
    "product: by element",
)))  # fmt: skip


def numeric_functions() -> list[tuple[str, str, str, str, str]]:
    """Rows of numeric_functions.def: name, arity, dtypes, NumPy's name, math's name."""
    text = (ROOT / "runtime/numeric/numeric_functions.def").read_text()
    row = r'NUMERIC_FUNCTION\((\w+), (\d), "(\w+)", \w+, "(\w*)", "(\w*)", \w+\)'
    return re.findall(row, text)


@functools.cache
def operators() -> dict[str, Operator]:
    found = {n: Operator(n, t) for n, t in {**SPELLINGS, **SOURCE_ONLY}.items()}
    for kind in DTYPES:
        found[conversion(kind)] = Operator(conversion(kind), conversion(kind) + "({0})")
    for name, arity, dtypes, numpy_name, math_name in numeric_functions():
        arguments = "({0}, {1})" if arity == "2" else "({0})"
        for module, function in (("np", numpy_name), ("math", math_name)):
            if function:
                spelt = f"{module}.{function}"
                found[spelt] = Operator(spelt, spelt + arguments, name, "c" in dtypes)
    return found


def check_against_compiler() -> None:
    """Fails when the compiler's tables hold an operator that nothing here spells."""
    try:
        from pragmac import _compiler
    except ImportError:
        print("coverage: no compiler module; its operator list is not cross-checked")
        return
    tables = _compiler.operators()
    functions = {row[0] for row in numeric_functions()}
    names = {n for table in ("unary", "binary", "compare", "functions") for n in tables[table]}
    unknown = sorted(n for n in names if n not in {*SPELLINGS, *IMPLIED, *functions})
    if unknown:
        raise SystemExit(f"coverage.py has no Python spelling for: {', '.join(unknown)}")


def refused(operator: Operator, kind: str) -> bool:
    """Cells of the denominator that the compiler is known to refuse; no program asks for them."""
    return operator.name in ("py_max", "py_min", "make_complex") and family(kind) == "complex"


def result_of(operator: Operator, kind: str) -> str | None:
    return result_kind(operator.template, *[kind] * operator.arity)


def accepted(operator: Operator, kind: str, statement: str) -> bool:
    """Whether CPython with NumPy accepts the operator on this kind in this kind of statement."""
    result = result_of(operator, kind)
    if result is None or (family(kind) == "complex" and not operator.complexes):
        return False
    if statement == "subscript":
        return family(result) != "complex"
    if statement == "augment_element" and operator.name in AUGMENTED and is_python(kind):
        return result_kind(operator.template, dtype_of(kind), kind) is not None
    return True


@functools.cache
def cells() -> tuple[Cell, ...]:
    """The denominator, in a fixed order."""
    return tuple(
        Cell(operator.name, kind, statement)
        for operator in operators().values()
        for kind in KINDS
        for statement in STATEMENTS
        if accepted(operator, kind, statement)
    )


def report(hits: Counter, wanted: int = 5) -> str:
    """The share of cells reached at least `wanted` times, and where the others lie."""
    every = cells()
    reached = sum(hits[c] >= wanted for c in every)
    once = sum(hits[c] >= 1 for c in every)
    lines = [
        f"coverage: {100 * reached / len(every):.1f} % of {len(every)} cells (operator x kind x "
        f"statement) compared {wanted} times or more, {100 * once / len(every):.1f} % at least once"
    ]
    for field in ("operator", "kind", "statement"):
        missing = Counter(getattr(c, field) for c in every if hits[c] < wanted)
        total = Counter(getattr(c, field) for c in every)
        worst = sorted(missing, key=lambda n: -missing[n] / total[n])[:8]
        lines.append(
            f"  least covered {field}s: "
            + ", ".join(f"{n} ({missing[n]} of {total[n]} missing)" for n in worst)
        )
    return "\n".join(lines)


def feature_report(hits: Counter, wanted: int = 5) -> str:
    """How often lines with each form were executed and compared."""
    reached = sum(hits[f] >= wanted for f in FEATURES)
    counts = ", ".join(f"{f.name} {hits[f]}" for f in FEATURES)
    return f"forms: {reached} of {len(FEATURES)} compared {wanted} times or more: {counts}"
