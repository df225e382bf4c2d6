"""`math=`: what each mode may change, that it does, and what none of them may."""

import math
import os
import pathlib
import re
import subprocess
import sys

import numpy as np
import pragmac
import pytest
from openmp_c import CFunction
from ptx_tools import assembled
from spirv_tools import validated

ROOT = pathlib.Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

import kernels  # noqa: E402

MODES = ("strict", "contract", "reassoc", "fast")
ROUNDING = {np.dtype("f4"): 2.0**-24, np.dtype("f8"): 2.0**-53}


def in_mode(function, mode, **options):
    options.setdefault("verify", True)
    return pragmac.jit(math=mode, options=options)(function)


def line(a, x, y, out):
    # pragma parallel for
    for i in range(x.shape[0]):
        out[i] = a * x[i] + y[i]


def dot(x, y):
    s = 0.0
    for i in range(x.shape[0]):
        s += x[i] * y[i]
    return s


def product(x):
    p = 1.0
    for i in range(x.shape[0]):
        p *= x[i]
    return p


def largest(x):
    m = x[0]
    for i in range(x.shape[0]):
        m = np.maximum(m, x[i])
    return m


def least(x):
    m = x[0]
    for i in range(x.shape[0]):
        m = np.minimum(m, x[i])
    return m


def difference(x):
    s = 0.0
    for i in range(x.shape[0]):
        s -= x[i]
    return s


def into_element(a, b, c):
    for i in range(a.shape[0]):
        for j in range(b.shape[1]):
            for k in range(a.shape[1]):
                c[i, j] += a[i, k] * b[k, j]


def random(n, dtype=np.float64, seed=0):
    return (np.random.default_rng(seed).random(n) - 0.5).astype(dtype)


def fused_instructions(text):
    return re.findall(r"\bvfn?m(?:add|sub)\d+[sp][sd]\b", text)


needs_fma = pytest.mark.skipif(
    not re.search(r"\bfma\b", pathlib.Path("/proc/cpuinfo").read_text()),
    reason="this processor has no fused multiply-add",
)


# ---- contraction -------------------------------------------------------------------------------


@needs_fma
@pytest.mark.parametrize("dtype", ["f4", "f8"])
@pytest.mark.parametrize("function", [line, dot, into_element], ids=lambda f: f.__name__)
def test_strict_alone_has_no_fused_operations(function, dtype):
    vectors, square = (np.ones(8, dtype), np.ones(8, dtype)), (np.ones((4, 4), dtype),) * 3
    arguments = {line: (np.dtype(dtype).type(2), *vectors, np.ones(8, dtype)), dot: vectors,
                 into_element: square}[function]  # fmt: skip
    for mode in MODES:
        text = in_mode(function, mode).inspect("asm", *arguments)
        assert bool(fused_instructions(text)) == (mode != "strict"), mode


def every_sum(x, y, z, out):
    for i in range(x.shape[0]):
        out[0, i] = x[i] * y[i] + z[i]
        out[1, i] = z[i] + x[i] * y[i]
        out[2, i] = x[i] * y[i] - z[i]
        out[3, i] = z[i] - x[i] * y[i]
        out[4, i] += x[i] * y[i]
        out[5, i] -= x[i] * y[i]
        out[6, i] = x[i] * y[i] - z[i] * z[i]
        p = x[i] * y[i]
        out[7, i] = p + z[i]


def fused(x, y, z):
    """x * y + z with one rounding."""
    wide = [np.array(v, np.longdouble) for v in (x, y, z)]
    if x.dtype == np.float32:  # exact in 64 bits, but for sums that 64 bits round as 24 would
        return (wide[0] * wide[1] + wide[2]).astype(np.float32)
    from fractions import Fraction

    exact = [Fraction(float(a)) * Fraction(float(b)) + Fraction(float(c))
             for a, b, c in zip(x, y, z, strict=True)]  # fmt: skip
    return np.array([float(v) for v in exact])


