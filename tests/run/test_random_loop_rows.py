"""Random parallel loops in a row: CPython's result, and no conflict in any order of iterations.

Each loop writes elements that only its own iteration touches, so every loop alone is free; whether
two of them may run at the same time is for the compiler to find out.
"""

import importlib.util
import pathlib
import random
import sys

import numpy as np
import pragmac
import pytest

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "fuzz"))

PROGRAMS = 40
SUBSCRIPTS = {  # by range
    "range(n)": ("i", "i", "i", "n - 1 - i"),
    "range(1, n - 1)": ("i", "i", "i - 1", "i + 1", "n - 1 - i"),
    "range(n // 2)": ("i", "2 * i", "2 * i + 1", "i + n // 2"),
    "range(n - 1, -1, -1)": ("i", "i", "n - 1 - i"),
    "range(0, n, 2)": ("i", "n - 1 - i"),
    "range(k)": ("i", "i"),
}
CLAUSES = ("", "", " schedule(dynamic, 2)", " num_threads(3)")


def loop(rng: random.Random, over: str, clause: str) -> list[str]:
    """The lines of one loop: `w[f(i)] = …` of other arrays, and of `w` at the same place."""
    w = rng.choice("xyz")
    subscripts = SUBSCRIPTS[over]
    target = f"{w}[{rng.choice(subscripts)}]"
    read = [f"{a}[{rng.choice(subscripts)}]" for a in "xyz" if a != w]
    terms = rng.sample([*read, target, "2.0", "float(k)"], 2)
    lines = [f"    # pragma parallel for{clause}", f"    for i in {over}:"]
    inner = "        "
    if rng.random() < 0.2:
        lines.append(f"{inner}if i % 2 == {rng.randrange(2)}:")
        inner += "    "
    if rng.random() < 0.06:
        lines.append(f"{inner}assert i != {rng.choice(('k', 'n - 3'))}")
    if rng.random() < 0.2:
        lines.append(f"{inner}t = {terms[0]}")
        terms[0] = "t"
    return [*lines, f"{inner}{target} = {terms[0]} {rng.choice('+-*')} {terms[1]}"]


def between(rng: random.Random) -> list[str]:
    draw = rng.random()
    if draw < 0.1:
        return [f"    s = {rng.choice('xyz')}[n // 2]", "    x[0] = s"]
    if draw < 0.2:
        return ["    k = k + 1"]
    return ["    assert n > 0"] if draw < 0.3 else []


def program(number: int) -> str:
    rng = random.Random(number)
    lines = ["def f(x, y, z, n, k):", "    t = 0.0"]
    usual, clause = rng.choice(list(SUBSCRIPTS)), rng.choice(CLAUSES)
    for place in range(rng.randint(2, 4)):
        over = usual if rng.random() < 0.7 else rng.choice(list(SUBSCRIPTS))
        lines += between(rng) if place else []
        lines += loop(rng, over, clause if rng.random() < 0.9 else rng.choice(CLAUSES))
    return "\n".join([*lines, "    return k, t", ""])


def load(folder: pathlib.Path, number: int):
    path = folder / f"loop_row_{number}.py"
    path.write_text(program(number))
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.f


def arguments(n: int, k: int) -> tuple:
    values = np.random.default_rng(n).integers(-4, 5, (3, n)) / 4.0
    return (*values.copy(), n, k)


def wrong(f) -> str:
    """What differs between orders, or nothing; raises where CPython differs."""
    from interpreted import order_dependence

    jitted = pragmac.jit(f)
    for n, k in ((0, 0), (1, 1), (2, 2), (9, 4), (16, 16), (1000, 700)):
        jitted.compare(*arguments(n, k))
        found = order_dependence(jitted, lambda n=n, k=k: arguments(n, k)) if n < 100 else ""
        if found:
            return f"n = {n}, k = {k}: {found}"
    return ""


@pytest.mark.parametrize("number", range(PROGRAMS))
def test_random_loop_row(number, tmp_path):
    assert wrong(load(tmp_path, number)) == "", program(number)


def test_the_programs_have_teams_of_both_orders(tmp_path):
    machine = []
    for number in range(PROGRAMS):
        f = pragmac.jit(load(tmp_path, number))
        machine.append(f.inspect("machine", *arguments(9, 4)))
    assert sum("team any" in text for text in machine) >= 3
    assert sum("team by_chunk" in text for text in machine) >= 5
    assert sum("team" not in text for text in machine) >= 10
