"""pragmac compiles annotated Python loops: `#pragma parallel for` above the loop, `@pragmac.jit`
above the function. Everything but the decorator is loaded when it is first used.
"""

from .environment import warn_unknown

try:
    from .function import jit
except ImportError as error:
    from .loading import why_not_loaded

    raise ImportError(". To mend it, ".join(why_not_loaded("_native", error))) from error

__version__ = "0.1.0"

warn_unknown()

__all__ = [
    "CompileError",
    "DeviceArray",
    "MismatchError",
    "RaceError",
    "RaceWarning",
    "asarray",
    "atomic_add",
    "check",
    "devices",
    "empty",
    "jit",
    "synchronize",
    "to_numpy",
]

_HOMES = {
    "CompileError": "diagnostics",
    "DeviceArray": "device_arrays",
    "MismatchError": "diagnostics",
    "RaceError": "diagnostics",
    "RaceWarning": "diagnostics",
    "asarray": "device_arrays",
    "atomic_add": "atomics",
    "check": "checking",
    "devices": "machine",
    "empty": "device_arrays",
    "synchronize": "device_arrays",
    "to_numpy": "device_arrays",
}


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'pragmac' has no attribute '{name}'")
    import importlib

    value = getattr(importlib.import_module("." + home, __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
