"""Rewrites functions so that plain Python verifies the `assume` clauses of their loops.

Subscripts of the named arrays go through the checks, lines and order of evaluation stay. Functions
that are called are rewritten likewise, jitted ones become plain: all of it is what CPython does.
"""

from __future__ import annotations

import ast
from types import CellType, CodeType, FunctionType, ModuleType
from typing import TYPE_CHECKING, Any, TypeVar

from .annotated_loops import AnnotatedLoop, annotated_loops, function_node
from .bindings import CELL, DICTIONARY, read
from .fact_checks import AnnotatedFacts, Fact, FactChecks

if TYPE_CHECKING:
    from .bindings import Bound, BoundFunction

_Node = TypeVar("_Node", bound=ast.AST)

CHECKS = "<pragmac checks>"  # the global that rewritten code calls; no Python name collides


def instrumented(bound: Bound, checks: FactChecks) -> FunctionType:
    """The function as CPython runs it, with `checks` told of what the clauses are about; the
    function itself where there is nothing to rewrite."""
    return _Functions(bound, checks).made(0) or bound.functions[0].function


class _Functions:
    def __init__(self, bound: Bound, checks: FactChecks) -> None:
        self._bound = bound
        self._checks = checks
        self._made: dict[int, FunctionType | None] = {}

    def made(self, index: int) -> FunctionType | None:
        """The rewritten function, or None when it and what it calls may stay as they are."""
        if index not in self._made:
            self._made[index] = None
            self._made[index] = self._make(self._bound.functions[index])
            self._checks.functions.add(self._made[index] or self._bound.functions[index].function)
        return self._made[index]

    def _make(self, bound: BoundFunction) -> FunctionType | None:
        replaced = self._replaced_callees(bound)
        node = function_node(bound.source, bound.name)
        loops = [loop for loop in annotated_loops(node, bound.source.text) if loop.facts]
        if not loops and not replaced:
            return None
        _Rewriting(loops, bound.source.filename, self._checks).rewrite(node)
        function = bound.function
        code = _code(node, function)
        space = {**function.__globals__, CHECKS: self._checks, **replaced}
        made = FunctionType(code, space, function.__name__, function.__defaults__,
                            _closure(code, function, replaced))  # fmt: skip
        made.__kwdefaults__ = function.__kwdefaults__
        return made

    def _replaced_callees(self, bound: BoundFunction) -> dict[str, Any]:
        """What stands for functions that are called, or for the modules they are called through, by
        the name in the function."""
        found: dict[str, Any] = {}
        modules: dict[str, dict[str, FunctionType]] = {}
        for name, (category, index, _) in bound.names.items():
            made = self._plain(index) if category == "callee" else None
            owner, _, attribute = name.rpartition(".")
            if made is not None and owner:
                modules.setdefault(owner, {})[attribute] = made
            elif made is not None:
                found[name] = made
        for name in bound.names:
            module = _value(bound.function, name)
            if isinstance(module, ModuleType) and module.__name__ in modules:
                found[name] = _with_attributes(module, modules.pop(module.__name__))
        self._checks.unreached += [f"{m}.{name}" for m, names in modules.items() for name in names]
        return found

    def _plain(self, index: int) -> FunctionType | None:
        """What must be called instead of the function; None when it may be called itself."""
        bound = self._bound.functions[index]
        return self.made(index) or (bound.function if index in self._bound.jitted else None)


def _with_attributes(module: ModuleType, attributes: dict[str, FunctionType]) -> ModuleType:
    copy = ModuleType(module.__name__)
    vars(copy).update({**vars(module), **attributes})
    return copy


def _value(function: FunctionType, name: str) -> Any:
    names = function.__code__.co_freevars
    if name in names:
        return read((CELL, (function.__closure__ or ())[names.index(name)], name))
    return read((DICTIONARY, function.__globals__, name))


