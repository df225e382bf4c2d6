"""Mathematical functions of vector loops: bits, special cases, errors, and that they are called."""

import importlib.util
import math
import os
import pathlib
import subprocess
import sys

import numpy as np
import pragmac
import pytest
from pragmac import _native

ROOT = pathlib.Path(__file__).resolve().parents[2]

specification = importlib.util.spec_from_file_location("measure", ROOT / "tools/measure_math.py")
measure = importlib.util.module_from_spec(specification)
sys.modules["measure"] = measure  # dataclasses look their module up
specification.loader.exec_module(measure)

ROWS = measure.rows()
each_row = pytest.mark.parametrize("row", ROWS, ids=str)
needs_lanes = pytest.mark.skipif(
    not _native.lane_math(), reason="no SLEEF here, or a processor without AVX2 and FMA"
)
SHORT = 20_000  # samples


def special_values(dtype: str) -> np.ndarray:
    info = np.finfo(dtype)
    least, tiny, eps, most = info.smallest_subnormal, info.tiny, info.eps, info.max
    domain = [0.5, 1, 1 - eps / 2, 1 + eps, 1.5, 2, 2.5, 3, 4, math.pi / 2, math.pi, 10, 22]
    ends = [
        87.5,
        88.72,
        88.73,
        89,
        89.4,
        103,
        104,
        127,
        128,
        149,
        151,
        709.7,
        709.8,
        710.4,
        711,
        745,
    ]
    ends += [746, 1023, 1024, 1074, 1076]
    large = [2.0**24 - 1, 2.0**24, 2.0**24 + 2, 1e10, 4503599627370497, 2.0**53 - 1, 2.0**53, 1e16]
    large += [1e20, 1e38, 1e100, 1e200, 1e300, most / 2, most, math.inf]
    small = [0, least, 3 * least, tiny / 2, tiny, 1e-30, eps / 4, eps, 1e-10]
    with np.errstate(over="ignore"):
        positive = np.array(small + domain + ends + large, dtype)
    return np.concatenate([positive, -positive, np.array([math.nan], dtype)])


def arguments(row) -> tuple[np.ndarray, np.ndarray]:
    values = special_values(row.dtype)
    if row.arity == 1:
        return values, values
    return np.repeat(values, len(values)), np.tile(values, len(values))


def bits(values: np.ndarray) -> np.ndarray:
    """With one nan for all."""
    return np.where(np.isnan(values), np.nan, values).view(f"i{values.dtype.itemsize}")


