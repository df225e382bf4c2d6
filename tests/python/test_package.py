"""The surface: attributes of jitted functions, options, exceptions, lazy loading, types."""

import copy
import inspect
import json
import os
import pickle
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pragmac
import pytest


@pragmac.jit
def documented(x: float, y=2):
    """Adds."""
    return x + y


def test_looks_like_the_function():
    assert documented.__name__ == "documented"
    assert documented.__qualname__ == "documented"
    assert documented.__module__ == __name__
    assert documented.__doc__ == "Adds."
    assert documented.__wrapped__ is documented.py_func
    assert str(inspect.signature(documented)) == "(x: float, y=2)"
    assert "documented" in repr(documented)
    documented.note = 3
    assert documented.note == 3


def test_copied_and_pickled_by_name():
    assert pickle.loads(pickle.dumps(documented)) is documented
    assert copy.deepcopy(documented) is documented

    @pragmac.jit
    def local(x):
        return x

    with pytest.raises((pickle.PicklingError, AttributeError)):
        pickle.dumps(local)


@pytest.mark.parametrize("thing", [len, int, 3, print, staticmethod(lambda: 0)])
def test_only_functions_are_jitted(thing):
    with pytest.raises(TypeError, match="pragmac.jit"):
        pragmac.jit(thing)


def test_jit_of_a_jitted_function_starts_anew():
    again = pragmac.jit(documented, bounds="unchecked")
    assert again.py_func is documented.py_func


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"bound": "safe"}, TypeError, "did you mean `bounds`"),
        ({"math": "fst"}, ValueError, "did you mean `fast`"),
        ({"bounds": 3}, ValueError, "'unchecked'"),
        ({"auto": 1}, ValueError, "auto"),
        ({"target": "hip"}, NotImplementedError, "not supported yet"),
        ({"auto": True}, NotImplementedError, "not supported yet"),
        ({"tune": {"B": [1]}}, NotImplementedError, "not supported yet"),
        ({"options": {"tune": {}}}, NotImplementedError, "not supported yet"),
        ({"options": {"verfy": True}}, TypeError, "did you mean `verify`"),
        ({"options": 3}, TypeError, "dict"),
    ],
)
def test_bad_options(options, error, words):
    with pytest.raises(error, match="P609") as caught:
        pragmac.jit(**options)
    assert words in str(caught.value)


def test_defaults_may_be_written_out():
    decorate = pragmac.jit(
        target=None, auto=False, math="strict", bounds="safe", races="check",
        reductions="default", deterministic="default", tune=None, options={},
    )  # fmt: skip
    assert decorate(documented.py_func)(1, 2) == 3


def test_unchecked_bounds_compile():
    @pragmac.jit(bounds="unchecked")
    def f(a, i):
        return a[i]

    assert f(np.arange(3.0), 2) == 2.0


@pytest.mark.parametrize(
    ("stage", "words"),
    [
        ("source", 'func "documented"'),
        ("loops", 'func "documented"'),
        ("machine", 'func "documented"'),
        ("llvm", "define"),
        ("asm", "ret"),
    ],
)
def test_inspect(stage, words):
    assert words in documented.inspect(stage, 1.5)


def test_inspect_of_an_unknown_stage():
    with pytest.raises(ValueError, match="did you mean `loops`"):
        documented.inspect("loop", 1.5)


def test_compile_error_shows_the_line():
    @pragmac.jit
    def f(x):
        y = [x]
        return y

    with pytest.raises(pragmac.CompileError) as caught:
        f(1)
    error = caught.value
    assert isinstance(error, SyntaxError)
    assert error.filename == __file__
    assert error.text.strip() == "y = [x]"
    assert error.offset == error.text.index("[") + 1
    finding = error.diagnostics[0]
    assert finding.code == "P202" and finding.severity == "error"
    assert (finding.file, finding.line, finding.column) == (__file__, error.lineno, error.offset)
    assert finding.message and finding.fixes
    assert "error[P202]" in str(error)
    assert pickle.loads(pickle.dumps(error)).diagnostics[0].code == "P202"


def test_all_errors_are_reported():
    @pragmac.jit
    def f(x):
        y = [x]
        z = {x: y}
        return z

    with pytest.raises(pragmac.CompileError) as caught:
        f(1)
    assert [d.code for d in caught.value.diagnostics] == ["P202", "P203"]


def test_no_source():
    space = {}
    exec("def made(x):\n    return x\n", space)
    with pytest.raises(pragmac.CompileError, match="P605"):
        pragmac.jit(space["made"])(1)


def test_source_from_linecache_as_in_notebooks():
    import linecache

    name, text = "<cell 7>", "def made(x):\n    return x + 1\n"
    linecache.cache[name] = (len(text), None, text.splitlines(True), name)
    space = {}
    exec(compile(text, name, "exec"), space)
    assert pragmac.jit(space["made"])(1) == 2


