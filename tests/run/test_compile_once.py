"""Versions are compiled when a call first needs them, and none is compiled twice."""

from __future__ import annotations

import threading

import numpy as np
import pragmac
import pytest
from numpy.lib.stride_tricks import as_strided
from pragmac import requests


def shift(x, y):
    # pragma parallel for
    for i in range(len(y)):
        y[i] = x[i] + 1.0


def keep_larger(x, y):
    for i in range(len(y)):
        if x[i] > y[i]:
            y[i] = x[i]


class Compiles(list):
    """(layout and type of every argument, overlap) of each compile for a call, in order."""

    def overlaps(self) -> list[int]:
        return [overlap for _, overlap in self]


@pytest.fixture
def compiles(monkeypatch) -> Compiles:
    made = Compiles()
    compile_version = requests.compile_version

    def counting(request):
        if not request["measure"]:
            made.append((str(request["arguments"]), request["overlap"]))
        return compile_version(request)

    monkeypatch.setattr(requests, "compile_version", counting)
    return made


def test_first_calls_at_once_compile_once(compiles):
    f = pragmac.jit(shift)
    x = np.arange(100.0)
    outputs = [np.zeros(100) for _ in range(8)]
    ready = threading.Barrier(8)

    def call(y):
        ready.wait()
        f(x, y)

    threads = [threading.Thread(target=call, args=(y,)) for y in outputs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(compiles) == 1
    assert all((y == x + 1).all() for y in outputs)


def test_first_overlapping_calls_at_once_compile_once(compiles):
    f = pragmac.jit(shift)
    bases = [np.arange(101.0) for _ in range(8)]
    ready = threading.Barrier(8)

    def call(base):
        ready.wait()
        f(base[1:], base[:-1])

    threads = [threading.Thread(target=call, args=(base,)) for base in bases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert compiles.overlaps().count(1) == 1
    assert len(set(compiles)) == len(compiles)
    expected = np.arange(101.0)
    shift(expected[1:], expected[:-1])
    assert all((base == expected).all() for base in bases)


def test_the_overlap_version_waits_for_an_overlapping_call(compiles):
    f = pragmac.jit(shift)
    base = np.arange(101.0)
    f(base[:50], base[50:100])  # beside each other
    f(np.arange(50.0), np.zeros(50))
    assert compiles.overlaps() == [0]
    f(base[1:], base[:-1])
    assert compiles.overlaps() == [0, 1]
    f(base[1:], base[:-1])
    f(base[:50], base[50:100])
    assert compiles.overlaps() == [0, 1]


def test_an_array_that_overlaps_itself_has_its_own_version(compiles):
    f = pragmac.jit(keep_larger)
    x = np.arange(10.0)
    f(x, as_strided(np.zeros(30), (10,), (16,)))
    assert compiles.overlaps() == [0]
    f(x, as_strided(np.zeros(1), (10,), (0,)))
    f(x, as_strided(np.zeros(1), (10,), (0,)))
    assert compiles.overlaps() == [0, 2]


def test_one_version_for_all_strides(compiles):
    f = pragmac.jit(shift)
    base = np.arange(200.0)
    for step in (2, 3, -1, 2):
        x = base[::step][:20]
        y = np.zeros(20)
        f(x, y)
        assert (y == x + 1).all()
    assert len(compiles) == 1


def test_a_layout_is_compiled_when_it_first_comes(compiles):
    f = pragmac.jit(shift)
    base = np.arange(40.0)
    f(base[:20], np.zeros(20))
    assert len(compiles) == 1
    f(base[::2], np.zeros(20))
    assert len(compiles) == 2
    f(base[:20], np.zeros(20))
    f(base[::2], np.zeros(20))
    f(base[1::2], np.zeros(20))
    assert len(compiles) == 2


def test_explain_and_compare_take_the_compiled_version(compiles):
    f = pragmac.jit(shift)
    x, y = np.arange(20.0), np.zeros(20)
    f.explain(x, y)
    f(x, y)
    f.compare(x, y)
    assert compiles.overlaps() == [0]


def test_what_cannot_be_compiled_is_judged_once(compiles):
    @pragmac.jit
    def running_sum(y):
        # pragma parallel for
        for i in range(1, len(y)):
            y[i] = y[i] + y[i - 1]

    raised = []
    for _ in range(3):
        with pytest.raises(pragmac.CompileError) as error:
            running_sum(np.zeros(20))
        raised.append(str(error.value))
    assert len(compiles) == 1
    assert len(set(raised)) == 1
