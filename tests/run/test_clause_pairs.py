"""All ordered pairs of clauses on one directive: accepted with CPython's answer, or refused."""

import numpy as np
import pragmac
import pytest
from one_loop import made
from same_as_python import compare

# x, y, w: arguments (results in y, scratch w); t: private scalar; s: a sum; u: nothing.
DATA = [
    f"{kind}({name})"
    for kind in ("private", "firstprivate", "lastprivate", "shared")
    for name in ("t", "s", "w", "y")
]
OTHERS = [
    "reduction(+: s)", "reduction(*: s)", "reduction(+: t)", "reduction(+: y)", "collapse(2)",
    "schedule(dynamic, 2)", "schedule(static)", "num_threads(3)", "num_threads(1)", "single",
    "block(4)", "simd", "simd(4)", "worker(thread)", "target(cpu)",
]  # fmt: skip
CLAUSES = DATA + OTHERS

BODY = """
    s = 0.0
    #pragma parallel for {}
    for i in range(x.shape[0]):
        for j in range(3):
            t = x[i] + j
            w[0] = t * 2.0
            y[i, j] = w[0] + t
            s += 1.0
    return s
"""
HEAD = "@pragmac.jit\ndef f(x, y, w):"

# What is false or impossible of this loop, alone.
ALONE = {
    "private(s)": "P124", "firstprivate(s)": "P124", "lastprivate(s)": "P124",
    "shared(s)": "P124", "shared(t)": "P124",
    "private(y)": "P124", "firstprivate(y)": "P124", "lastprivate(y)": "P124",
    "reduction(*: s)": "P118", "reduction(+: t)": "P118", "reduction(+: y)": "P118",
}  # fmt: skip
# Without a copy of w per iteration the loop is racy.
COPIES = {"private(w)", "firstprivate(w)", "lastprivate(w)"}


def split(clause):
    kind, _, rest = clause.partition("(")
    return kind, rest.rstrip(")").split(": ")[-1]


def contradicts(a, b):
    (kind, name), (other, other_name) = split(a), split(b)
    data = {"private", "firstprivate", "lastprivate", "shared", "reduction"}
    if kind == other and (kind not in data or name == other_name):
        return "P106" if a == b or kind not in data else "P107"
    both = {kind, other}
    if both <= data and name == other_name and both != {"firstprivate", "lastprivate"}:
        return "P107"
    if (
        both in ({"single", "schedule"},)
        or both == {"single", "num_threads"}
        and "num_threads(3)" in (a, b)
    ):
        return "P107"
    return None


def expected(a, b):
    """The codes of which one is the first error; none when the pair is accepted."""
    if code := contradicts(a, b):
        return {code}
    found = {ALONE[c] for c in (a, b) if c in ALONE}
    if found:
        return found
    if not {a, b} & COPIES and "single" not in (a, b):
        return {"P301"}
    if {a, b} & COPIES and "collapse(2)" in (a, b):
        return {"P114"}
    return set()


@pytest.mark.filterwarnings("ignore::pragmac.RaceWarning")
@pytest.mark.parametrize("a", CLAUSES)
def test_pairs(a):
    for b in CLAUSES:
        f = made(HEAD + BODY.format(f"{a} {b}"))
        wanted = expected(a, b)
        try:
            compare(f, np.arange(9.0), np.zeros((9, 3)), np.zeros(2))
            got = set()
        except pragmac.CompileError as error:
            first = next(d for d in error.diagnostics if d.severity == "error")
            got = {first.code}
            assert first.fixes, str(error)
        assert got == wanted or (len(wanted) > 1 and got <= wanted and got), f"{a} {b}: {got}"
