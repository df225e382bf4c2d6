"""The names that code reads, as the package reads them off its bytes."""

import dis

import pytest
from pragmac.bindings import global_chains

import kernels


def by_dis(code) -> list[tuple[str, ...]]:
    chains: dict[tuple[str, ...], None] = {}
    current: tuple[str, ...] = ()
    for instruction in dis.get_instructions(code):
        if instruction.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
            current = (instruction.argval,)
            chains[current] = None
        elif instruction.opname in ("LOAD_ATTR", "LOAD_METHOD") and current:
            current = (*current, instruction.argval)
            chains[current] = None
        elif instruction.opname not in ("CACHE", "EXTENDED_ARG"):
            current = ()
    for constant in code.co_consts:
        if hasattr(constant, "co_code"):
            chains.update(dict.fromkeys(by_dis(constant)))
    return list(chains)


@pytest.mark.parametrize("name", kernels.NAMES)
def test_names_of_kernels_are_those_that_dis_shows(name):
    code = kernels.load(name).plain.__code__
    assert global_chains(code) == by_dis(code)
    assert global_chains(code)


def test_names_beyond_the_256th():
    text = "".join(f"    a{k} + module{k}.part{k}.other{k}\n" for k in range(300))
    space = {}
    exec("def f():\n" + text, space)
    found = global_chains(space["f"].__code__)
    assert found == by_dis(space["f"].__code__)
    assert ("module299", "part299", "other299") in found