def test_race_warning_once_per_loop():
    @pragmac.jit
    def f(y, k):
        # pragma parallel for
        for i in range(y.shape[0]):
            k[i] += 0
            y[k[i] * 1] = i

    line = f.py_func.__code__.co_firstlineno + 3
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        f(np.zeros(3), np.arange(3))
        f(np.zeros(3, dtype=np.float32), np.arange(3))
    assert [w.category for w in caught] == [pragmac.RaceWarning]
    assert (caught[0].filename, caught[0].lineno) == (__file__, line)
    assert "in order" in str(caught[0].message)


def test_proved_loops_do_not_warn():
    @pragmac.jit
    def f(y):
        # pragma parallel for
        for i in range(y.shape[0]):
            y[i] = i * 2.0

    y = np.zeros(1000)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        f(y)
    assert np.array_equal(y, np.arange(1000) * 2.0)


def test_race_warning_for_an_array_that_overlaps_itself():
    @pragmac.jit
    def fill(y):
        # pragma parallel for
        for i in range(y.shape[0]):
            y[i] = i

    @pragmac.jit
    def copy(x, y):
        # pragma parallel for
        for i in range(y.shape[0]):
            y[i] = 0.0
        # pragma parallel for
        for i in range(y.shape[0]):
            y[i] = x[i]

    line = fill.py_func.__code__.co_firstlineno + 3
    base = np.zeros(20)
    one = np.lib.stride_tricks.as_strided(base, (10,), (0,))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        fill(base)
        fill(base[::2])  # strided, but every element is another
        assert caught == []
        fill(one)
        fill(one)
        assert base[0] == 9.0
        copy(base[1:], base[:-1])
        copy(base[10:0:-2], base[:10:2])
    assert [(w.category, w.lineno) for w in caught] == [(pragmac.RaceWarning, line)]
    assert "`y` overlaps itself" in str(caught[0].message)


def test_devices():
    host = pragmac.devices()[0]
    assert host.kind == "cpu" and host.cores >= 1 and host.threads >= 1


def run_python(code, **environment):
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True,
        env={**os.environ, **environment}, check=True,
    )  # fmt: skip


def test_import_is_light():
    code = """
import sys, numpy
before = set(sys.modules)
import pragmac
new = set(sys.modules) - before
print(sorted(new))
"""
    loaded = run_python(code).stdout
    assert "pragmac._native" in loaded
    for heavy in ("pragmac._compiler", "pragmac.tree", "dataclasses", "argparse", "json"):
        assert f"'{heavy}'" not in loaded


def test_unknown_environment_variable_warns():
    code = "import pragmac\n@pragmac.jit\ndef f(x):\n    return x\n"
    assert "PRAGMAC_NUM_THREAD" in run_python(code, PRAGMAC_NUM_THREAD="2").stderr
    assert "PRAGMAC" not in run_python(code, PRAGMAC_NUM_THREADS="2").stderr


def test_thread_count_from_the_environment():
    code = "import pragmac\nprint(pragmac.devices()[0].threads)"
    assert run_python(code, PRAGMAC_NUM_THREADS="3").stdout.strip() == "3"
    code += "\nfrom pragmac.environment import check_thread_count\ncheck_thread_count()"
    empty = run_python(code, PRAGMAC_NUM_THREADS="")
    assert empty.stderr == "" and int(empty.stdout) >= 1  # as if unset


def test_operators_are_listed_from_the_tables():
    from pragmac import _compiler

    names = _compiler.operators()
    assert "floor_div" in names["binary"] and "wrap_index" in names["binary"]
    assert "neg" in names["unary"] and "lt" in names["compare"]
    assert names["dtypes"][0] == "bool" and "c128" in names["dtypes"]
    assert "sqrt" in names["functions"]
    assert "For" in names["nodes"]


# Lines 10, 12, 13, 15 and 17 are wrong.
TYPED = """\
import pragmac
@pragmac.jit
def f(x: int, y: float = 1.0) -> float:
    return x + y
@pragmac.jit(bounds='unchecked')
def g(x: int) -> int:
    return x
reveal_type(f(1))
reveal_type(g(1))
f('text')
f.inspect('llvm', 1)
f.inspect('nothing', 1)
pragmac.jit(maths='fast')
reveal_type(f.explain(1))
f.explain('text')
print(f.compare(1, 2.0, rtol=1e-6).to_dict()['compared'], str(f.explain(1, y=2.0)))
f.compare(1, rtol='exact')
"""
WRONG_LINES = [10, 12, 13, 15, 17]


