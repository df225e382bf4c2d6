"""What the free names of a function, and of every function it calls, mean.

Numbers and arrays become hidden arguments that are read at every call. Functions, modules and
dtypes are guarded by identity. Library functions are known by the dotted name they have in
`builtins`, `math` or `numpy`, found by identity, so that `from math import sqrt as root` works.
"""

from __future__ import annotations

import builtins
import math
import sys
from inspect import CO_ASYNC_GENERATOR, CO_COROUTINE
from opcode import opmap
from types import BuiltinFunctionType, CellType, FunctionType, ModuleType
from typing import Any

import numpy as np

from . import _native
from .directive_sizes import size_names
from .source import Source, asynchronous, read_source

# Sources of a value, numbered as in the native module: (from, holder, key).
DICTIONARY, CELL, VALUE, DEFAULT = range(4)
ABSENT = ...
SourceTuple = tuple[int, Any, Any]
# A binding as the compiler module takes it: (category, index, text).
Binding = tuple[str, int, str]

DTYPES = {
    np.bool_: "bool", np.int8: "i8", np.int16: "i16", np.int32: "i32", np.int64: "i64",
    np.uint8: "u8", np.uint16: "u16", np.uint32: "u32", np.uint64: "u64", np.float16: "f16",
    np.float32: "f32", np.float64: "f64", np.complex64: "c64", np.complex128: "c128",
    np.longlong: "i64", np.ulonglong: "u64",
}  # fmt: skip
_NUMBERS = (bool, int, float, complex, *DTYPES)
_LIBRARIES = (builtins, math, np)
_OWN = "pragmac"  # its functions are known by name, too

# Instructions by number, with the low bits of their operands that do not belong to a name.
# Read as they are: `dis` takes ten times as long for a function's code.
_CACHE, _EXTENDED_ARG = opmap.get("CACHE", -1), opmap["EXTENDED_ARG"]  # no caches in 3.10
_LOADS = {opmap["LOAD_GLOBAL"]: 1 if sys.version_info >= (3, 11) else 0, opmap["LOAD_NAME"]: 0}
_ATTRIBUTES = {opmap["LOAD_ATTR"]: 1 if sys.version_info >= (3, 12) else 0}
if "LOAD_METHOD" in opmap:  # before 3.12
    _ATTRIBUTES[opmap["LOAD_METHOD"]] = 0


class BoundFunction:
    """One function of the graph: its source and the meaning of its names."""

    __slots__ = ("function", "name", "source", "names", "defaults", "sizes")

    def __init__(self, function: FunctionType) -> None:
        self.function = function
        self.name = function.__code__.co_name  # as written, whatever `__name__` has become
        self.source: Source = read_source(function)
        self.names: dict[str, Binding] = {}
        self.defaults: dict[str, Binding] = {}
        self.sizes: dict[str, int] = {}  # module constants that directives name


