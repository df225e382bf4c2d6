"""Compiles the functions of a file as far as it goes with guessed types and names."""

from __future__ import annotations

import ast
from types import FunctionType
from typing import Any

from .annotated_functions import AnnotatedFunctions, FunctionNode, first_line
from .bindings import Binding
from .check_objects import name_objects
from .check_options import refused_options
from .check_result import CheckResult, Loop
from .diagnostics import CompileError, Diagnostic
from .directives import Directive
from .guess_types import all_parameters, guesses, uses_of
from .options import Settings
from .parsing import parse
from .signature import TypeTuple
from .source import asynchronous, read_source, unavailable
from .static_names import FileNames, Meaning


class Unit:
    """A function to be checked: its file, what its names mean there, and its directives."""

    __slots__ = ("filename", "text", "node", "names", "directives")

    def __init__(
        self,
        filename: str,
        text: str,
        node: FunctionNode,
        names: FileNames,
        directives: list[Directive],
    ) -> None:
        self.filename = filename
        self.text = text
        self.node = node
        self.names = names
        self.directives = directives


def file_units(text: str, path: str, result: CheckResult) -> list[Unit]:
    module = parse(text, path)
    annotated = AnnotatedFunctions(module, text, path)
    result.diagnostics += annotated.stray
    result.diagnostics += refused_options(module, text, path)
    names = FileNames(module)
    return [Unit(path, text, f, names, annotated.directives.get(f, [])) for f in annotated.all()]


def function_unit(function: FunctionType) -> Unit:
    source = read_source(function)
    module = parse(source.text, source.filename)
    annotated = AnnotatedFunctions(module, source.text, source.filename)
    names = FileNames(module, function.__globals__)
    for node in names.own:
        if first_line(node) == source.first_line:
            directives = annotated.directives.get(node, [])
            return Unit(source.filename, source.text, node, names, directives)
    raise unavailable(function.__code__)


class Graph:
    """The functions a unit reaches, and its hidden arguments.

    Names of unknown meaning are hidden arguments like the numbers, which is the likeliest, or are
    left out, so that the compiler takes whatever depends on them for granted."""

    def __init__(self, unit: Unit, leave_out: bool) -> None:
        self.unit = unit
        self.unknown: set[str] = set()
        self.hidden: list[str] = []
        self.numbers: dict[str, TypeTuple] = {}
        self.callees: dict[str, FunctionNode] = {}
        self.nodes: list[FunctionNode] = [unit.node]
        self.parameters = [a.arg for a in all_parameters(unit.node)]
        self.functions: list[dict[str, Any]] = []
        self._leave_out = leave_out
        while len(self.functions) < len(self.nodes):
            self._add(self.nodes[len(self.functions)])

    def _add(self, node: FunctionNode) -> None:
        own = self.unit.names.own[node]
        names: dict[str, Binding] = {}
        for n in (n for statement in node.body for n in ast.walk(statement)):
            if isinstance(n, ast.Name) and n.id not in own.names and n.id not in names:
                binding = self._binding(n.id, own.find(n.id))
                if binding:
                    names[n.id] = binding
        self.functions.append({
            "tree": len(self.functions), "name": node.name, "first_line": first_line(node),
            "names": names, "defaults": self._defaults(node) if node is not self.unit.node else {},
        })  # fmt: skip

    def _defaults(self, node: FunctionNode) -> dict[str, Binding]:
        """Defaults of called functions are hidden arguments; they are read where `def` stands."""
        positional = [*node.args.posonlyargs, *node.args.args]
        given = list(zip(reversed(positional), reversed(node.args.defaults), strict=False))
        given += [
            (a, d) for a, d in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True) if d
        ]
        found: dict[str, Binding] = {}
        for parameter, default in given:
            if isinstance(default, ast.Constant) and default.value is None:
                found[parameter.arg] = ("none", 0, "")
                continue
            meaning = self.unit.names.own[node].outside_value(default)
            binding = self._binding(f"{node.name}.{parameter.arg}", meaning)
            if binding:
                found[parameter.arg] = binding
        return found

    def _binding(self, name: str, meaning: Meaning | None) -> Binding | None:
        if meaning is None:
            return None  # the front end reports the undefined name
        if meaning.kind == "binding":
            return meaning.value  # type: ignore[no-any-return]
        if meaning.kind == "function":
            self.callees[name] = meaning.value
            if meaning.value not in self.nodes:
                self.nodes.append(meaning.value)
            return ("callee", self.nodes.index(meaning.value), "")
        if meaning.kind == "number":
            self.numbers[name] = meaning.value
        else:
            self.unknown.add(name)
            if self._leave_out:
                return None
        if name not in self.hidden:
            self.hidden.append(name)
        return ("argument", len(self.parameters) + self.hidden.index(name), "")


def annotations_of(unit: Unit) -> dict[str, object]:
    made: dict[str, object] = {}
    for parameter in all_parameters(unit.node):
        note = parameter.annotation
        if isinstance(note, ast.Constant):
            made[parameter.arg] = note.value
        elif isinstance(note, ast.Name):
            made[parameter.arg] = note.id
    return made


