"""Writes docs/directives.md, docs/supported.md and docs/codes.md from the grammar and the tables of
the compiler.

.venv/bin/python tools/make_supported.py [FOLDER]
"""

import pathlib
import sys
import textwrap

from pragmac import _compiler

ROOT = pathlib.Path(__file__).resolve().parents[1]

# One kind of each family stands for all of it.
COLUMNS = {
    "bool": "bool", "int": "int", "float": "float", "complex": "complex", "np.bool_": "np.bool_",
    "np.int32": "integers", "np.float32": "floats", "np.complex64": "complex types",
}  # fmt: skip
LETTERS = {"f": "float16, float32, float64", "c": "complex64, complex128", "F": "float64"}

CODES_HEAD = """# Diagnostic codes

Made by `tools/make_supported.py`; `pragmac explain CODE` prints one of them, and for most errors a
program that is refused and one that is not. Codes keep their meaning.
"""

# By the codes' first letters: the parts of diagnostics/codes.def.
GROUPS = {
    "P1": "Directives", "P2": "Python that is not compiled", "P3": "Races", "P4": "Types",
    "P5": "Indices", "P6": "Calls, devices and the cache", "P9": "Faults of pragmac", "N": "Notes",
}  # fmt: skip


def table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines) + "\n"


def code(text: str) -> str:
    return f"`{text}`" if text else ""


def wrapped(text: str) -> str:
    return textwrap.fill(text, 100, break_on_hyphens=False)


def operator_code(symbol: str) -> str:
    """In a table's cell, where a bar must be an entity: MkDocs shows the backslash of `\\|`."""
    return f"<code>{symbol.replace('|', '&#124;')}</code>" if "|" in symbol else code(symbol)


def prose(text: str) -> str:
    """A star outside of code is a star, and no emphasis."""
    parts = text.split("`")
    return "`".join(p if i % 2 else p.replace("*", r"\*") for i, p in enumerate(parts))


def operator_table(supported: dict) -> str:
    results = {(op, a, b): result for op, a, b, result in supported["operators"]}
    symbols = list(dict.fromkeys(op for op, *_ in supported["operators"]))
    rows = []
    for op in symbols:
        unary = (op, "int", "") in results
        cells = [results[op, kind, "" if unary else kind] for kind in COLUMNS]
        rows.append([operator_code(op), *(cell or "–" for cell in cells)])
    return table(["", *COLUMNS.values()], rows)


def mixed_table(supported: dict) -> str:
    results = {(a, b): result for op, a, b, result in supported["operators"] if op == "+"}
    kinds = supported["kinds"]
    python = [kind for kind in kinds if not kind.startswith("np.")]
    rows = [
        [kind, *(results[kind, other] for other in python)]
        for kind in kinds
        if kind.startswith("np.")
    ]
    return table(["`+`", *python], rows)


def promotion_table(supported: dict) -> str:
    results = {(a, b): result for op, a, b, result in supported["operators"] if op == "+"}
    kinds = [kind for kind in supported["kinds"] if kind.startswith("np.")]
    rows = [[a[3:], *(results[a, b][3:] for b in kinds)] for a in kinds]
    return table(["`+`", *(kind[3:] for kind in kinds)], rows)


def operands(letters: str) -> str:
    return ", ".join(LETTERS[letter] for letter in letters)


def library_table(module: str, supported: dict, functions: list) -> str:
    """Functions with a rule of their own, and those of the numeric table, by name."""
    rows = {name: (takes, "") for where, name, takes in supported["functions"] if where == module}
    for _, arity, letters, numpy_name, math_name in functions:
        name = {"numpy": numpy_name, "math": math_name}.get(module)
        if name:
            takes = rows[name][0] if name in rows else ("one number", "two numbers")[arity - 1]
            rows[name] = (takes, operands(letters) if module == "numpy" else "")
    creation = {"empty", "zeros", "ones", "full", "arange"}
    names = sorted(n for n in rows if n.removesuffix("_like") not in creation)
    if module != "numpy":
        return table(["function", "takes"], [[code(n), rows[n][0]] for n in names])
    of_types = {"dtype", "iinfo", "finfo"}
    common = {n: "" if n in of_types else "the operands' common type" for n in names}
    return table(
        ["function", "takes", "computes in"],
        [[code(n), rows[n][0], rows[n][1] or common[n]] for n in names],
    )


def creation_table(supported: dict) -> str:
    rows = [
        [code(f"np.{name}"), takes]
        for module, name, takes in supported["functions"]
        if module == "numpy" and takes.endswith("a dtype")
    ]
    return table(["function", "takes"], rows)