class Bound:
    """The meaning of every free name below one jitted function; the native module reads `guards`
    and `hidden`."""

    __slots__ = (
        "functions", "jitted", "guards", "hidden", "tree", "by_blocks",
        "_index", "_hidden_index", "_parameters",
    )  # fmt: skip

    def __init__(self, function: FunctionType) -> None:
        self.functions: list[BoundFunction] = []
        self.jitted: set[int] = set()  # those that are called as jitted functions
        self.guards: tuple[tuple[SourceTuple, Any], ...] = ()
        self.hidden: tuple[tuple[str, SourceTuple], ...] = ()
        self.tree = ""  # see requests.tree_of
        self.by_blocks = True  # the tree is made of the functions' own text alone
        self._index: dict[FunctionType, int] = {}
        self._hidden_index: dict[tuple[Any, ...], int] = {}
        self._parameters = len(parameter_names(function))
        code = function.__code__
        if code.co_flags & (CO_COROUTINE | CO_ASYNC_GENERATOR):
            raise asynchronous(code.co_name, code.co_filename, code.co_firstlineno)
        self._add_function(function)

    def still_valid(self) -> bool:
        return all(read(source) is expected for source, expected in self.guards) and all(
            _is_argument(read(source)) for _, source in self.hidden
        )

    def argument_names(self) -> list[str]:
        """The parameters, then the globals and closure values that are hidden arguments."""
        own = parameter_names(self.functions[0].function)
        return [*own, *(name for name, _ in self.hidden)]

    def _add_function(self, function: FunctionType) -> int:
        # By object: functions that share their code differ in cells and defaults.
        known = self._index.get(function)
        if known is not None:
            return known
        index = self._index[function] = len(self.functions)
        bound = BoundFunction(function)
        self.functions.append(bound)
        self._bind_closure(bound)
        for chain in global_chains(function.__code__):
            self._bind_global(bound, chain)
        if index > 0:
            self._bind_defaults(bound)
        self._bind_sizes(bound)
        return index

    def _bind_closure(self, bound: BoundFunction) -> None:
        names = bound.function.__code__.co_freevars
        for name, cell in zip(names, bound.function.__closure__ or (), strict=True):
            source: SourceTuple = (CELL, cell, name)
            value = read(source)
            if value is ABSENT:
                self._guard(source, ABSENT)
            else:
                bound.names[name] = self._bind(name, source, value)

    def _bind_global(self, bound: BoundFunction, chain: tuple[str, ...]) -> None:
        name = chain[0]
        source: SourceTuple = (DICTIONARY, bound.function.__globals__, name)
        value = read(source)
        if value is ABSENT:
            self._guard(source, ABSENT)
            if not hasattr(builtins, name):
                return  # the front end reports the undefined name
            source = (VALUE, value := getattr(builtins, name), name)
        bound.names[name] = self._bind(name, source, value)
        self._bind_attributes(bound, chain, value)

    def _bind_attributes(self, bound: BoundFunction, chain: tuple[str, ...], value: Any) -> None:
        """`module.name` of the user's own modules; the compiler knows those of the libraries."""
        for attribute in chain[1:]:
            if not isinstance(value, ModuleType):
                return
            if value in _LIBRARIES or value.__name__ == _OWN:
                self._note_missing(bound, value, attribute)
                return
            source: SourceTuple = (DICTIONARY, vars(value), attribute)
            dotted = f"{value.__name__}.{attribute}"
            value = read(source)
            if value is ABSENT:
                self._guard(source, ABSENT)
                return
            bound.names[dotted] = self._bind(dotted, source, value)

    def _note_missing(self, bound: BoundFunction, module: ModuleType, attribute: str) -> None:
        """A name that the library does not have, with the one that may have been meant."""
        if hasattr(module, attribute):
            return
        from difflib import get_close_matches

        near = get_close_matches(attribute, dir(module), 1)
        bound.names[f"{module.__name__}.{attribute}"] = ("missing", 0, "".join(near))

    def _bind_sizes(self, bound: BoundFunction) -> None:
        """A size is part of the compiled code: another number means another version."""
        for name in size_names(bound.source.text, bound.function.__code__):
            source: SourceTuple = (DICTIONARY, bound.function.__globals__, name)
            value = read(source)
            self._guard(source, value)
            if type(value) is int:
                bound.sizes[name] = max(-1, min(value, 2**63 - 1))

    def _bind_defaults(self, bound: BoundFunction) -> None:
        """Defaults of a called function are hidden arguments too: Python reads them at the call."""
        function = bound.function
        names = parameter_names(function)
        positional = function.__code__.co_argcount
        defaults = function.__defaults__ or ()
        for index, value in enumerate(defaults):
            name = names[positional - len(defaults) + index]
            bound.defaults[name] = self._bind(name, (DEFAULT, function, index), value)
        for name, value in (function.__kwdefaults__ or {}).items():
            source = (DICTIONARY, function.__kwdefaults__, name)
            bound.defaults[name] = self._bind(name, source, value)

    def _bind(self, name: str, source: SourceTuple, value: Any) -> Binding:
        if _is_argument(value):
            return ("argument", self._hidden(name, source), "")
        if source[0] != VALUE:
            self._guard(source, value)
        return self._classify(value)

    def _classify(self, value: Any) -> Binding:
        if value is None:
            return ("none", 0, "")
        if type(value) is int:  # no argument holds it: see _is_argument
            return ("integer", 0, str(value))
        if isinstance(value, ModuleType):
            return ("library", 0, value.__name__)
        if isinstance(value, _native.Jitted):
            function: FunctionType = value.py_func
            index = self._add_function(function)
            self.jitted.add(index)
            return ("callee", index, "")
        dtype = dtype_name(value)
        if dtype:
            return ("dtype", int(isinstance(value, np.dtype)), dtype)
        library = library_name(value)
        if library:
            return ("library", 0, library)
        if isinstance(value, FunctionType):
            return ("callee", self._add_function(value), "")
        return ("unsupported", 0, type(value).__name__)

    def _guard(self, source: SourceTuple, expected: Any) -> None:
        if not any(s == source for s, _ in self.guards):
            self.guards += ((source, expected),)

    def _hidden(self, name: str, source: SourceTuple) -> int:
        key = (source[0], id(source[1]), source[2])
        if key not in self._hidden_index:
            self._hidden_index[key] = self._parameters + len(self.hidden)
            self.hidden += ((name, source),)
        return self._hidden_index[key]


