"""What lanes of one subgroup exchange in registers, and what passes through a group's memory."""

import re

import numpy as np
import pragmac
import pytest
from one_loop import made
from ptx_tools import assembled
from test_ptx import ARCHITECTURES

DTYPES = ("bool", "int8", "uint16", "float16", "float32", "int64", "complex64", "complex128")
TOTALS = """
@pragmac.jit
def f(x, y):
    # pragma parallel for
    for i in range(x.shape[0]):
        s = y[i]
        # pragma simd({lanes})
        for j in range(x.shape[1]):
            s {op}= x[i, j]
        y[i] = s
"""
CHECKED = """
@pragmac.jit
def f(x, at, y):
    # pragma parallel for
    for i in range(y.shape[0]):
        # pragma simd({lanes})
        for j in range(at.shape[0]):
            y[i, j] = x[i, at[j]]
"""


def totals(dtype, lanes):
    text = TOTALS.format(lanes=lanes, op="|" if dtype == "bool" else "+")
    return made(text).py_func, np.zeros((3, 70), dtype), np.zeros(3, dtype)


def checked(lanes):
    at = np.arange(9)
    return made(CHECKED.format(lanes=lanes)).py_func, np.ones((3, 9)), at, np.ones((3, 9))


def ptx_of(function, *arguments, architecture=""):
    options = {"verify": True, "architecture": architecture}
    return pragmac.jit(options=options)(function).inspect("ptx", *arguments)


def shuffles(text):
    """The distances of the exchanges, in order; 0: all take the first lane's."""
    return [
        int(n)
        for n in re.findall(r"shfl\.sync\.(?:down|idx)\.b32.*?, (\d+), \d+, (?:-1|%r\d+);", text)
    ]


@pytest.mark.parametrize("lanes", [1, 4, 32])
def test_lanes_of_a_subgroup_need_no_memory(lanes):
    for case in (totals("float32", lanes), checked(lanes)):
        assert ".shared" not in ptx_of(*case)
    steps = [lanes >> n for n in range(1, lanes.bit_length())]
    assert shuffles(ptx_of(*totals("float32", lanes))) == [*steps, 0][: lanes if lanes > 1 else 0]


def test_only_wide_steps_pass_through_memory():
    text = ptx_of(*totals("float32", 256))
    assert shuffles(text) == [16, 8, 4, 2, 1]
    barriers = re.findall(r"\bbar(?:rier)?\.(?:cta\.)?sync", text)
    assert len(barriers) == 3 + 2 + 1  # steps of 128, 64 and 32; around the sum; between `y`s


def test_values_travel_in_words():
    words = {dtype: len(shuffles(ptx_of(*totals(dtype, 2)))) for dtype in DTYPES}
    assert words == {"bool": 2, "int8": 2, "uint16": 2, "float16": 2, "float32": 2, "int64": 4,
                     "complex64": 4, "complex128": 8}  # fmt: skip


def test_narrow_workers_name_their_lanes():
    text = ptx_of(*totals("float32", 8))  # of which a warp holds four
    members = set(re.findall(r"shfl\.sync.*, \d+, 6175, (%r\d+);", text))
    assert len(members) == 1
    assert re.search(r"bar\.warp\.sync \t" + members.pop(), text)
    assert "%laneid" in text


SCRATCH = """
@pragmac.jit
def f(x, y):
    # pragma parallel for
    for i in range(x.shape[0]):
        t = np.empty(16, x.dtype)
        # pragma simd({lanes})
        for j in range(16):
            t[j] = x[i, j]
        # pragma simd({lanes})
        for j in range(16):
            y[i, j] = t[15 - j]
"""


@pytest.mark.parametrize("lanes, threads, elements", [(8, 32, 64), (32, 128, 64), (64, 64, 16)])
def test_four_narrow_workers_share_a_group(lanes, threads, elements):
    function = made(SCRATCH.format(lanes=lanes)).py_func
    text = ptx_of(function, np.zeros((3, 16)), np.zeros((3, 16)))
    assert f".maxntid {threads}\n" in text
    assert re.findall(r"\.shared .*scratch\[(\d+)\]", text) == [str(8 * elements)]


@pytest.mark.parametrize("architecture", ARCHITECTURES)
@pytest.mark.parametrize("lanes", [1, 8, 32, 128])
def test_ptxas_takes_exchanges(lanes, architecture, tmp_path):
    for case in (*(totals(dtype, lanes) for dtype in DTYPES), checked(lanes)):
        assembled(ptx_of(*case, architecture=architecture), architecture, tmp_path)
