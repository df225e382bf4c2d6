"""Contests without processes: pairs, wrong results, dead workers, probes."""

import numpy as np
import pytest

from bench.cpu.rounds import LEAST_ROUNDS, Contest, probes_agree
from bench.cpu.summary import entry
from kernels import load

PROGRAM = load("pi")
RIGHT = np.float64(PROGRAM.reference(1_000_000))


class Fake:
    """Answers like a worker whose calls take `seconds`; from call `bad_from` on, wrongly."""

    def __init__(self, log, who, seconds, result=RIGHT, bad_from=10**9, dies_at=10**9, first=0.1):
        self.first = first
        self.log, self.who, self.seconds, self.result = log, who, seconds, result
        self.bad_from, self.dies_at, self.calls = bad_from, dies_at, 0

    def ask(self, request, limit):
        if "load" in request:
            return {"inputs": "same", "first": self.first, "made": 0.0}
        wrong = self.calls > self.bad_from
        if "save" in request:
            np.savez(request["save"], self.result + (1.0 if wrong else 0.0))
            return {"saved": request["save"]}
        self.calls += 1
        self.log.append(self.who)
        if self.calls > self.dies_at:
            return {"error": "worker ended with status -9"}
        digest = "wrong" if self.calls > self.bad_from else "right"
        return {"times": [self.seconds] * request["run"], "digest": digest}


def contest(log, speed=lambda number: 100.0, **fakes):
    numbers = iter(range(1000))
    asks = {who: fake.ask for who, fake in fakes.items()}
    return Contest(PROGRAM, "S", asks, lambda request, limit: {"fma": speed(next(numbers))})


def standard(log, **changes):
    fakes = {"pragmac": Fake(log, "pragmac", 0.01), "numpy": Fake(log, "numpy", 0.02),
             "gcc": Fake(log, "gcc", 0.03)}  # fmt: skip
    return fakes | changes


def test_ours_stands_beside_every_peer_and_the_order_turns():
    log = []
    contest(log, **standard(log)).run(2, 100.0)
    assert log[:3] == ["numpy", "pragmac", "gcc"]  # loaded, checked once
    first, second = log[3:7], log[7:]
    assert first == ["pragmac", "numpy", "pragmac", "gcc"]
    assert second == ["gcc", "pragmac", "numpy", "pragmac"]


def test_one_long_call_of_ours_serves_a_round():
    log = []
    fakes = standard(log, pragmac=Fake(log, "pragmac", 0.2))
    found = contest(log, **fakes).run(1, 100.0)
    assert log[3:] == ["pragmac", "numpy", "gcc"]
    assert found["who"]["gcc"]["pairs"] == [[0.2, 0.03, True]]


def test_rounds_end_with_the_time_but_not_too_early():
    log = []
    found = contest(log, **standard(log)).run(100, 0.0)
    assert len(found["probes"]) == LEAST_ROUNDS


def test_a_result_that_becomes_wrong_is_reported_and_ends_the_pairs():
    log = []
    fakes = standard(log, gcc=Fake(log, "gcc", 0.03, bad_from=3))
    found = contest(log, **fakes).run(8, 100.0)
    row = found["who"]["gcc"]
    assert row["equal"] is False and row["difference"] > 0.1 and len(row["pairs"]) == 2
    assert "C" not in entry("pi", "S", found).best
    assert len(found["who"]["numpy"]["pairs"]) == 8


def test_a_wrong_result_of_ours_is_no_time():
    log = []
    fakes = standard(log, pragmac=Fake(log, "pragmac", 0.01, result=RIGHT + 1))
    found = entry("pi", "S", contest(log, **fakes).run(8, 100.0))
    assert found.seconds is None and found.why.startswith("WRONG: differs from NumPy by 3")
    assert found.standing == 0.0


def test_a_worker_that_dies_is_reported():
    log = []
    fakes = standard(log, gcc=Fake(log, "gcc", 0.03, dies_at=2))
    row = contest(log, **fakes).run(8, 100.0)["who"]["gcc"]
    assert row["error"] == "worker ended with status -9" and row["equal"] is False
    assert len(row["pairs"]) == 1


def test_other_inputs_are_an_error():
    log = []
    other = Fake(log, "gcc", 0.03)
    fakes = standard(log)
    asks = {who: fake.ask for who, fake in fakes.items()}
    asks["gcc"] = lambda request, limit: (
        other.ask(request, limit) | ({"inputs": "others"} if "load" in request else {})
    )
    found = Contest(PROGRAM, "S", asks, lambda request, limit: {}).run(1, 1.0)
    assert found["who"]["gcc"]["error"] == "other inputs than the others have"


def test_a_slow_reference_is_not_timed():
    log = []
    fakes = standard(log, numpy=Fake(log, "numpy", 3.0, first=3.0))
    found = contest(log, **fakes).run(1, 100.0)["who"]["numpy"]
    assert found["untimed"] == "a call takes 3.0 s" and "pairs" not in found
    assert "numpy" not in log and found["equal"]


@pytest.mark.parametrize(
    ("before", "after", "agree"), [(100.0, 104.0, True), (100.0, 110.0, False)]
)
def test_probes(before, after, agree):
    assert probes_agree({"fma": before}, {"fma": after}) is agree
    assert probes_agree({"fma": before}, {"error": "none"})


def test_rounds_in_which_the_speed_changed_are_counted_and_left_out():
    log = []
    found = contest(log, lambda number: 200.0 if number == 3 else 100.0, **standard(log))
    found = found.run(10, 100.0)
    assert found["unsteady_rounds"] == 2  # into it and out of it
    assert entry("pi", "S", found).best["C"].ratio.count == 8