def _code(node: ast.FunctionDef, function: FunctionType) -> CodeType:
    """The code of the rewritten definition, inside of a function that binds its free names."""
    node.decorator_list, node.returns = [], None
    for argument in ast.walk(node.args):
        if isinstance(argument, ast.arg):
            argument.annotation = None
    node.args.defaults = [ast.Constant(None) for _ in node.args.defaults]
    node.args.kw_defaults = [d and ast.Constant(None) for d in node.args.kw_defaults]
    free = [
        ast.Assign([ast.Name(name, ast.Store())], ast.Constant(None))
        for name in function.__code__.co_freevars
    ]
    nothing = ast.arguments([], [], None, [], [], None, [])
    around = ast.FunctionDef("around", nothing, [*free, node], [])
    module = ast.fix_missing_locations(ast.Module([around], []))
    outer = compile(module, function.__code__.co_filename, "exec", dont_inherit=True)
    return _named(_named(outer, "around"), node.name)


def _named(code: CodeType, name: str) -> CodeType:
    codes = [c for c in code.co_consts if isinstance(c, CodeType)]
    return next(c for c in codes if c.co_name == name)


def _closure(
    code: CodeType, function: FunctionType, replaced: dict[str, Any]
) -> tuple[CellType, ...]:
    given = function.__closure__ or ()
    cells = dict(zip(function.__code__.co_freevars, given, strict=True))
    return tuple(
        CellType(replaced[name]) if name in replaced else cells[name] for name in code.co_freevars
    )


# ---- one function --------------------------------------------------------------------------------


class _Active:
    """A loop with facts around the code that is being rewritten."""

    def __init__(self, number: int, loop: AnnotatedLoop, other_names: set[str]) -> None:
        self.number = number
        self.watched = {n for fact, names in loop.facts for n in names if fact != "disjoint"}
        facts = [fact for fact in loop.facts if fact[0] in ("unique", "inrange")]
        self.indices = {name for _, names in facts for name in names}
        self.indices |= other_names if facts else set()
        self.copies = _copies(loop.node, self.indices)