def test_mypy_reads_the_stubs(tmp_path):
    pytest.importorskip("mypy", reason="mypy is not installed")
    program = tmp_path / "program.py"
    program.write_text(TYPED)
    package = Path(pragmac.__file__).resolve().parents[1]
    found = subprocess.run(
        [sys.executable, "-m", "mypy", "--config-file", "", str(program)],
        capture_output=True, text=True, cwd=tmp_path,
        env={**os.environ, "MYPYPATH": str(package)},
    ).stdout  # fmt: skip
    lines = {int(line.split(":")[1]): line for line in found.splitlines() if "error:" in line}
    assert 'Revealed type is "float"' in found.replace("builtins.float", "float")
    assert 'Revealed type is "int"' in found.replace("builtins.int", "int")
    assert 'Revealed type is "pragmac.report.Report"' in found
    assert sorted(lines) == WRONG_LINES, found


def basedpyright(folder, *arguments):
    pytest.importorskip("basedpyright", reason="basedpyright is not installed")
    command = [sys.executable, "-m", "basedpyright", "--outputjson", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder)
    return json.loads(done.stdout)["generalDiagnostics"]


def test_basedpyright_reads_the_stubs(tmp_path):
    (tmp_path / "program.py").write_text(TYPED)
    package = Path(pragmac.__file__).resolve().parents[1]
    settings = {"typeCheckingMode": "standard", "extraPaths": [str(package)]}
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(settings))
    found = basedpyright(tmp_path, "program.py")
    of = {level: [] for level in ("error", "information", "warning")}
    for entry in found:
        of[entry["severity"]].append((entry["range"]["start"]["line"] + 1, entry["message"]))
    assert sorted({line for line, _ in of["error"]}) == WRONG_LINES, found
    told = " ".join(message for _, message in of["information"])
    assert all(f'is "{name}"' in told for name in ("float", "int", "Report")), told


def test_package_passes_basedpyright():
    root = Path(pragmac.__file__).resolve().parents[2]
    found = basedpyright(root)
    assert [f["message"] for f in found if f["severity"] == "error"] == []


def test_package_passes_mypy():
    pytest.importorskip("mypy", reason="mypy is not installed")
    root = Path(pragmac.__file__).resolve().parents[2]
    found = subprocess.run([sys.executable, "-m", "mypy"], capture_output=True, text=True, cwd=root)
    assert found.returncode == 0, found.stdout


def test_a_fault_of_ours_leaves_a_reproducer_and_python_alive(tmp_path, monkeypatch):
    from pragmac import requests

    monkeypatch.setenv("PRAGMAC_CACHE_DIR", str(tmp_path))
    original = requests.compile_request

    def damaged(*args):
        return {**original(*args), "tree": "(Module 0:0-0:0 (("}

    @pragmac.jit
    def f(x):
        return x

    with monkeypatch.context() as patched:
        patched.setattr(requests, "compile_request", damaged)
        with pytest.raises(pragmac.CompileError) as caught:
            f(1)
    finding = caught.value.diagnostics[0]
    assert finding.code.startswith("P9")
    (written,) = (tmp_path / "faults").iterdir()
    assert str(written) in str(caught.value)
    assert "(Module 0:0-0:0 ((" in written.read_text()
    assert f(1) == 1


def test_a_jitted_lambda_is_refused_where_it_stands():
    square = pragmac.jit(lambda x: x * x)
    with pytest.raises(pragmac.CompileError) as caught:
        square(2)
    finding = caught.value.diagnostics[0]
    line = square.py_func.__code__.co_firstlineno
    assert (finding.code, finding.file, finding.line) == ("P207", __file__, line)
    assert finding.column == caught.value.text.index("lambda") + 1
    assert finding.rendered.splitlines()[1:5] == [
        f"{' ' * len(str(line))}--> {__file__}:{line}:{finding.column}",
        f"{' ' * len(str(line))} |",
        f"{line} |     square = pragmac.jit(lambda x: x * x)",
        f"{' ' * len(str(line))} |                          ^^^^^^^^^^^^^^^",
    ]


def test_carets_stand_below_wide_characters(tmp_path):
    from pragmac.diagnostics import Diagnostic

    file = tmp_path / "wide.py"
    file.write_text("\t幅 = None\n", encoding="utf-8")
    found = Diagnostic("P201", "no", file=str(file), line=1, column=6, label="here")
    assert found.rendered.splitlines()[-1] == "  | \t     ^ here"


def test_asynchronous_functions_are_refused():
    @pragmac.jit
    async def f(x):
        return x

    @pragmac.jit
    async def g(x):
        yield x

    for function in (f, g):
        with pytest.raises(pragmac.CompileError, match="P223.*asynchronous"):
            function(1)