@needs_fma
@pytest.mark.parametrize("target", [{}, {"device": "emulated"}], ids=["host", "emulated"])
@pytest.mark.parametrize("mode", ["contract", "reassoc"])
def test_one_rounding_of_sums_in_one_expression(mode, target):
    x, y, z = (random(37, seed=i) for i in range(3))
    out, start = np.zeros((8, 37)), random((8, 37), seed=4)
    out[:] = start
    in_mode(every_sum, mode, **target)(x, y, z, out)
    wanted = [fused(x, y, z), fused(x, y, z), fused(x, y, -z), fused(-x, y, z),
              fused(x, y, start[4]), fused(-x, y, start[5]), fused(x, y, -(z * z)),
              x * y + z]  # fmt: skip
    assert out.tobytes() == np.array(wanted).tobytes()


def test_strict_rounds_products():
    x, y, z = (random(37, seed=i) for i in range(3))
    plain, compiled = np.ones((8, 37)), np.ones((8, 37))
    every_sum(x, y, z, plain)
    in_mode(every_sum, "strict")(x, y, z, compiled)
    assert plain.tobytes() == compiled.tobytes()


def in_chunks(x, y, z, w, out):
    # pragma parallel for schedule(static, 7)
    for i in range(x.shape[0]):
        out[i] = x[i] * y[i] + z[i] * w[i]


def test_chunks_and_vectors_do_not_show():
    arrays = [random(1003, seed=i) for i in range(4)]
    f = in_mode(in_chunks, "contract")
    whole, parts = np.empty(1003), np.empty(1003)
    f(*arrays, whole)
    for start in range(0, 1003, 5):
        f(*(a[start : start + 5] for a in arrays), parts[start : start + 5])
    assert whole.tobytes() == parts.tobytes()


def of_complex(z, out):
    for i in range(z.shape[0]):
        out[i] = z[i] * np.conj(z[i])


@pytest.mark.parametrize("mode", ["contract", "reassoc"])
def test_products_of_complex_numbers_stay(mode):
    z = random(20) + 1j * random(20, seed=1)
    plain, compiled = np.empty_like(z), np.empty_like(z)
    of_complex(z, plain)
    in_mode(of_complex, mode)(z, compiled)
    assert plain.tobytes() == compiled.tobytes() and not compiled.imag.any()


# ---- order -------------------------------------------------------------------------------------


def vector_operations(text, names):
    return re.findall(rf"\bv(?:{names})\w*p[sd]\b[^\n]*[yz]mm", text)


@needs_fma
def test_accumulations_become_vectors():
    x = np.ones(8)
    for mode in MODES:
        wide = mode in ("reassoc", "fast")
        assert bool(vector_operations(in_mode(dot, mode).inspect("asm", x, x), "fmadd")) == wide
        text = in_mode(difference, mode).inspect("asm", x)
        assert bool(vector_operations(text, "add|sub")) == wide
        assert bool(vector_operations(in_mode(product, mode).inspect("asm", x), "mul")) == wide
        assert bool(vector_operations(in_mode(largest, mode).inspect("asm", x), "max")) == wide


def running(x, out):
    s = 0.0
    for i in range(x.shape[0]):
        s += x[i]
        out[i] = s


def factors(x, out):
    for i in range(x.shape[0]):
        p = x[i]
        p *= 1e300
        p *= 1e-300
        out[i] = p


def cancelled(x, out):
    for i in range(x.shape[0]):
        out[i] = (x[i] + 1e16) - 1e16


def neighbours(x, out):
    for i in range(1, x.shape[0]):
        out[i] += out[i - 1] + x[i]


@pytest.mark.parametrize("mode", ["contract", "reassoc"])
@pytest.mark.parametrize("function", [running, factors, cancelled, neighbours])
def test_what_is_no_accumulation_keeps_its_order(function, mode):
    x = random(100) * 1e10
    plain, compiled = np.zeros(100), np.zeros(100)
    with np.errstate(over="ignore"):
        function(x, plain)
    in_mode(function, mode)(x, compiled)
    assert plain.tobytes() == compiled.tobytes()


