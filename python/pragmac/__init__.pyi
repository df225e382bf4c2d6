from collections.abc import Callable
from types import FunctionType
from typing import Any, Generic, Literal, ParamSpec, TypeVar, overload

from .check_result import CheckResult as CheckResult
from .checking import check as check
from .device_arrays import DeviceArray as DeviceArray
from .device_arrays import asarray as asarray
from .device_arrays import empty as empty
from .device_arrays import synchronize as synchronize
from .device_arrays import to_numpy as to_numpy
from .diagnostics import CompileError as CompileError
from .diagnostics import MismatchError as MismatchError
from .diagnostics import RaceError as RaceError
from .diagnostics import RaceWarning as RaceWarning
from .machine import Device as Device
from .machine import devices as devices
from .report import Report

__version__: str

_P = ParamSpec("_P")
_R = TypeVar("_R", covariant=True)

class _Jitted(Generic[_P, _R]):
    """A function that is compiled at its first call with each combination of argument types."""

    __name__: str
    __qualname__: str
    __module__: str
    __wrapped__: Callable[_P, _R]
    @property
    def py_func(self) -> FunctionType: ...
    def __call__(self, *args: _P.args, **keywords: _P.kwargs) -> _R: ...
    def __get__(self, instance: object, owner: type | None = ...) -> Callable[..., _R]: ...
    def inspect(
        self,
        stage: Literal[
            "source",
            "loops",
            "machine",
            "llvm",
            "vectors",
            "asm",
            "ptx",
            "spirv",
            "openmp",
            "opencl_c",
        ],
        *args: _P.args,
        **keywords: _P.kwargs,
    ) -> str: ...
    def explain(self, *args: _P.args, **keywords: _P.kwargs) -> Report: ...
    # *args: the function's own, with keywords; a ParamSpec leaves no room for `rtol`.
    def compare(
        self, *args: Any, rtol: float | None = ..., limit: float | None = ..., **keywords: Any
    ) -> Report: ...

@overload
def jit(function: Callable[_P, _R], /) -> _Jitted[_P, _R]: ...
@overload
def jit(
    *,
    target: Literal["cpu", "host", "gpu", "cuda"] | str | None = ...,
    auto: bool = ...,
    math: Literal["strict", "contract", "reassoc", "fast"] = ...,
    bounds: Literal["safe", "unchecked"] = ...,
    races: Literal["check", "trust", "require_proof"] = ...,
    reductions: Literal["default", "portable"] = ...,
    deterministic: Literal["default", "require"] = ...,
    tune: Any = ...,
    options: dict[str, Any] | None = ...,
) -> Callable[[Callable[_P, _R]], _Jitted[_P, _R]]: ...
