"""`pytest --pragmac-compare`: every call of a jitted function is compared with plain Python's.

Each call runs both ways on copies of its arguments, as `f.compare` does, and only then as it is; a
difference fails the test with the report of `f.compare`. Calls from within a compared call, and
calls with arrays that live on a device, run as they are.
"""

from __future__ import annotations

import threading
from collections import Counter
from typing import TYPE_CHECKING, Any

from . import _native, function
from .placement import device_of

if TYPE_CHECKING:
    import pytest

_OPTION = "pragmac_compare"
_inside = threading.local()
_compared: Counter[str] = Counter()


class ComparedJitted(_native.Jitted):
    """A jitted function whose calls are compared first."""

    def __call__(self, *args: Any, **keywords: Any) -> Any:
        from .comparing import compare

        if not getattr(_inside, "call", False) and not self._on_device(args, keywords):
            _inside.call = True
            try:
                # By `self.compare` its options would take keywords of the same names.
                compare(self._compiler, args, keywords, rtol=None, limit=None)
            finally:
                _inside.call = False
            _compared[self.__qualname__] += 1
        return super().__call__(*args, **keywords)

    def _on_device(self, args: tuple[Any, ...], keywords: dict[str, Any]) -> bool:
        _, types = self._signature(*args, **keywords)
        return any(device_of(described) for described in types)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.getgroup("pragmac").addoption(
        "--pragmac-compare",
        action="store_true",
        dest=_OPTION,
        help="compare every call of a function that pragmac has jitted with plain Python's",
    )


def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """In front of everything that may define a function."""
    if getattr(early_config.known_args_namespace, _OPTION):
        function.jitted_type = ComparedJitted


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption(_OPTION):  # where the plugin came too late for the hook above
        function.jitted_type = ComparedJitted


def pytest_unconfigure() -> None:
    function.jitted_type = _native.Jitted


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    if config.getoption(_OPTION):
        calls, functions = sum(_compared.values()), len(_compared)
        terminalreporter.write_line(
            f"pragmac: {calls} calls of {functions} functions compared with plain Python's"
        )