@pytest.mark.parametrize("dtype", ["f4", "f8"])
@pytest.mark.parametrize("mode", MODES)
def test_errors_of_sums_have_their_bound(mode, dtype):
    """N. Higham, Accuracy and Stability of Numerical Algorithms, section 4.2: in any order the
    error of a sum is below n * u / (1 - n * u) times the sum of magnitudes; of products, n + 1."""
    for n in (0, 1, 7, 64, 1001):
        x, y = random(n, dtype, 1), random(n, dtype, 2)
        exact = math.fsum(np.float64(a) * np.float64(b) for a, b in zip(x, y, strict=True))
        magnitude = math.fsum(abs(np.float64(a) * np.float64(b)) for a, b in zip(x, y, strict=True))
        u = (n + 2) * ROUNDING[np.dtype(dtype)]
        assert abs(float(in_mode(dot, mode)(x, y)) - exact) <= u / (1 - u) * magnitude


@pytest.mark.parametrize("mode", ["contract", "reassoc"])
@pytest.mark.parametrize("n", [1, 5, 16, 33, 100])
def test_nan_and_infinities(mode, n):
    rng = np.random.default_rng(n)
    for special in ([np.nan], [np.inf], [-np.inf], [np.inf, -np.inf], [np.inf, np.nan]):
        x, y = rng.random(n) + 0.5, rng.random(n) + 0.5
        for value in special[:n]:
            x[rng.integers(n)] = value
        for function in (largest, least, difference, product):
            with np.errstate(invalid="ignore"):
                got, wanted = in_mode(function, mode)(x), function(x)
            assert np.isnan(got) == np.isnan(wanted) and type(got) is type(wanted)
            assert math.isclose(got, wanted, rel_tol=1e-12) or np.isnan(wanted)
        with np.errstate(invalid="ignore"):
            got, wanted = in_mode(dot, mode)(x, y), dot(x, y)
        assert np.isnan(got) == np.isnan(wanted)
        assert math.isclose(got, wanted, rel_tol=1e-12) or np.isnan(wanted)


def of_special_values(x, y, z, out):
    for i in range(x.shape[0]):
        out[i] = x[i] * y[i] + z[i]


@pytest.mark.parametrize("mode", ["contract", "reassoc"])
def test_fused_operations_of_special_values(mode):
    values = np.array([0.0, -0.0, 1.0, -2.5, np.inf, -np.inf, np.nan, 5e-324])
    x, y, z = (a.ravel() for a in np.meshgrid(values, values, values))
    plain, compiled = np.empty(x.size), np.empty(x.size)
    with np.errstate(all="ignore"):
        of_special_values(x, y, z, plain)
    in_mode(of_special_values, mode)(x, y, z, compiled)
    np.testing.assert_allclose(compiled, plain, rtol=1e-15, atol=1e-323)
    assert (np.signbit(plain) == np.signbit(compiled))[~np.isnan(plain) & (plain != 0)].all()


def of_integers(x, y):
    s = 1
    for i in range(x.shape[0]):
        s += x[i] * y[i] + x[i] // 3 - y[i] % 5
    return s


@pytest.mark.parametrize("dtype", ["i1", "u2", "i4", "i8", "u8"])
@pytest.mark.parametrize("mode", MODES)
def test_integers_are_the_same(mode, dtype):
    x, y = (np.arange(100) * k % 101 for k in (3, 7))
    x, y = x.astype(dtype), y.astype(dtype)
    with np.errstate(all="ignore"):
        assert in_mode(of_integers, mode)(x, y) == of_integers(x, y)


@pytest.mark.parametrize("mode", MODES)
def test_subnormals_are_kept(mode):
    x, out = np.full(9, 2.0**-1030), np.empty(9)
    in_mode(line, mode)(0.5, x, x, out)
    assert out.tolist() == [1.5 * 2.0**-1030] * 9
    assert np.float64(5e-324) * 1.0 == 5e-324  # and nothing is left behind for the process


DIFFERENT_THREADS = """
import numpy as np, pragmac
from test_math_modes import dot, in_chunks, random
def sums(x):
    s = 0.0
    # pragma parallel for
    for i in range(x.shape[0]):
        s += x[i] * x[i]
    return s
for mode in ("contract", "reassoc"):
    x = [random(10007, seed=i) for i in range(4)]
    out = np.empty(10007)
    pragmac.jit(math=mode)(in_chunks)(*x, out)
    print(out.tobytes().hex(), pragmac.jit(math=mode)(sums)(x[0]).hex(),
          pragmac.jit(math=mode)(dot)(x[0], x[1]).hex())
"""


