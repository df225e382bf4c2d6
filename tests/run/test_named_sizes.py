"""Directives with sizes by name: module constants, part of the compiled code."""

import numpy as np
import pragmac
import pytest

LANES = 8
TILE = 32
WORKERS = 1
TEXT = "text"
ZERO = 0


def work(x, seen):
    # pragma parallel for num_threads(WORKERS) block(TILE)
    for i in range(x.shape[0]):
        s = 0.0
        # pragma simd(LANES)
        for j in range(50):
            s += x[i] * j
        seen[i] = s


def test_constants_are_numbers():
    compiled = pragmac.jit(work)
    x, seen = np.arange(100.0), np.zeros(100)
    compiled(x, seen)
    expected = np.zeros(100)
    work(x, expected)
    np.testing.assert_allclose(seen, expected)
    source = compiled.inspect("source", x, seen)
    assert "num_threads 1" in source and "simd 8" in source


def test_a_changed_constant_is_seen():
    compiled = pragmac.jit(work)
    x, seen = np.arange(10.0), np.zeros(10)
    global WORKERS
    try:
        for WORKERS in (1, 2, 300):
            compiled(x, seen)
            assert f"num_threads {WORKERS} block" in compiled.inspect("source", x, seen)
        WORKERS = 0
        with pytest.raises(pragmac.CompileError, match=r"P105.*`WORKERS` is out of range"):
            compiled(x, seen)
    finally:
        WORKERS = 1


def text(x):
    # pragma simd(TEXT)
    for i in range(x.shape[0]):
        x[i] = 1


def missing(x):
    # pragma simd(MISSING)
    for i in range(x.shape[0]):
        x[i] = 1


def parameter(x, n):
    # pragma simd(n)
    for i in range(x.shape[0]):
        x[i] = 1


@pytest.mark.parametrize(
    ("function", "code"), [(text, "P122"), (missing, "P122"), (parameter, "P114")]
)
def test_other_names_are_refused(function, code):
    with pytest.raises(pragmac.CompileError, match=code):
        pragmac.jit(function)(*([np.ones(3), 4][: function.__code__.co_argcount]))


def test_a_check_without_a_call_knows_no_constants():
    found = pragmac.check(work).diagnostics
    assert [d.code for d in found if d.severity == "error"] == []
