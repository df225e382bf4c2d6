"""Runs one program under CPython and compiled, and compares everything that can be seen.

Exact: bits of results and of every argument (gaps of strided arrays included), kinds, dtypes, and
an exception's class and line. NaN equals NaN. Approximate (D9): what EXPECT in the program lists.
"""

import ast
import dataclasses
import importlib.util
import re
import sys
import traceback
import warnings
from collections import Counter
from types import ModuleType

import numpy as np
from pragmac.differences import bits_differ, far

MOST_LINES = 300_000  # executed lines of the plain run; more is a badly made program
MOST_BITS = 1_000_000  # of an int in the plain run
_ULPS = 8  # pow and the libraries' float functions; complex ones get more
_COMPLEX_ULPS = 64


class TooLong(Exception):
    """The plain run does too much."""


@dataclasses.dataclass
class Outcome:
    """What a call did."""

    result: object = None
    error: str = ""  # class name of the exception
    line: int = 0  # where it was raised in the program
    words: str = ""
    arguments: tuple = ()


@dataclasses.dataclass
class Verdict:
    """How a program ended: equal, rejected, mismatch or skipped."""

    status: str
    detail: str = ""
    lines: set[int] = dataclasses.field(default_factory=set)  # compared and executed
    deviations: int = 0  # calls that agree only under the numbered deviations
    errors: int = 0  # calls that raised, on both sides alike
    counts: dict[str, int] = dataclasses.field(default_factory=dict)  # what became of its loops