def of_numpy(row, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    if row.name == "erf":
        return np.array([math.erf(value) for value in x], row.dtype)
    function = np.power if row.name == "pow" else getattr(np, row.name)
    with np.errstate(all="ignore"):
        return function(x, y) if row.arity == 2 else function(x)


@each_row
def test_bits_do_not_depend_on_position_or_length(row):
    x, y = (values[:200] for values in measure.samples(row, 200))
    whole = measure.computed(row, x, y)
    for start in range(9):
        for length in [*range(18), 31, 32, 33, 63, 64, 65, 150]:
            part = slice(start, start + length)
            got = measure.computed(row, x[part], y[part])
            assert (bits(got) == bits(whole[part])).all(), (start, length)


@each_row
def test_bits_of_special_values_are_those_of_one_number(row):
    x, y = arguments(row)
    whole = measure.computed(row, x, y)
    for i in range(0, len(x), 1 if row.arity == 1 else 29):
        got = measure.computed(row, x[i : i + 1], y[i : i + 1])
        assert bits(got) == bits(whole[i : i + 1]), (x[i], y[i])


@each_row
def test_special_cases_are_those_of_numpy(row):
    x, y = arguments(row)
    got, expected = measure.computed(row, x, y), of_numpy(row, x, y)
    for kind in (np.isnan, np.isinf, lambda v: v == 0):
        differ = kind(got) != kind(expected)
        assert not differ.any(), (x[differ], y[differ], got[differ], expected[differ])
    signed = ~np.isnan(expected)
    differ = signed & (np.signbit(got) != np.signbit(expected))
    assert not differ.any(), (x[differ], y[differ], got[differ], expected[differ])


@needs_lanes
@each_row
def test_errors_are_within_the_documented_ones(row):
    documented = measure.documented()[row.name, row.dtype]
    assert documented <= 1.001, "a unit in the last place, and the reference's own error"
    assert measure.largest_errors(row, SHORT)[0] <= documented + measure.TOLERANCE


def test_the_table_has_every_function():
    assert set(measure.documented()) == {(row.name, row.dtype) for row in ROWS}


@pragmac.jit
def exponentials(x, y):
    # pragma parallel for
    for i in range(x.shape[0]):
        y[i] = np.exp(x[i])


@pragmac.jit
def chained(x, y):
    for i in range(1, x.shape[0]):
        y[i] = np.exp(x[i] - y[i - 1])


@needs_lanes
@pytest.mark.parametrize(("dtype", "name"), [("f8", "exp_f64x4"), ("f4", "exp_f32x8")])
def test_vector_loops_call_functions_of_several_lanes(dtype, name):
    x = np.ones(100, dtype)
    assembly = exponentials.inspect("asm", x, x)
    # The loop in order that raises where `y` is the shorter stands in front of the workers.
    vector_loop = assembly[assembly.index("iterations0:") :]
    assert f"pragmac_lanes_{name}" in vector_loop
    scalar = name[: name.rindex("x")]
    assert f"pragmac_{scalar}" not in vector_loop.replace("pragmac_lanes_", "")


@needs_lanes
def test_other_loops_call_the_c_library():
    x = np.linspace(0.0, 1.0, 100)
    assembly = chained.inspect("asm", x, x)
    assert "pragmac_exp_f64" in assembly and "pragmac_lanes" not in assembly


def test_an_emulated_device_calls_the_c_library():
    x = np.ones(100)
    emulated = pragmac.jit(options={"device": "emulated"})(exponentials.py_func)
    assert "pragmac_lanes" not in emulated.inspect("asm", x, x)


@needs_lanes
def test_threads_do_not_show_in_bits():
    x = np.random.default_rng(3).uniform(-20, 20, 50_001)
    whole, parts = np.zeros_like(x), np.zeros_like(x)
    exponentials(x, whole)
    for start in range(0, len(x), 777):
        exponentials(x[start : start + 777], parts[start : start + 777])
    assert (bits(whole) == bits(parts)).all()


@pragmac.jit
def guarded(x, y):
    # pragma parallel for
    for i in range(x.shape[0]):
        if x[i] > 0:
            y[i] = np.log(x[i])


def test_calls_under_a_condition():
    x = np.random.default_rng(3).uniform(-2, 2, 1003)
    y, expected = np.full_like(x, 7.0), np.full_like(x, 7.0)
    guarded(x, y)
    guarded.py_func(x, expected)
    np.testing.assert_array_max_ulp(y, expected, 1)


PROGRAM = """
import sys
import numpy as np, pragmac
from pragmac import _native

@pragmac.jit
def f(x, y):
    # pragma parallel for
    for i in range(x.shape[0]):
        y[i] = np.tanh(x[i])

x = np.linspace(-3.0, 3.0, 1001)
y = np.zeros_like(x)
f(x, y)
np.testing.assert_array_max_ulp(y, np.tanh(x), 3)
print(_native.lane_math(), y.tobytes().hex())
"""


def run_program(folder: pathlib.Path, hidden: bool) -> list[str]:
    program, library = folder / "program.py", folder / "hidden" / "libsleef.so.3"
    program.write_text(PROGRAM)
    library.parent.mkdir(exist_ok=True)
    library.write_text("no library")
    environment = {**os.environ, "PRAGMAC_CACHE_DIR": str(folder / "cache")}
    environment["LD_LIBRARY_PATH"] = str(library.parent) if hidden else ""
    done = subprocess.run(
        [sys.executable, str(program)], env=environment, capture_output=True, text=True, timeout=100
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_without_the_library_everything_computes(tmp_path):
    """One cache serves processes that have it and that have not."""
    with_it, without, again = (run_program(tmp_path, hidden) for hidden in (False, True, False))
    assert without[0] == "False" and again == with_it
    if with_it[0] == "True":
        assert with_it[1] != without[1]