def _is_argument(value: Any) -> bool:
    """Whether it is read at every call; a Python int from 2**63 to 2**64 - 1 is a constant, good
    beside np.uint64 alone."""
    if type(value) is int:
        return not 2**63 <= value < 2**64
    return type(value) in _NUMBERS or isinstance(value, (np.ndarray, _native.DeviceArray))


def parameter_names(function: FunctionType) -> tuple[str, ...]:
    code = function.__code__
    return code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]


def global_chains(code: Any) -> list[tuple[str, ...]]:
    """The global names that a code object reads, each with the attributes taken from it."""
    chains: dict[tuple[str, ...], None] = {}
    current: tuple[str, ...] = ()
    high = 0  # bits of an operand in front of its instruction's own
    names = code.co_names
    for operation, low in zip(code.co_code[::2], code.co_code[1::2], strict=True):
        if operation == _CACHE:
            continue
        operand = high | low
        high = operand << 8 if operation == _EXTENDED_ARG else 0
        if operation in _LOADS:
            name = names[operand >> _LOADS[operation]]
            current = (name,)
            chains[current] = None
        elif operation in _ATTRIBUTES and current:
            current = (*current, names[operand >> _ATTRIBUTES[operation]])
            chains[current] = None
        elif operation != _EXTENDED_ARG:
            current = ()
    for constant in code.co_consts:
        if hasattr(constant, "co_code"):
            chains.update(dict.fromkeys(global_chains(constant)))
    return list(chains)


def dtype_name(value: Any) -> str:
    """The compiler's name of a NumPy scalar type or dtype; empty when it is neither or unknown."""
    if isinstance(value, np.dtype):
        return DTYPES.get(value.type, "") if value.isnative else ""
    return DTYPES.get(value, "") if isinstance(value, type) else ""


def library_name(value: Any) -> str:
    """`numpy.sqrt`, `math.exp`, `builtins.range`; empty for objects of no known library."""
    if not isinstance(value, (type, BuiltinFunctionType, np.ufunc, FunctionType)) and not (
        callable(value) and type(value).__module__ == "numpy"
    ):
        return ""
    name = getattr(value, "__name__", "")
    for library in _LIBRARIES:
        if name and getattr(library, name, None) is value:
            return f"{library.__name__}.{name}"
    module = getattr(value, "__module__", None) or ""
    if module.partition(".")[0] in ("numpy", "pragmac"):
        return f"{module}.{name}"
    return ""


def read(source: SourceTuple) -> Any:
    """The value that a source has now; ABSENT where a name means nothing."""
    kind, holder, key = source
    if kind == DICTIONARY:
        return holder.get(key, ABSENT)
    if kind == CELL:
        return _cell_value(holder)
    if kind == DEFAULT:
        defaults = holder.__defaults__ or ()
        return defaults[key] if key < len(defaults) else ABSENT
    return holder


def _cell_value(cell: CellType) -> Any:
    try:
        return cell.cell_contents
    except ValueError:  # assigned later
        return ABSENT
