"""Compute follows data: the device of a version, from its arguments and its options."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .bindings import Bound
    from .options import Settings

# Types of array arguments that live on a device end with the device's name.
_DEVICE = 6


def placement(bound: Bound, types: tuple[Any, ...], settings: Settings) -> dict[str, Any]:
    """The part of a compile request that says where loops run: the device that arguments live on,
    else the one of the options. TypeError where these do not agree."""
    names = bound.argument_names()
    given = [(n, device_of(t)) for n, t in zip(names, types, strict=True) if device_of(t)]
    if not given:
        return _request(settings.device, settings.ordinal, False)
    name, device = given[0]
    for other, place in given[1:]:
        if place != device:
            raise _wrong_device(
                bound,
                f"argument `{name}` is on {device} and `{other}` on {place}",
                f"`pragmac.asarray({other}, device={device!r})` copies it there",
            )
    _check_target(bound, name, device, settings)
    kind, _, number = device.partition(":")
    return _request(kind, int(number or 0), True)


def device_of(described: tuple[Any, ...]) -> str:
    """Where an argument of that type lives; "" for the host."""
    return str(described[_DEVICE]) if len(described) > _DEVICE else ""


def _request(device: str, ordinal: int, arguments: bool) -> dict[str, Any]:
    return {"device": device, "ordinal": ordinal, "arguments_on_device": arguments}


def _check_target(bound: Bound, name: str, device: str, settings: Settings) -> None:
    """A function without a target runs where its arrays are."""
    wanted = settings.device_name
    if wanted in (None, device):
        return
    fix = "leave `target=` out: the function then runs where its arrays are"
    said = f"argument `{name}` is on {device}, and this function is for {wanted}"
    raise _wrong_device(bound, said, fix)


def _wrong_device(bound: Bound, message: str, fix: str) -> Exception:
    from .diagnostics import ArgumentError, Diagnostic

    code = bound.functions[0].function.__code__
    found = Diagnostic(
        "P616",
        message,
        file=code.co_filename,
        line=code.co_firstlineno,
        column=1,
        fixes=[{"text": fix, "edit": None}],
    )
    return ArgumentError([found])
