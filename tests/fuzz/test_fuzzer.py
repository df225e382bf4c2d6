"""The fuzzer itself: programs depend on the seed, differences are seen, shrinking keeps them."""

import random
import types

import coverage
import numpy as np
import pragmac
import pytest
from compare import Outcome, compare_outcomes, compare_program, difference
from deviations import with_deviations
from expressions import Expressions, Scope
from generate import cells_of, generate
from kinds import conversion, kind_of
from shrink import shrink
from workers import Worker

PROGRAM = """import numpy as np
import pragmac


@pragmac.jit
def f(a, n):
    k = 0
    for i in range(n):
        k += 1
        a[i] = a[i] * 2.0
    if n > 2:
        k = k * {factor}
    return k, a[0]


def case_0():
    return np.arange(1.0, 4.0), 3


def case_1():
    return np.arange(1.0, 4.0), 1


CASES = (case_0, case_1)
"""


def test_programs_depend_on_seed_and_number():
    assert generate(3, 5).text == generate(3, 5).text
    assert generate(3, 5).text != generate(4, 5).text


def test_programs_are_valid_python():
    for number in range(100):
        compile(generate(1, number).text, "program", "exec")


def test_all_programs_together_reach_every_cell():
    asked = {c for number in range(2200) for c in cells_of(1, number)}
    refused = {
        c for c in coverage.cells() if coverage.refused(coverage.operators()[c.operator], c.kind)
    }
    assert asked == set(coverage.cells()) - refused
    assert len(refused) < 0.01 * len(coverage.cells())


def test_every_form_is_generated_and_each_has_its_row():
    made = {place for number in range(400) for _, place in generate(2, number).places}
    forms = {f for f in made if isinstance(f, coverage.Feature)}
    assert forms == set(coverage.FEATURES)


@pytest.mark.parametrize("other", ["float64", "complex128", "py_float", "py_complex"])
@pytest.mark.parametrize("complex_on_the_left", [True, False])
def test_a_guarded_power_has_one_kind(other, complex_on_the_left):
    # Seed 155947218, program 209: an element, or a constant of Python where it is too large.
    kinds = ("py_complex", other) if complex_on_the_left else (other, "py_complex")
    expressions = Expressions(random.Random(1), Scope())
    power = coverage.operators()["pow"]
    texts = expressions._tame(power, *kinds, "a", "b", both_python=True)
    makers = [eval(conversion(kind), {"np": np}) for kind in kinds]
    results = {
        kind_of(eval("{} ** {}".format(*texts), {"np": np, "a": makers[0](x), "b": makers[1](y)}))
        for x in (0.5, 1e300)
        for y in (0.5, 1e300)
    }
    assert len(results) == 1


def test_results_by_way_of_a_root_may_be_a_unit_off():
    """`hypot` of a device is; np.sign of a complex number divides by it."""
    operators = coverage.operators()
    for name in ("np.sign", "abs", "np.sqrt"):
        assert operators[name].approximate("complex128")
        assert not operators[name].approximate("float64")


def test_every_program_has_a_directive():
    assert all("pragma parallel for" in generate(3, number).text for number in range(50))


def test_every_operator_of_the_compiler_has_a_spelling():
    coverage.check_against_compiler()


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (1, np.int64(1)), (1.0, 1), (np.float32(1), np.float64(1)), (0.0, -0.0), (True, 1),
        (np.zeros(2), np.zeros(3)), (np.zeros(2), np.zeros(2, np.float32)), ((1, 2), (1, 3)),
        (np.array([0.0, 1.0]), np.array([0.0, np.nextafter(1.0, 2.0)])), (None, 0),
        (np.complex128(complex(0.0, -0.0)), np.complex128(0j)),
    ],
)  # fmt: skip
def test_differences_are_seen(a, b):
    assert difference(a, b, False)
    assert not difference(a, a, False) and not difference(b, b, False)


def test_nan_is_nan_and_near_is_near():
    assert not difference(float("nan"), -float("nan"), False)
    assert not difference(1.0, np.nextafter(1.0, 2.0).item(), True)
    assert difference(1.0, 1.0 + 1e-12, True)


def test_lines_and_classes_of_errors_are_compared():
    module = types.SimpleNamespace()
    at_3, at_4 = Outcome(error="IndexError", line=3), Outcome(error="IndexError", line=4)
    assert compare_outcomes(at_3, at_4, module, "")
    assert compare_outcomes(at_3, Outcome(error="ValueError", line=3), module, "")
    assert not compare_outcomes(at_3, Outcome(error="IndexError", line=3), module, "")


def test_written_arguments_are_compared():
    module = types.SimpleNamespace()
    a, b = np.zeros(4), np.zeros(4)
    b[3] = 1.0
    same = Outcome(result=1, arguments=(a[:2],))
    assert compare_outcomes(same, Outcome(result=1, arguments=(b[:2],)), module, "")


def wrong(path, monkeypatch):
    """The verdict on a program whose compiled code computes something else."""
    import compare

    loaded = compare.load(str(path))
    plain = loaded.f.py_func
    source = path.read_text().replace("k = k * 5", "k = k * 6")
    space = {}
    exec(compile(source.replace("@pragmac.jit", ""), str(path), "exec"), space)
    monkeypatch.setattr(
        compare, "load",
        lambda _: types.SimpleNamespace(
            CASES=loaded.CASES, f=Stand(space["f"], plain), EXPECT={}, np=np
        ),
    )  # fmt: skip
    return compare.compare_program(str(path))


