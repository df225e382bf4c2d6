"""SPIR-V of the device flavour: subgroups and float atomics; test_spirv.py has the checking one."""

import re

import numpy as np
import pragmac
import pytest
from spirv_tools import validated
from test_emulated_device import histogram
from test_lane_exchange import DTYPES, checked, totals


def spirv_of(flavour, function, *arguments):
    options = {"verify": True, "spirv": flavour}
    return pragmac.jit(options=options)(function).inspect("spirv", *arguments)


@pytest.mark.parametrize("lanes", [1, 8, 32, 128])
def test_the_device_flavour_has_subgroups(lanes, tmp_path):
    for case in (*(totals(dtype, lanes) for dtype in DTYPES if lanes > 1), checked(lanes)):
        validated(spirv_of("device", *case), tmp_path, "spv1.3")
    text = spirv_of("device", *totals("float32", lanes))
    assert text.count("OpGroupNonUniformShuffleDown ") == {1: 0, 8: 3, 32: 5, 128: 5}[lanes]
    assert text.count("OpGroupBroadcast ") == (1 < lanes <= 32)
    assert " SubgroupSize 32" in text


def test_subgroups_have_a_barrier_of_their_own():
    def scopes(lanes):
        text = spirv_of("device", *totals("float32", lanes))
        names = dict(re.findall(r"(%\d+) = OpConstant %\d+ (\d+)\n", text))
        return {names[scope] for scope in re.findall(r"OpControlBarrier (%\d+)", text)}

    group, subgroup = "2", "3"
    assert (scopes(32), scopes(128)) == ({subgroup}, {group})


def test_whole_subgroups_share_groups():
    def workers_of_a_group(lanes, **options):
        function, *arguments = totals("float32", lanes)
        report = pragmac.jit(target="opencl", options=options)(function).explain(*arguments)
        return report.to_dict()["loops"][0]["mapping"]["block"]

    assert workers_of_a_group(32, spirv="device") == 4
    for lanes in (8, 64):  # narrow ones would wait at the others' barriers
        assert workers_of_a_group(lanes, spirv="device") is None
    assert workers_of_a_group(32) is workers_of_a_group(32, kernels="c") is None


def test_the_checking_flavour_has_none():
    text = spirv_of("checking", *totals("float32", 32))
    assert "SubgroupSize" not in text and "Shuffle" not in text and "OpExtension" not in text


@pytest.mark.parametrize("dtype, sums", [("f4", 1), ("f8", 1), ("c8", 2), ("f2", 0), ("i4", 0)])
def test_floats_are_added_by_one_instruction(dtype, sums, tmp_path):
    case = histogram, np.arange(8), np.zeros(9, dtype)
    text = spirv_of("device", *case)
    validated(text, tmp_path, "spv1.3")
    assert text.count("OpAtomicFAddEXT ") == sums
    assert ('OpExtension "SPV_EXT_shader_atomic_float_add"' in text) == bool(sums)
    assert "OpAtomicFAddEXT" not in spirv_of("checking", *case)  # also behind the other one


def test_flavours_are_checked():
    with pytest.raises(ValueError, match="P609: .* is one of 'checking', 'device', not 'devise'"):
        pragmac.jit(options={"spirv": "devise"})
    with pytest.raises(ValueError, match="P609: `options.'spirv'.` is of SPIR-V"):
        pragmac.jit(options={"spirv": "device", "kernels": "c"})


def test_explain_names_the_flavour(monkeypatch):
    # Not that of whatever device this machine has.
    monkeypatch.setattr("pragmac.machine.opencl_devices", lambda: ([], "no driver"))
    for options, words in (({}, "SPIR-V, checking flavour"), ({"kernels": "c"}, "OpenCL C"),
                           ({"spirv": "device"}, "SPIR-V, device flavour")):  # fmt: skip
        function, *arguments = totals("float32", 32)
        report = pragmac.jit(target="opencl", options=options)(function).explain(*arguments)
        assert report.to_dict()["loops"][0]["mapping"]["code"] == words
        assert words in str(report)
