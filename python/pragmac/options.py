"""The options of `pragmac.jit`: one table of names, defaults, values and what is supported."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import ast
    from collections.abc import Callable


class Option:
    __slots__ = ("default", "values", "supported")

    def __init__(self, default: Any, values: tuple[Any, ...], supported: tuple[Any, ...]) -> None:
        self.default = default
        self.values = values  # every value the language has; empty = any
        self.supported = supported  # those this version honours


RACES = ("check", "trust", "require_proof")
MATH = ("strict", "contract", "reassoc", "fast")  # each allows what the one before it does
OPTIONS = {
    "target": Option(
        None,
        (None, "cpu", "host", "gpu", "cuda", "opencl", "hip", "level_zero"),
        (None, "cpu", "host", "gpu", "cuda", "opencl"),
    ),  # and "cuda:1" or "opencl:1", one of several
    "auto": Option(False, (False, True), (False,)),
    "math": Option("strict", MATH, MATH),
    "bounds": Option("safe", ("safe", "unchecked"), ("safe", "unchecked")),
    "races": Option("check", RACES, RACES),
    "reductions": Option("default", ("default", "portable"), ("default",)),
    "deterministic": Option("default", ("default", "require"), ("default", "require")),
    "tune": Option(None, (), (None,)),
    "options": Option(None, (), ()),
}
# What parallel loops run on for a target; every other one is the host.
DEVICE_OF_TARGET = {"gpu": "cuda", "cuda": "cuda", "opencl": "opencl"}
# Keys of `options={...}`; "verify" checks the compiler's own work between its passes;
# "index_bits": 32 computes indices in 32 bits where an entry test allows it (for targets without
# 64-bit integer units).
# "width": lanes of loops on the CPU, wherever they can have any, instead of the compiler's choice
# for each; sums over lanes depend on it in their last bits. 1: none.
# "vector_bits": the widest vectors of loops on the CPU, instead of what a probe says of it.
# "copies" of loops that exist twice, the faster one behind a test: "all" compiles both at once, and
# not what is left out only when a call needs it; with "original" no test succeeds, with "mixed"
# about half of them do, for tests of what rarely runs.
# "device": "emulated" runs parallel loops as a device would, with memory of its own, on the host.
# "kernels": "c" gives OpenCL devices OpenCL C instead of SPIR-V.
# "spirv": "device" lets SPIR-V use subgroups of 32 and atomic sums of floats; "checking" runs
# anywhere.
# "cache": False compiles in every process anew.
# "block": workers per group of a device for loops without a clause `block`.
# "architecture": the GPU that `inspect("ptx")` makes code for; sm_90 unless told otherwise.
ARCHITECTURES = ("", "sm_75", "sm_80", "sm_86", "sm_89", "sm_90", "sm_100", "sm_120")
EXTRA: dict[str, tuple[Any, ...] | range] = {
    "verify": (False, True), "index_bits": (64, 32), "width": (1, 2, 4, 8, 16, 32, 64),
    "device": ("", "emulated"), "architecture": ARCHITECTURES, "block": range(1, 1025),
    "kernels": ("", "c"), "spirv": ("checking", "device"), "cache": (True, False),
    "copies": ("", "all", "original", "mixed"), "vector_bits": (256, 512),
}  # fmt: skip


class Settings:
    """The validated options of one jitted function."""

    __slots__ = ("races", "math", "unchecked", "deterministic", "verify", "width", "copies",
                 "vector_bits", "measure", "index_bits", "device", "ordinal", "device_name",
                 "architecture", "block", "kernels", "spirv", "cache")  # fmt: skip

    def __init__(self, given: dict[str, Any]) -> None:
        for name, value in given.items():
            check_option(name, value)
        extra = given.get("options") or {}
        self.races: str = given.get("races", "check")
        self.math: str = given.get("math", "strict")
        self.unchecked = given.get("bounds", "safe") == "unchecked"
        self.deterministic = given.get("deterministic", "default") == "require"
        self.verify = bool(extra.get("verify", False))
        self.width: int = extra.get("width", 0)  # 0: the compiler's choice
        self.vector_bits: int = extra.get("vector_bits", 0)  # 0: what pays on this machine
        self.copies: str = extra.get("copies", "")
        self.measure = ""  # of `explain`: what versions note of their loops while they run
        self.index_bits: int = extra.get("index_bits", 64)
        target = given.get("target")
        kind, _, number = (target or "").partition(":")
        self.device: str = extra.get("device") or DEVICE_OF_TARGET.get(kind, "")
        self.ordinal = int(number or 0)
        # Where arrays of a call must be if they are on a device; None: anywhere.
        self.device_name: str | None = self.device or ("the host" if target else None)
        if self.device in ("cuda", "opencl"):
            self.device_name = f"{self.device}:{self.ordinal}"
        self.architecture: str = extra.get("architecture", "")
        self.block: int = extra.get("block", 0)  # 0: the runtime's choice
        self.kernels: str = extra.get("kernels", "")
        self.spirv: str = extra.get("spirv", "checking")
        self.cache = bool(extra.get("cache", True))

    def for_decorators(self, function: ast.FunctionDef | ast.AsyncFunctionDef) -> Settings:
        """These settings, with what a decorator of the function states of races, math, bounds and
        determinism by constants."""
        import ast
        import copy

        stated = {
            keyword.arg: keyword.value.value
            for decorator in function.decorator_list
            for keyword in (decorator.keywords if isinstance(decorator, ast.Call) else ())
            if isinstance(keyword.value, ast.Constant) and keyword.arg in _STATED
        }
        made = copy.copy(self)
        for name, value in stated.items():
            if value in OPTIONS[name].supported:
                attribute, convert = _STATED[name]
                setattr(made, attribute, convert(value))
        return made


# Of the options that a decorator may state for `check`: the attribute, and its value.
_STATED: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "races": ("races", str),
    "math": ("math", str),
    "bounds": ("unchecked", lambda value: value == "unchecked"),
    "deterministic": ("deterministic", lambda value: value == "require"),
}


# What does the work of options that other compilers have.
_ELSEWHERE = {
    "parallel": "`#pragma parallel for` above a loop makes it parallel",
    "nopython": "functions are compiled as a whole or refused, so that nothing asks for it",
    "fastmath": 'math="fast" allows what it would',
    "cache": 'functions are kept on disk without it, and options={"cache": False} keeps none',
    "boundscheck": 'indices are checked without it, and bounds="unchecked" leaves the checks out',
}


def check_option(name: str, value: Any) -> None:
    """Raises P609 for what `pragmac.jit` does not take."""
    option = OPTIONS.get(name)
    if option is None:
        from .diagnostics import did_you_mean

        why = f": {_ELSEWHERE[name]}" if name in _ELSEWHERE else did_you_mean(name, list(OPTIONS))
        why = why or f"; its options are {', '.join(OPTIONS)}"
        raise TypeError(f"P609: jit() has no option `{name}`{why}")
    if name == "options":
        _check_extra(value)
        return
    if name == "target" and _numbers_device(value):
        return
    if not option.values:
        if value is not None:
            raise NotImplementedError(f"P609: `{name}=` is not supported yet")
        return
    if not any(value is v or (type(value) is type(v) and value == v) for v in option.values):
        raise ValueError(_bad_value(name, value, option.values))
    if value not in option.supported:
        raise NotImplementedError(f"P609: `{name}={value!r}` is not supported yet")


def _numbers_device(value: Any) -> bool:
    """Whether it is "cuda:0", "cuda:1", "opencl:0", …"""
    kind, _, number = value.partition(":") if isinstance(value, str) else ("", "", "")
    return kind in ("cuda", "opencl") and len(number) <= 2 and number.isdecimal()


def _bad_value(name: str, value: Any, values: tuple[Any, ...] | range) -> str:
    from .diagnostics import did_you_mean

    if isinstance(values, range):
        return f"P609: `{name}` is a number from {values[0]} to {values[-1]}, not {value!r}"
    words = [v for v in values if isinstance(v, str)]
    hint = did_you_mean(value, words) if isinstance(value, str) else ""
    return f"P609: `{name}` is one of {', '.join(map(repr, values))}, not {value!r}{hint}"


def _check_extra(value: Any) -> None:
    if value is None:
        return
    if not isinstance(value, dict):
        raise TypeError("P609: `options` is a dict")
    for key, item in value.items():
        if key == "tune":
            raise NotImplementedError("P609: `options={'tune': ...}` is not supported yet")
        if key not in EXTRA:
            from .diagnostics import did_you_mean

            raise TypeError(f"P609: no option {key!r}{did_you_mean(str(key), [*EXTRA, 'tune'])}")
        if item not in EXTRA[key]:
            raise ValueError(_bad_value(f"options[{key!r}]", item, EXTRA[key]))
    if value.get("kernels") == "c" and value.get("spirv") == "device":
        raise ValueError("P609: `options['spirv']` is of SPIR-V, and `options['kernels']` is 'c'")