class _Rewriting(ast.NodeTransformer):
    def __init__(self, loops: list[AnnotatedLoop], file: str, checks: FactChecks) -> None:
        self._loops = {loop.node: loop for loop in loops}
        self._file = file
        self._checks = checks
        self._active: list[_Active] = []
        self._other_names: set[str] = set()  # that may stand for one array
        self._announced: dict[ast.For, list[ast.stmt]] = {}

    def rewrite(self, node: ast.FunctionDef) -> None:
        self._other_names = _names_of_names(node)
        node.body = [self.visit(statement) for statement in node.body]

    # ---- loops -----------------------------------------------------------------------------

    def visit_For(self, node: ast.For) -> ast.stmt:
        loop = self._loops.get(node)
        if loop is None:
            return self._with_body(node)
        number = len(self._checks.loops)
        active = _Active(number, loop, self._other_names)
        nest = loop.collapsed()
        variables = [_variable(member) for member in nest]
        facts = [Fact(f, names, _indexes(loop.node, active, names)) for f, names in loop.facts]
        self._checks.loops.append(AnnotatedFacts(self._file, node.lineno, variables, facts))
        values = [ast.Name(name, ast.Load()) for name in variables]
        announced = ast.Expr(_call("iteration", ast.Constant(number), *values))
        self._announced.setdefault(nest[-1], []).append(announced)
        self._active.append(active)
        inside = self._with_body(node)
        self._active.pop()
        context = _call("loop", ast.Constant(number), _named_arrays(loop))
        made = ast.With([ast.withitem(context)], [inside])
        return _placed(made, node)

    def _with_body(self, node: ast.For) -> ast.For:
        node.iter = self._iterated(node.iter)
        node.body = [self.visit(statement) for statement in node.body]
        for announced in self._announced.pop(node, []):
            node.body.insert(0, _placed(announced, node.body[0]))
        return node

    def _iterated(self, node: ast.expr) -> ast.expr:
        """`for k in idx`, `enumerate(idx)`, `zip(idx, x)`: the elements one by one."""
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("enumerate", "zip"):
            node.args = [self._iterated(argument) for argument in node.args]
            return node
        if isinstance(node, ast.Name) and (numbers := self._watching(node.id)):
            return _placed(_call("elements", numbers, ast.Constant(node.id), node), node)
        return self.visit(node)  # type: ignore[no-any-return]

    # ---- subscripts ------------------------------------------------------------------------

    def visit_Call(self, node: ast.Call) -> ast.expr:
        """Functions that a loop calls touch its arrays in the loop's sight."""
        self.generic_visit(node)
        if not isinstance(node.func, (ast.Name, ast.Attribute)):
            return node
        called = ast.unparse(node.func)
        before = [*node.args, *(keyword.value for keyword in node.keywords)]
        node.args = [self._passed(argument, called) for argument in node.args]
        for keyword in node.keywords:
            keyword.value = self._passed(keyword.value, called)
        after = [*node.args, *(keyword.value for keyword in node.keywords)]
        passes = any(a is not b for a, b in zip(before, after, strict=True))
        return _placed(_call("plain", node), node) if passes else node

    def _passed(self, node: ast.expr, called: str) -> ast.expr:
        watched = self._watched(node) if isinstance(node, ast.Name) else None
        if watched is None:
            return node
        function = ast.parse(called, mode="eval").body
        return _placed(_call("passed", node, watched, function), node)

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        base, indices = _chain(node)
        if not isinstance(base, ast.Name) or _has_parts(indices):
            return self.generic_visit(node)  # type: ignore[return-value]
        array = ast.Name(base.id, ast.Load())
        made = [self._index(index, array, axis) for axis, index in enumerate(indices)]
        watched = self._watched(base)
        if watched is None:
            return self._unwatched(node, made)
        together = made[0] if len(made) == 1 else _placed(ast.Tuple(made, ast.Load()), node)
        return _placed(ast.Subscript(watched, together, node.ctx), node)

    def _unwatched(self, node: ast.Subscript, indices: list[ast.expr]) -> ast.Subscript:
        """The subscripts as they stand, `C[i][j]` included, with the new indices."""
        here = len(node.slice.elts) if isinstance(node.slice, ast.Tuple) else 1
        if isinstance(node.slice, ast.Tuple):
            node.slice.elts = indices[-here:]
        else:
            node.slice = indices[-1]
        if isinstance(node.value, ast.Subscript):
            self._unwatched(node.value, indices[:-here])
        return node

    def _index(self, node: ast.expr, array: ast.Name, axis: int) -> ast.expr:
        names = {active.number: _origin(node, active) for active in self._active}
        visited: ast.expr = self.visit(node)
        for name in dict.fromkeys(n for n in names.values() if n):
            numbers = _numbers([n for n, origin in names.items() if origin == name])
            origin = ast.Name(name, ast.Load())
            told = _call("index", numbers, origin, visited, array, ast.Constant(axis))
            visited = _placed(told, node)
        return visited

    def _watched(self, node: ast.Name) -> ast.expr | None:
        """What stands for the array in the sight of the loops around that are about it."""
        array = ast.Name(node.id, ast.Load())
        if numbers := self._watching(node.id):
            return _placed(_call("watch", numbers, ast.Constant(node.id), array), node)
        around = [active.number for active in self._active if active.watched]
        if around and node.id in self._other_names:
            return _placed(_call("recognise", _numbers(around), array), node)
        return None

    def _watching(self, name: str) -> ast.expr | None:
        numbers = [active.number for active in self._active if name in active.watched]
        return _numbers(numbers) if numbers else None


def _indexes(loop: ast.For, active: _Active, names: tuple[str, ...]) -> bool:
    """Whether values of the array are seen to index another one."""
    for node in ast.walk(loop):
        if isinstance(node, ast.Subscript) and isinstance(_chain(node)[0], ast.Name):
            if any(_origin(index, active) in names for index in _chain(node)[1]):
                return True
    return False


def _origin(node: ast.expr, active: _Active) -> str | None:
    """The index array that the value is an element of: `idx[i]`, `int(idx[i])`, or a copy."""
    if isinstance(node, ast.Call) and len(node.args) == 1 and not node.keywords:
        called = getattr(node.func, "id", getattr(node.func, "attr", ""))
        return _origin(node.args[0], active) if called in ("int", "int64", "intp") else None
    if isinstance(node, ast.Name):
        return active.copies.get(node.id)
    base = _chain(node)[0] if isinstance(node, ast.Subscript) else None
    return base.id if isinstance(base, ast.Name) and base.id in active.indices else None