def check_units(
    units: list[Unit], result: CheckResult, settings: Settings, callees: bool = False
) -> CheckResult:
    """`callees`: their loops are listed too, which otherwise are units of their own."""
    for unit in units:
        try:
            _check_unit(unit, result, settings.for_decorators(unit.node), callees)
        except CompileError as error:
            result.diagnostics += error.diagnostics
        except RecursionError:
            message = f"`{unit.node.name}` is nested too deeply"
            where = {"file": unit.filename, "line": unit.node.lineno}
            result.diagnostics.append(Diagnostic("P242", message, **where))
    seen: dict[tuple[str, str, int, int], Diagnostic] = {}
    for d in sorted(result.diagnostics, key=lambda d: (d.file, d.line, d.column)):
        seen.setdefault((d.code, d.file, d.line, d.column), d)
    result.diagnostics = list(seen.values())
    return result


def _check_unit(unit: Unit, result: CheckResult, settings: Settings, callees: bool) -> None:
    found, loops, missing = judge(unit, settings)
    result.diagnostics += found
    own = range(unit.node.lineno, (unit.node.end_lineno or 0) + 1)
    result.loops += [Loop(item) for item in loops if callees or item["line"] in own]
    if not loops and not any(d.severity == "error" for d in found):
        result.loops += _undecided(unit, missing)


def judge(unit: Unit, settings: Settings) -> tuple[list[Diagnostic], list[dict[str, Any]], str]:
    """The findings of a unit and the compiler's reports on its loops; what is missing where there
    are none. CompileError for what the front end cannot even begin with."""
    if isinstance(unit.node, ast.AsyncFunctionDef):
        raise asynchronous(unit.node.name, unit.filename, first_line(unit.node))
    graph = Graph(unit, leave_out=False)
    found, loops = _check_graph(graph, settings)
    missing = "the types of the arguments decide"
    if graph.unknown and any(d.severity == "error" for d in found):
        # What is wrong whatever the unknown names mean is reported for both of their readings.
        without, _ = _check_graph(Graph(unit, leave_out=True), settings)
        places = {_place(d) for d in without}
        found = [d for d in found if d.severity != "error" or _place(d) in places]
        listed = ", ".join(f"`{name}`" for name in sorted(graph.unknown))
        missing = f"what {listed} may be decides, which only running the file tells"
    return found, loops, missing


def _place(d: Diagnostic) -> tuple[str, str, int, int]:
    return (d.code, d.file, d.line, d.column)


def _undecided(unit: Unit, missing: str) -> list[Loop]:
    """The annotated loops of a function that is compiled for none of the guesses."""
    loops = [n for n in ast.walk(unit.node) if isinstance(n, ast.For)]
    made: dict[int, Loop] = {}
    for directive in unit.directives:
        for loop in loops:
            below = directive.own_line and loop.lineno == directive.next_line
            beside = not directive.own_line and loop.iter.end_lineno == directive.line
            if directive.loop and (below or beside):
                item = {"file": unit.filename, "line": loop.lineno, "directive": directive.loop,
                        "verdict": "unknown", "reason": missing}  # fmt: skip
                made.setdefault(loop.lineno, Loop(item))
    return list(made.values())


def _check_graph(graph: Graph, settings: Settings) -> tuple[list[Diagnostic], list[dict[str, Any]]]:
    unit = graph.unit
    names = [*graph.parameters, *graph.hidden]
    known = {**{n: _text_of(t) for n, t in graph.numbers.items()}, **annotations_of(unit)}
    choices = guesses(uses_of(unit.node, graph.callees, graph.hidden), names, known)
    best: tuple[list[Diagnostic], list[dict[str, Any]]] | None = None
    for types in choices:
        diagnostics, loops = _compile(graph, names, types, settings)
        best = best if best and _type_errors(diagnostics) else (diagnostics, loops)
        if not _type_errors(diagnostics):
            break
    assert best is not None
    diagnostics, loops = best
    if len(choices) > 1:
        diagnostics = [d for d in diagnostics if not d.code.startswith("P4") or d.code == "P411"]
    return diagnostics, loops


def _text_of(known: TypeTuple) -> str:
    """The annotation that stands for a module-level number."""
    return {"i64": "int", "f64": "float", "bool": "bool", "c128": "complex"}[known[0]]


def _type_errors(diagnostics: list[Diagnostic]) -> bool:
    return any(d.code.startswith("P4") and d.code != "P411" for d in diagnostics)


def _compile(
    graph: Graph, names: list[str], types: list[TypeTuple], settings: Settings
) -> tuple[list[Diagnostic], list[dict[str, Any]]]:
    from . import _compiler
    from .requests import diagnostics_of, request
    from .tree import function_tree

    unit = graph.unit
    tree = "\n".join(
        function_tree(unit.text, unit.filename, first_line(n), n.name) for n in graph.nodes
    )
    arguments = [(name, *kind) for name, kind in zip(names, types, strict=True)]
    sources = {unit.filename: unit.text}
    outcome = _compiler.compile(request(tree, graph.functions, arguments, sources, settings))
    found = name_objects(diagnostics_of(outcome), graph.nodes, unit.text, unit.filename)
    return found, outcome["loops"]