def load(path: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location("program", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["program"] = module
    spec.loader.exec_module(module)
    return module


def _copied(arguments: tuple) -> tuple:
    """A deep copy that keeps who shares memory with whom."""
    roots: dict[int, np.ndarray] = {}

    def one(x):
        if not isinstance(x, np.ndarray):
            return x
        root = x
        while isinstance(root.base, np.ndarray):
            root = root.base
        if id(root) not in roots:
            roots[id(root)] = root.copy(order="K")
        held = roots[id(root)]
        offset = x.__array_interface__["data"][0] - root.__array_interface__["data"][0]
        if root is x:
            return held
        if not held.size:
            return x.copy()
        return np.ndarray(x.shape, x.dtype, held.ravel(order="K"), offset, x.strides)

    return tuple(one(x) for x in arguments)


def call(function, arguments: tuple, path: str) -> Outcome:
    outcome = Outcome(arguments=arguments)
    try:
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            outcome.result = function(*arguments)
    except TooLong:
        raise
    except Exception as error:
        frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename == path]
        outcome.error, outcome.words = type(error).__name__, str(error)
        outcome.line = frames[-1].lineno if frames else 0
    return outcome


def _grown(variables: dict[str, object]) -> bool:
    """Whether an int has left every use: cubed in a loop, one keeps CPython busy for ever."""
    return any(type(v) is int and v.bit_length() > MOST_BITS for v in variables.values())


def traced(function, arguments: tuple, path: str) -> tuple[Outcome, set[int]]:
    """The call, and the lines of the program that it executed."""
    lines: set[int] = set()
    steps = 0
    again = _copied(arguments)

    def trace(frame, event, _):
        nonlocal steps
        if frame.f_code.co_filename != path:
            return None
        if event == "line":
            lines.add(frame.f_lineno)
            steps += 1
            if steps > MOST_LINES or _grown(frame.f_locals):
                raise TooLong
        return trace

    sys.settrace(trace)
    try:
        outcome = call(function, arguments, path)
    finally:
        sys.settrace(None)
    if (
        outcome.error
    ):  # while tracing, a traceback holds the line last traced, not the one that raised
        outcome = call(function, again, path)
    return outcome, lines


# ---- equality -----------------------------------------------------------------------------


def _far(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Elements further apart than D9 allows."""
    if a.dtype.kind not in "fc":
        return far(a, b, 0.0)
    ulps = _COMPLEX_ULPS if a.dtype.kind == "c" else _ULPS
    return far(a, b, ulps * float(np.finfo(a.dtype).eps))


def difference(expected, actual, approximate: bool, weak: bool = False) -> str:
    """What differs, or nothing. `weak`: the kind may be another one of the same value."""
    if isinstance(expected, tuple) or isinstance(actual, tuple):
        if type(expected) is not type(actual) or len(expected) != len(actual):
            return f"{_shown(expected)} became {_shown(actual)}"
        pairs = zip(expected, actual, strict=True)
        return next((d for a, b in pairs if (d := difference(a, b, approximate))), "")
    if expected is None and actual is None:
        return ""
    if weak and type(expected) is not type(actual):
        expected = type(actual)(expected)
    if type(expected) is not type(actual):
        return f"{_shown(expected)} became {_shown(actual)}"
    a, b = np.asarray(expected), np.asarray(actual)
    if a.dtype != b.dtype or a.shape != b.shape:
        return f"{a.dtype}{a.shape} became {b.dtype}{b.shape}"
    wrong = _far(a, b) if approximate else bits_differ(a, b)
    if not wrong.any():
        return ""
    if not a.shape:
        return f"{_shown(expected)} became {_shown(actual)}"
    where = tuple(int(i) for i in np.argwhere(wrong)[0])
    return f"element {where}: {a[where]!r} became {b[where]!r} ({int(wrong.sum())} differ)"


def _shown(x) -> str:
    try:
        return f"{type(x).__name__} {x!r}"[:120]
    except ValueError:  # an int of more digits than CPython prints
        return f"{type(x).__name__} too long to print"


_ALL_EXACT = {"approximate_arguments": [], "approximate_results": [], "weak_results": []}


def _as_tuples(a: object, b: object) -> tuple[tuple, tuple]:
    """The values of two results; results of another form or length stay whole."""
    if isinstance(a, tuple) and isinstance(b, tuple) and len(a) == len(b):
        return a, b
    return (a,), (b,)


def compare_outcomes(expected: Outcome, actual: Outcome, module: ModuleType, text: str) -> str:
    """What differs between two calls, or nothing."""
    same_place = expected.line == actual.line or (
        # CPython 3.11 fuses loads of two variables and gives the line of the first one.
        expected.error == UnboundLocalError.__name__
        and _statement(text, expected.line) == _statement(text, actual.line)
    )
    if expected.error != actual.error or not same_place:
        return f"{_ending(expected)} became {_ending(actual)}"
    expect = {**_ALL_EXACT, **getattr(module, "EXPECT", {})}
    if not expected.error:
        for i, (a, b) in enumerate(zip(*_as_tuples(expected.result, actual.result), strict=True)):
            found = difference(
                a, b, i in expect["approximate_results"], i in expect["weak_results"]
            )
            if found:
                return f"result {i}: {found}"
    # D10: what the failing loop wrote is not specified.
    unspecified = _stored_by(text, expected.line, expected.arguments) if expected.error else []
    for i, (a, b) in enumerate(zip(expected.arguments, actual.arguments, strict=True)):
        if isinstance(a, np.ndarray) and not any(np.shares_memory(a, w) for w in unspecified):
            loose = i in expect["approximate_arguments"]
            found = difference(_root(a), _root(b), loose) or difference(a, b, loose)
            if found:
                return f"argument {i}: {found}"
    return ""


def _root(a: np.ndarray) -> np.ndarray:
    while isinstance(a.base, np.ndarray):
        a = a.base
    return a


def _ending(outcome: Outcome) -> str:
    if not outcome.error:
        return f"a value {_shown(outcome.result)}"
    return f"{outcome.error} in line {outcome.line} ({outcome.words[:200]})"


def _statement(text: str, line: int) -> int:
    """The first line of the innermost statement that the line belongs to."""
    starts = [
        node.lineno
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.stmt) and node.lineno <= line <= (node.end_lineno or line)
    ]
    return max(starts, default=line)


def _stored_by(text: str, line: int, arguments: tuple) -> list[np.ndarray]:
    """The arrays among the arguments of `f` that the parallel loop around a line may store to.

    All of them for a line in another function, whose loops and names are not followed, and where
    the loop stores to what is no argument: a view of one, or an array of a function that it calls.
    """
    everything = [a for a in arguments if isinstance(a, np.ndarray)]
    tree, lines = ast.parse(text), text.splitlines()
    functions = {n.name: n for n in tree.body if isinstance(n, ast.FunctionDef)}
    around = [name for name, n in functions.items() if n.lineno <= line <= n.end_lineno]
    if around != ["f"]:
        return everything if around else []
    f = functions["f"]
    loops = [
        n for n in ast.walk(f)
        if isinstance(n, ast.For) and n.lineno <= line <= n.end_lineno
        and "pragma parallel" in lines[n.lineno - 2]
    ]  # fmt: skip
    names = [a.arg for a in f.args.args]
    stored = set()
    for node in (n for loop in loops for n in ast.walk(loop)):
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
            stored.add(node.value.id if isinstance(node.value, ast.Name) else "")
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in functions:
            return everything
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "atomic_add":
            stored.add(getattr(node.args[0], "id", ""))
    bound = {n.id for n in ast.walk(f) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    if not stored <= set(names) - bound:
        return everything
    return [a for n, a in zip(names, arguments, strict=False)
            if n in stored and isinstance(a, np.ndarray)]  # fmt: skip


# ---- a program ----------------------------------------------------------------------------


def compare_program(path: str, device: str = "", options: dict | None = None) -> Verdict:
    """`device`: its parallel loops are kernels there; "resident": on the emulated one, where the
    arguments live. `options`: keys of `jit(options=…)` that decide how its loops run."""
    from deviations import with_deviations
    from pragmac import CompileError, jit
    from resident import Resident

    with open(path) as file:
        text = file.read()
    module = load(path)
    function = module.f
    if device == "resident":
        function = Resident(jit(options={"verify": True})(module.f.py_func))
    elif device == "opencl":
        function = jit(target="opencl")(module.f.py_func)
    elif device == "opencl-device":
        function = jit(target="opencl", options={"spirv": "device"})(module.f.py_func)
    elif device:
        function = jit(options={"device": device})(module.f.py_func)
    elif options:
        function = jit(options=options)(module.f.py_func)
    verdict = Verdict("equal")
    deviating = None
    for number, case in enumerate(module.CASES):
        given = case()
        try:
            expected, lines = traced(module.f.py_func, _copied(given), path)
        except TooLong:
            verdict.status, verdict.detail = "skipped", "the plain run is too long"
            return verdict
        actual = call(function, _copied(given), path)
        if actual.error == CompileError.__name__:
            return _rejection(actual, function, given, verdict)
        found = compare_outcomes(expected, actual, module, text)
        if found:
            deviating = deviating or with_deviations(text, path, vars(module))
            second = call(deviating, _copied(given), path)
            if compare_outcomes(second, actual, module, text):
                verdict.status, verdict.detail = "mismatch", f"case {number}: {found}"
                return verdict
            verdict.deviations += 1
        verdict.errors += bool(actual.error)
        verdict.lines |= lines
        if device and not verdict.counts:
            verdict.counts = _launches(function.inspect("machine", *_copied(given)))
    # What results do not show, such as how a loop was run, a program asks the compiler itself.
    decided = getattr(module, "decided", None)
    if not (device or options) and decided and decided() != module.DECIDED:
        verdict.status, verdict.detail = "mismatch", f"decided {decided()!r}"
    return verdict


def _launches(machine: str) -> dict[str, int]:
    """How many of a function's loops are kernels, and how many launches stay on the host."""
    on = Counter(re.findall(r"\blaunch .* on (core|thread|subgroup|group)\b", machine))
    lanes = on["subgroup"] + on["group"]
    kernels = on["thread"] + lanes
    return {"kernels": kernels, "of them with lanes": lanes, "on the host": on["core"],
            "programs with kernels": kernels > 0}  # fmt: skip


def _rejection(actual: Outcome, function, given: tuple, verdict: Verdict) -> Verdict:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            function(*_copied(given))
    except Exception as error:
        found = [d for d in getattr(error, "diagnostics", []) if d.severity == "error"]
        codes = sorted({str(d.code) for d in found})
        located = all(d.line for d in found) and found
        faulty = any(c.startswith("P9") for c in codes)
        verdict.status = "rejected" if located and not faulty else "mismatch"
        verdict.detail = " ".join(codes) + " | " + (found[0].message if found else actual.words)
        if verdict.status == "mismatch":
            verdict.detail = f"compile error: {actual.words[:600]}"
    return verdict


__all__ = ["Verdict", "compare_program", "difference"]
