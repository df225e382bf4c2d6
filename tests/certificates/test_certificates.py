"""Proofs of the corpus, checked again by a program that shares no code with the compiler."""

import re
from collections import Counter

import numpy as np
import pragmac
import pytest
from certificates import CHECKER, MLIR, corpus, findings, proofs_of

pytestmark = pytest.mark.skipif(
    not MLIR.exists(), reason="MLIR is not installed (libmlir-22-dev): no second opinion"
)


def refused(text: str) -> bool:
    return any(line.startswith("refused: ") for line in findings(text)[0])


def one(function, *arguments) -> str:
    (proof,) = proofs_of(function, *arguments).values()
    assert findings(proof)[0] and not refused(proof)
    return proof


@pytest.fixture(scope="module")
def proofs() -> dict[str, str]:
    return dict(corpus())


def test_the_checker_is_built():
    assert CHECKER.exists(), "MLIR is installed, but CMake did not find it"


def test_every_proof_of_the_corpus_holds(proofs):
    found = dict(zip(proofs, findings(*proofs.values()), strict=True))
    wrong = [f"{name}: {line}" for name, lines in found.items() for line in lines]
    assert [line for line in wrong if ": refused: " in line] == []
    words = Counter(line.split(": ")[0] for lines in found.values() for line in lines)
    evidence = Counter(
        re.search(r" by (\w+)", line)[1]
        for lines in found.values()
        for line in lines
        if line.startswith("not affine")
    )
    print(dict(words), dict(evidence))
    # What rests on tests in front of the loop, on values or on the user has no relation to check.
    assert words["holds"] > 250 and words["not affine"] < 150, (words, evidence)
    assert evidence.keys() <= {
        "inspection", "fact", "commute", "one_value", "assumption", "claim", "rows",
    }  # fmt: skip


def test_every_guard_is_needed(proofs):
    """Without its test in front of the loop no guarded claim holds."""
    guarded = [text for text in proofs.values() if " by relations unless " in text]
    assert len(guarded) > 20
    doctored = [re.sub(r"(by relations) unless \[.*?\}", r"\1", text) for text in guarded]
    for text, lines in zip(guarded, findings(*doctored), strict=True):
        assert any(line.startswith("refused: ") for line in lines), text


def shifted(y, n):
    # pragma parallel for
    for i in range(n):
        y[i] = y[i + n]


def odd_from_even(y):
    # pragma parallel for
    for i in range(y.shape[0] - 1):
        if i % 2 == 0:
            y[i] = y[i + 1]


def test_another_offset_is_refused():
    proof = one(shifted, np.ones(8), 4)
    other = proof.replace("-n - i0 + o0 = 0", "-n - i0 + o0 + 1 = 0")
    assert other != proof and refused(other)


def test_a_wider_domain_is_refused():
    proof = one(shifted, np.ones(8), 4)
    wider = re.sub(r"\bn - i0 - 1 >= 0", "n - i0 >= 0", proof)
    assert wider != proof and refused(wider)


def test_a_dropped_guard_is_refused():
    proof = one(odd_from_even, np.ones(8))
    without = proof.replace("-i0 + 2*e0 = 0 and ", "")
    assert without != proof and refused(without)


def test_a_claim_about_a_relation_that_is_not_there_is_refused():
    proof = one(shifted, np.ones(8), 4)
    assert refused(re.sub(r"(access 0 .*`: ).*", r"\1unknown", proof))


def barrier_proofs(function) -> list[str]:
    from test_loop_sequences import arguments

    loops = pragmac.jit(function).explain(*arguments()).to_dict()["loops"]
    assert loops[0]["barrier_proof"] == ""
    return [loop["barrier_proof"] for loop in loops[1:]]


@pytest.mark.parametrize("order", ["any", "by_chunk"])
def test_loops_without_a_barrier_do_not_meet(order):
    """Loops that share no array have no pair of accesses to claim anything of."""
    import test_loop_sequences as sequences

    shared = 0
    for function, found in sequences.WITHOUT.items():
        for proof in barrier_proofs(function) if found == order else []:
            lines = [line for part in findings(proof) for line in part]
            assert all(line.startswith("holds: ") for line in lines), (function, lines)
            shared += len(lines)
    assert shared >= 2
    for function in sequences.WITH:
        assert barrier_proofs(function) == [""]


def test_a_shifted_access_of_a_team_is_refused():
    import test_loop_sequences as sequences

    (first, *_) = barrier_proofs(sequences.chain)
    assert not refused(first)
    assert refused(first.replace("-i0 + o0 = 0", "-i0 + o0 + 1 = 0", 1))
    (apart,) = barrier_proofs(sequences.halves)
    assert not refused(apart)
    assert refused(apart.replace("-2*i1 + o0 - 1 = 0", "-2*i1 + o0 - 2 = 0", 1))


def lane_barriers(function, *arguments) -> list[dict]:
    """The barriers between lanes that were shown not to be needed."""
    jitted = pragmac.jit(options={"device": "emulated"})(function)
    loops = jitted.explain(*arguments).to_dict()["loops"]
    return [b for loop in loops for b in loop["lane_barriers"] if b["certificate"]]


def rounds(a, b, c):
    n = a.shape[1]
    # pragma parallel for
    for i in range(a.shape[0]):
        for u in range(c.shape[1]):
            # pragma simd(8)
            for j in range(n):
                c[i, u, j] = a[i, j] + u
            # pragma simd(8)
            for j in range(n):
                a[i, j] = c[i, u, j]
                b[i, j] = c[i, u, n - 1 - j]


def test_barriers_between_lanes_that_are_not_there():
    """Each pair that only such a barrier would order is apart for MLIR's library too."""
    a = np.ones((2, 20))
    found = lane_barriers(rounds, a, a.copy(), np.ones((2, 3, 20)))
    assert found
    for barrier in found:
        proofs = barrier["certificate"].split("---\n")
        lines = [line for part in findings(*proofs) for line in part]
        assert lines and all(line.startswith("holds: ") for line in lines), lines
    of_lanes = [p for b in found for p in b["certificate"].split("---\n") if "over lane" in p]
    assert not refused(of_lanes[0])
    assert refused(of_lanes[0].replace("+ o1 = 0", "+ o1 - 1 = 0", 1))