def _copies(loop: ast.For, indices: set[str]) -> dict[str, str]:
    """Local names that stand for an element of an index array wherever the loop assigns them."""
    empty = _Origins(indices)
    empty.visit(loop)
    return {name: of.pop() for name, of in empty.found.items() if len(of) == 1 and None not in of}


class _Origins(ast.NodeVisitor):
    def __init__(self, indices: set[str]) -> None:
        self.indices = indices
        self.copies: dict[str, str] = {}  # none while copies are being found
        self.found: dict[str, Any] = {}

    def visit_Assign(self, node: ast.Assign) -> None:
        for target in node.targets:
            self._bind(target, _origin(node.value, self))  # type: ignore[arg-type]

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        self._bind(node.target, None)

    def visit_For(self, node: ast.For) -> None:
        iterated, targets = [node.iter], [node.target]
        if isinstance(node.iter, ast.Call) and isinstance(node.target, ast.Tuple):
            called = getattr(node.iter.func, "id", "")
            iterated = node.iter.args if called == "zip" else [node.iter, *node.iter.args]
            targets = node.target.elts
        for target, value in zip(targets, iterated, strict=False):
            name = getattr(value, "id", None)
            self._bind(target, name if name in self.indices else None)
        self.generic_visit(node)

    def _bind(self, target: ast.expr, origin: str | None) -> None:
        for node in ast.walk(target):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                self.found.setdefault(node.id, set()).add(origin if node is target else None)


# ---- nodes ---------------------------------------------------------------------------------------


def _chain(node: ast.Subscript) -> tuple[ast.expr, list[ast.expr]]:
    """What is subscripted, and all indices: `C[i][j]` is `C[i, j]`."""
    indices: list[ast.expr] = []
    value: ast.expr = node
    while isinstance(value, ast.Subscript):
        here = value.slice.elts if isinstance(value.slice, ast.Tuple) else [value.slice]
        indices = [*here, *indices]
        value = value.value
    return value, indices


def _has_parts(indices: list[ast.expr]) -> bool:
    return any(
        isinstance(index, (ast.Slice, ast.Starred))
        or (isinstance(index, ast.Constant) and not isinstance(index.value, int))
        for index in indices
    )


def _variable(loop: ast.For) -> str:
    return next(n.id for n in ast.walk(loop.target) if isinstance(n, ast.Name))


def _names_of_names(function: ast.FunctionDef) -> set[str]:
    """Names on either side of assignments that may give an array, or a part of it, a second one:
    `b = a`, `row = a[i]`."""
    found: set[str] = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and _only_names(node.value):
            found |= {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
    return found


def _only_names(node: ast.expr) -> bool:
    if isinstance(node, ast.Tuple):
        return any(_only_names(item) for item in node.elts)
    if isinstance(node, ast.IfExp):
        return _only_names(node.body) or _only_names(node.orelse)
    return isinstance(node, (ast.Name, ast.Call, ast.Subscript))


def _named_arrays(loop: AnnotatedLoop) -> ast.Dict:
    names = list(dict.fromkeys(n for _, names in loop.facts for n in names))
    keys: list[ast.expr | None] = [ast.Constant(name) for name in names]
    return ast.Dict(keys, [ast.Name(name, ast.Load()) for name in names])


def _numbers(numbers: list[int]) -> ast.expr:
    return ast.Tuple([ast.Constant(number) for number in numbers], ast.Load())


def _call(method: str, *arguments: ast.expr) -> ast.Call:
    called = ast.Attribute(ast.Name(CHECKS, ast.Load()), method, ast.Load())
    return ast.Call(called, list(arguments), [])


def _placed(made: _Node, at: ast.AST) -> _Node:
    """Everything of the new node lies where the old one does."""
    for node in ast.walk(made):
        if not hasattr(node, "lineno"):
            ast.copy_location(node, at)
    return made