def pragmac_table(supported: dict) -> str:
    rows = [[code(f"pragmac.{n}"), t] for m, n, t in supported["functions"] if m == "pragmac"]
    return table(["function", "takes"], rows)


def supported_page() -> str:
    supported = _compiler.supported()
    functions = _compiler.operators()["function_table"]
    constants = ", ".join(
        code(f"{'np' if m == 'numpy' else m}.{n}") for m, n, _ in supported["constants"]
    )
    members = [
        [code("." + name), f"{owner}s", gives] for owner, name, gives in supported["attributes"]
    ] + [[code(f".{name}()"), f"{o}s", gives] for o, name, gives in supported["methods"]]
    python, numpy = (
        ", ".join(code(k) for k in supported["kinds"] if k.startswith("np.") == from_numpy)
        for from_numpy in (False, True)
    )
    return f"""# Supported operators and functions

Made by `tools/make_supported.py` from the tables of the compiler. Results have the kinds that
CPython and NumPy 2 give them; a dash means that the operator does not exist for these operands
there either, and is an error here.

## Number types

{wrapped(f"Python's {python}; NumPy's {numpy}.")}

## Operators on two operands of one kind

The columns "integers", "floats" and "complex types" show np.int32, np.float32 and np.complex64; the
other widths and the unsigned types behave alike. Of Python's complex numbers and of NumPy's complex
types only the operators shown exist.

{operator_table(supported)}## A Python number with a NumPy number

{mixed_table(supported)}A `complex` on the left of an np.float64 gives a `complex`, as in Python.

## Two NumPy numbers

{promotion_table(supported)}## Builtins

{library_table("builtins", supported, functions)}## math

Results are Python numbers; domain errors and overflow raise as in CPython.

{library_table("math", supported, functions)}## NumPy functions of numbers

Integers and bools are converted to the float type that NumPy chooses. Errors give nan or inf.

{library_table("numpy", supported, functions)}## pragmac

{pragmac_table(supported)}## Arrays made inside a function

{creation_table(supported)}The dtype is a NumPy type, `x.dtype`, `float`, `int`, `bool`, `complex`
or a constant string. A shape is an integer or a tuple of integers written out.

## Attributes and methods

{table(["name", "of", "gives"], members)}## Constants

{wrapped(constants)}.
"""


def codes_page() -> str:
    parts = [CODES_HEAD]
    group = ""
    for page in _compiler.all_codes():
        title = next(t for letters, t in GROUPS.items() if page["code"].startswith(letters))
        if title != group:
            parts.append(f"\n## {title}\n")
        group = title
        parts.append(f"\n### {page['code']} ({page['severity']}): {prose(page['title'])}\n\n")
        parts.append(f"{wrapped(prose(page['explanation']))}\n")
    return "".join(parts)


def grammar() -> str:
    """As it stands above the parser that follows it."""
    lines = (ROOT / "pragma/directive.cpp").read_text(encoding="utf-8").splitlines()
    first = next(i for i, line in enumerate(lines) if ":=" in line)
    last = next(i for i, line in enumerate(lines) if not line.startswith("//"))
    return "".join(line.removeprefix("//   ") + "\n" for line in lines[first:last])


def clause_table(supported: dict) -> str:
    rows = [
        [code(name), operator_code(takes), ", ".join(places), "yes" if again else ""]
        for name, takes, places, again in supported["clauses"]
    ]
    return table(["clause", "takes", "of", "may be repeated"], rows)


def directives_page() -> str:
    return f"""# Directives and clauses

Made by `tools/make_supported.py` from the grammar in `pragma/directive.cpp` and the compiler's
table of clauses. [The language](language.md) says what they mean. Tensor directives, `distribute`
and `omp` are read, and refused with P113: they are not supported yet.

## Grammar

What stands behind `#pragma`. `{{x}}` is any number of x, `[x]` one or none; NAME is a Python name,
INT a positive number.

```text
{grammar()}```

## Clauses

A size is a positive number, or the name of a module's constant. An operation is one of the `op` of
the grammar.

{clause_table(_compiler.supported()).rstrip()}
"""


def main() -> None:
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs"
    (folder / "directives.md").write_text(directives_page(), encoding="utf-8")
    (folder / "supported.md").write_text(supported_page(), encoding="utf-8")
    (folder / "codes.md").write_text(codes_page(), encoding="utf-8")


if __name__ == "__main__":
    main()