class Stand:
    """Looks like a jitted function whose compiled code is another function."""

    def __init__(self, compiled, py_func):
        self.compiled, self.py_func = compiled, py_func

    def __call__(self, *arguments):
        return self.compiled(*arguments)


def test_an_integer_of_too_many_digits_is_shown_all_the_same():
    import compare

    assert compare._shown(10**5000) == "int too long to print"
    assert compare._shown((1, 10**5000)) == "tuple too long to print"
    assert compare._shown(7) == "int 7"


def test_a_wrong_compiler_is_found(tmp_path, monkeypatch):
    path = tmp_path / "program.py"
    path.write_text(PROGRAM.format(factor=5))
    assert compare_program(str(path)).status == "equal"
    verdict = wrong(path, monkeypatch)
    assert verdict.status == "mismatch" and "result 0" in verdict.detail


def test_a_crash_and_a_hang_name_their_program(tmp_path):
    crash, hang = tmp_path / "crash.py", tmp_path / "hang.py"
    crash.write_text("import os\nos.abort()\n")
    hang.write_text("while True:\n    pass\n")
    worker = Worker(seconds=3)
    assert worker.compare(crash).status == "crash"
    assert worker.compare(hang).status == "timeout"
    fine = tmp_path / "fine.py"
    fine.write_text(PROGRAM.format(factor=5))
    assert worker.compare(fine).status == "equal"
    worker.close()


def test_an_endless_int_is_skipped(tmp_path):
    path = tmp_path / "cubes.py"
    cubed = PROGRAM.format(factor=5).replace("k += 1", "k = (k + 2) ** 3")
    path.write_text(cubed.replace("4.0), 3", "99.0), 98"))
    assert compare_program(str(path)).status == "skipped"


def test_shrinking_keeps_the_failure(tmp_path):
    path = tmp_path / "program.py"
    broken = PROGRAM.format(factor="undefined_in_cases(1)").replace(
        "def case_0():", "def case_0():\n    missing_name"
    )
    path.write_text(broken)
    worker = Worker(seconds=10)
    answer = worker.compare(path)
    assert answer.failed
    small = shrink(path, answer, worker, seconds=20)
    worker.close()
    assert "missing_name" in small and len(small) < 0.8 * len(broken)


def test_deviations_are_applied():
    text = "def f(a, k, x):\n    a[0] = x\n    return max(k, 2.5), k * k\n"
    space = {"np": np}
    f = with_deviations(text, "program", space)
    assert f(np.zeros(1, np.uint8), 3, np.int64(300)) == (3.0, 9)
    with pytest.raises(OverflowError):
        f(np.zeros(1, np.uint8), 2**40, np.int64(3))
    with pytest.raises(OverflowError):
        f(np.zeros(1, np.uint8), 3, np.float64(300.0))


KERNEL = """import numpy as np
import pragmac


@pragmac.jit
def f(a):
    #pragma parallel for
    for i in range(len(a)):
        {body}


def case_0():
    return (np.arange(1.0, 40.0),)


CASES = (case_0,)
"""


def test_kernels_of_a_device_are_compared_and_counted(tmp_path):
    path = tmp_path / "program.py"
    path.write_text(KERNEL.format(body="a[i] = a[i] * 2.0"))
    verdict = compare_program(str(path), "emulated")
    assert verdict.status == "equal"
    assert verdict.counts == {
        "kernels": 1,
        "of them with lanes": 0,
        "on the host": 0,
        "programs with kernels": 1,
    }
    path.write_text(KERNEL.format(body="t = np.zeros(i + 3); t[i % 3] = 1; a[i] = t[0]"))
    verdict = compare_program(str(path), "emulated")
    assert verdict.status == "rejected" and verdict.detail.startswith("P614")


def test_a_device_that_computes_something_else_is_found(tmp_path, monkeypatch):
    path = tmp_path / "program.py"
    path.write_text(KERNEL.format(body="a[i] = a[i] * 2.0"))
    jit, options = pragmac.jit, {"device": "emulated"}

    def wrong(*_, **settings):
        def make(function):
            text = path.read_text().replace("@pragmac.jit", "").replace("* 2.0", "* 3.0")
            space = {"__name__": "wrong"}
            exec(compile(text, str(path), "exec"), space)
            return space["f"] if settings.get("options") == options else jit(function)

        return make

    monkeypatch.setattr(pragmac, "jit", lambda *a, **k: wrong(**k) if k else jit(*a))
    verdict = compare_program(str(path), "emulated")
    assert verdict.status == "mismatch" and "argument 0" in verdict.detail


RESIDENT = """import numpy as np
import pragmac


@pragmac.jit
def f(a, b):
    s = a[0]
    # pragma parallel for
    for i in range(b.shape[0]):
        b[i] = b[i] + s
    a[1] = b[2]
    return a, s


def case_0():
    whole = np.arange(40.0)
    return whole[3:20:2], np.asfortranarray(np.ones((4, 4)))[1]


def case_1():
    whole = np.arange(40.0)
    return whole[3:20], whole[7:]


CASES = (case_0, case_1)
"""


def test_arguments_that_live_on_a_device_are_compared(tmp_path, monkeypatch):
    path = tmp_path / "program.py"
    path.write_text(RESIDENT)
    assert compare_program(str(path), "resident").status == "equal"
    monkeypatch.setattr(pragmac, "to_numpy", lambda x: np.zeros(x.shape, x.dtype))
    assert compare_program(str(path), "resident").status == "mismatch"