def test_threads_and_runs_do_not_show(tmp_path):
    program = tmp_path / "program.py"
    program.write_text(DIFFERENT_THREADS)
    seen = set()
    for threads in ("1", "2", "3", "3"):
        folders = pathlib.Path(__file__).parent, pathlib.Path(pragmac.__file__).parents[1]
        path = os.pathsep.join(map(str, folders))
        done = subprocess.run(
            [sys.executable, str(program)], capture_output=True, text=True,
            env={**os.environ, "PRAGMAC_NUM_THREADS": threads, "PYTHONPATH": path},
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        seen.add(done.stdout)
    assert len(seen) == 1


# ---- fast --------------------------------------------------------------------------------------


def test_fast_has_all_of_llvms_flags():
    text = in_mode(line, "fast").inspect("llvm", 2.0, *(np.ones(8),) * 3)
    assert "fast" in text
    for mode in ("strict", "contract"):
        text = in_mode(line, mode).inspect("llvm", 2.0, *(np.ones(8),) * 3)
        assert not re.search(r"\b(fast|reassoc|contract|nnan|ninf|nsz)\b", text)
    text = in_mode(dot, "reassoc").inspect("llvm", np.ones(8), np.ones(8))
    assert "reassoc" in text and not re.search(r"\b(fast|contract|nnan|ninf|nsz)\b", text)


def looked_up(x, y, table):
    for i in range(x.shape[0]):
        y[i] = table[int(x[i] * 2.0 - x[i])]


def test_fast_checks_indices_whatever_the_float_is():
    f = in_mode(looked_up, "fast")
    table = np.arange(5.0)
    y = np.empty(3)
    f(np.array([1.0, 2.0, 4.0]), y, table)
    assert y.tolist() == [1.0, 2.0, 4.0]
    for special in (np.nan, np.inf, -np.inf, 1e300, 7.0):
        try:
            f(np.array([1.0, special, 2.0]), y, table)
        except (IndexError, ValueError, OverflowError):
            pass
        assert set(y.tolist()) <= set(table.tolist())
    with pytest.raises(IndexError):
        f(np.array([7.0]), y, table)


# ---- the option --------------------------------------------------------------------------------


def test_each_mode_has_its_own_version():
    x, y = random(333), random(333, seed=1)
    sums = {mode: in_mode(dot, mode)(x, y) for mode in MODES}
    assert sums["strict"] == dot(x, y)
    assert len(set(sums.values())) > 1


def test_the_mode_is_explained():
    report = in_mode(dot, "contract").explain(np.ones(3), np.ones(3))
    assert report.to_dict()["math"] == "contract" and re.search(r"math +contract", str(report))


def test_unknown_modes():
    with pytest.raises(ValueError, match="did you mean `fast`"):
        pragmac.jit(math="fasd")


def test_the_option_of_run(tmp_path):
    program = tmp_path / "program.py"
    program.write_text(
        "import numpy as np\n"
        "def f(x, out):\n"
        "    # pragma parallel for\n"
        "    for i in range(x.shape[0]):\n"
        "        out[i] = x[i] * x[i] - 1.0\n"
        "x, out = np.full(3, 1 + 2.0**-30), np.empty(3)\n"
        "f(x, out)\n"
        "print(out[0] == x[0] * x[0] - 1.0)\n"
    )
    outcomes = {}
    for mode in ("strict", "contract"):
        command = [sys.executable, "-m", "pragmac", "run", "--math", mode, str(program)]
        outcomes[mode] = subprocess.run(command, capture_output=True, text=True).stdout.strip()
    assert outcomes["strict"] == "True"
    assert outcomes["contract"] == "False" or not needs_fma.args[0]


# ---- compare -----------------------------------------------------------------------------------


def cancelling(x, y, out):
    for i in range(x.shape[0]):
        out[i] = x[i] * y[i] - y[i] * x[i]


@pytest.mark.parametrize("mode", MODES)
def test_compare_allows_what_the_mode_does(mode):
    x, y = random(1000) * 1e3, random(1000, seed=1) * 1e3
    report = in_mode(cancelling, mode).compare(x, y, np.zeros(1000)).to_dict()
    compared = {c["what"]: c for c in report["compared"]}["argument `out`"]
    assert (compared["absolute_tolerance"] > 0) == (mode != "strict")
    assert compared["absolute_tolerance"] < 1e-7
    assert (f"math={mode!r}" in report["inexact"]) == (mode != "strict")


def test_compare_finds_what_no_mode_does():
    f = in_mode(cancelling, "contract")

    class Wrong:
        _signature = f._signature

        def __call__(self, x, y, out):
            cancelling(x, y, out)
            out[3] += 1e-4

    f._compiler.jitted = Wrong()
    with pytest.raises(pragmac.MismatchError, match='math="strict"'):
        f._compiler.compare(random(10), random(10), np.zeros(10))


def test_compare_skips_what_fast_promises_away():
    x = np.array([1.0, np.nan, np.inf, 2.0])
    assert in_mode(line, "fast").compare(2.0, x, x, np.zeros(4))


# ---- kernels -----------------------------------------------------------------------------------

# Not those whose results a comparison of floats decides, as the bins of azimint_naive.
KERNELS = ("gemm", "jacobi_2d", "spmv", "covariance", "softmax", "trisolv", "black_scholes",
           "syrk", "seidel_2d", "cholesky", "heat_3d")  # fmt: skip


@pytest.mark.parametrize("mode", MODES[1:])
@pytest.mark.parametrize("name", KERNELS)
def test_kernels(name, mode):
    kernel = kernels.load(name)
    in_mode(kernel.plain, mode).compare(*kernel.arguments("XS"))


# ---- other targets -----------------------------------------------------------------------------

given = (2.0, np.ones(8), np.ones(8), np.ones(8))


@pytest.mark.parametrize("dtype", ["f4", "f8"])
def test_ptx(dtype, tmp_path):
    arrays = (np.ones(8, dtype),) * 3
    scale = np.dtype(dtype).type(2)
    bits = 8 * np.dtype(dtype).itemsize
    for mode in MODES:
        text = in_mode(line, mode).inspect("ptx", scale, *arrays)
        assert (f"fma.rn.f{bits}" in text) == (mode != "strict")
        assert (f"mul.rn.f{bits}" in text) == (mode == "strict")
        assert (f"add.rn.f{bits}" in text) == (mode == "strict")
        folder = tmp_path / mode
        folder.mkdir()
        assembled(text, "sm_90", folder)


def test_functions_that_are_linked_into_kernels_stay_strict():
    def quotients(x, y):
        # pragma parallel for
        for i in range(x.shape[0]):
            y[i] = x[i] // y[i]

    texts = {in_mode(quotients, m).inspect("ptx", *(np.ones(8),) * 2) for m in MODES[:3]}
    assert len(texts) == 1


@pytest.mark.parametrize("dtype", ["f4", "f8"])
@pytest.mark.parametrize("mode", MODES)
def test_spirv(mode, dtype, tmp_path):
    arrays = (np.ones(8, dtype),) * 3
    text = in_mode(line, mode).inspect("spirv", np.dtype(dtype).type(2), *arrays)
    assert (" fma " in text) == (mode != "strict")
    assert text.count("ContractionOff") == text.count("OpEntryPoint Kernel")
    validated(text, tmp_path)


@pytest.mark.parametrize("mode", MODES)
def test_opencl_c(mode):
    text = in_mode(line, mode, kernels="c").inspect("opencl_c", *given)
    assert ("fma(" in text) == (mode != "strict") and "FP_CONTRACT OFF" in text


@needs_fma
@pytest.mark.parametrize("compiler", ["gcc", "clang"])
@pytest.mark.parametrize("mode", MODES)
def test_openmp_c(mode, compiler, tmp_path):
    x, y, z = (random(37, seed=i) for i in range(3))
    ours, theirs = np.zeros((8, 37)), np.zeros((8, 37))
    f = in_mode(every_sum, mode)
    compiled = CFunction(f, (x, y, z, theirs), tmp_path, compiler, "-march=native")
    assert ("fma(" in compiled.text) == ("-march=native" in compiled.text) == (mode != "strict")
    f(x, y, z, ours)
    compiled(x, y, z, theirs)
    if mode == "fast":
        np.testing.assert_allclose(ours, theirs, rtol=1e-14, atol=1e-15)
    else:
        assert ours.tobytes() == theirs.tobytes()
