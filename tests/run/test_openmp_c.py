"""`inspect("openmp")`: the text compiles without a warning, and its function does what CPython
does."""

import copy
import pathlib
import sys

import numpy as np
import pragmac
import pytest
from openmp_c import CFunction, Failure, array_like

ROOT = pathlib.Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

import kernels  # noqa: E402
from kernels.kernel import largest_difference, same_bits  # noqa: E402

KERNELS = kernels.load_all()
COMPILERS = ("gcc", "clang")


def called_in_c(kernel, compiled, arguments, likes):
    """As `Kernel.run`, with results of the types that `likes` has."""
    arguments = copy.deepcopy(arguments)
    returned = compiled(*arguments)
    count = len(likes) - len(kernel.outputs)
    values = [returned] if count == 1 else list(returned or ())
    for i, like in enumerate(likes[:count]):
        made = isinstance(like, np.ndarray)
        values[i] = array_like(values[i], like) if made else type(like)(values[i])
    return (*values, *(arguments[i] for i in kernel.outputs))


@pytest.mark.parametrize("compiler", COMPILERS)
@pytest.mark.parametrize("kernel", KERNELS, ids=lambda kernel: kernel.name)
def test_kernels(kernel, compiler, tmp_path):
    compiled = CFunction(kernel.function, kernel.arguments("XS"), tmp_path, compiler)
    for seed in (0, 1):
        arguments = kernel.arguments("XS", seed)
        plain = kernel.run(kernel.plain, arguments)
        found = called_in_c(kernel, compiled, arguments, plain)
        if kernel.exact:
            assert same_bits(found, plain)
        else:
            assert largest_difference(found, plain) <= kernel.tolerance


@pytest.mark.parametrize("kernel", KERNELS, ids=lambda kernel: kernel.name)
def test_kernels_are_bit_equal_to_compiled_ones(kernel, tmp_path):
    arguments = kernel.arguments("S")
    compiled = CFunction(kernel.function, arguments, tmp_path)
    jitted = kernel.run(kernel.function, arguments)
    found = called_in_c(kernel, compiled, arguments, jitted)
    if "pragmac_lanes_" in kernel.function.inspect("llvm", *arguments):
        assert largest_difference(found, jitted) <= kernel.tolerance  # of several lanes, D9
    else:
        assert same_bits(found, jitted)


# ---- numbers that C would compute otherwise -----------------------------------------------------

small = np.array([-128, -127, -7, -1, 0, 1, 3, 7, 126, 127])
EDGES = {
    "int8": small,
    "uint8": np.array([0, 1, 2, 7, 127, 128, 254, 255]),
    "int16": np.array([-(2**15), -300, -1, 0, 1, 7, 300, 2**15 - 1]),
    "uint16": np.array([0, 1, 7, 300, 2**15, 2**16 - 1]),
    "int32": np.array([-(2**31), -(2**31) + 1, -7, -1, 0, 1, 3, 46341, 2**31 - 1]),
    "uint32": np.array([0, 1, 3, 65536, 2**31, 2**32 - 1]),
    "int64": np.array([-(2**63), -(2**63) + 1, -7, -1, 0, 1, 3, 2**32, 2**63 - 1]),
    "uint64": np.array([0, 1, 3, 2**32, 2**63, 2**64 - 1], dtype=np.uint64),
    "float32": np.array([-np.inf, -3.5, -0.0, 0.0, 0.1, 1.0, 6.0, 1e30, 1e-45, np.inf, np.nan]),
    "float64": np.array([-np.inf, -3.5, -0.0, 0.0, 0.1, 1.0, 6.0, 1e300, 5e-324, np.inf, np.nan]),
}
REAL = list(EDGES)
INTEGERS = [d for d in EDGES if "int" in d]


def pairs(dtype):
    values = EDGES[dtype].astype(dtype)
    a, b = np.meshgrid(values, values)
    return a.ravel().copy(), b.ravel().copy()


def arithmetic(a, b, out):
    # pragma parallel for
    for i in range(a.shape[0]):
        out[i, 0] = a[i] + b[i]
        out[i, 1] = a[i] - b[i]
        out[i, 2] = a[i] * b[i]
        out[i, 3] = a[i] // b[i]
        out[i, 4] = a[i] % b[i]
        out[i, 5] = max(a[i], b[i])
        out[i, 6] = min(a[i], b[i])
        out[i, 7] = np.maximum(a[i], b[i])
        out[i, 8] = np.minimum(a[i], b[i])
        out[i, 9] = -a[i]
        out[i, 10] = abs(a[i])
        out[i, 11] = a[i] * a[i] + b[i]


def bits(a, b, out):
    # pragma parallel for
    for i in range(a.shape[0]):
        out[i, 0] = a[i] & b[i]
        out[i, 1] = a[i] | b[i]
        out[i, 2] = a[i] ^ b[i]
        out[i, 3] = ~a[i]
        out[i, 4] = a[i] << b[i]
        out[i, 5] = a[i] >> b[i]


def comparisons(a, b, out):
    # pragma parallel for
    for i in range(a.shape[0]):
        out[i, 0] = a[i] < b[i]
        out[i, 1] = a[i] <= b[i]
        out[i, 2] = a[i] > b[i]
        out[i, 3] = a[i] >= b[i]
        out[i, 4] = a[i] == b[i]
        out[i, 5] = a[i] != b[i]
        out[i, 6] = not a[i]


def same_as_python(function, arguments, directory, compiler="gcc", *flags):
    """Runs the text and plain Python on copies; every array afterwards has the same bits."""
    compiled = CFunction(pragmac.jit(function), arguments, directory, compiler, *flags)
    ours, plain = copy.deepcopy(arguments), copy.deepcopy(arguments)
    with np.errstate(all="ignore"):
        wanted = function(*plain)
    got = compiled(*ours)
    for a, b in zip(ours, plain, strict=True):
        if isinstance(a, np.ndarray):
            np.testing.assert_array_equal(a, b)
            assert a.tobytes() == b.tobytes() or np.isnan(b).any()
    return got, wanted, compiled


@pytest.mark.parametrize("dtype", REAL)
def test_arithmetic(dtype, tmp_path):
    a, b = pairs(dtype)
    same_as_python(arithmetic, (a, b, np.zeros((a.size, 12), dtype)), tmp_path)


@pytest.mark.parametrize("dtype", INTEGERS)
def test_integers_have_no_undefined_results(dtype, tmp_path, capfd):
    a, b = pairs(dtype)
    for number, (function, columns) in enumerate(((arithmetic, 12), (bits, 6))):
        (tmp_path / str(number)).mkdir()
        same_as_python(
            function, (a, b, np.zeros((a.size, columns), dtype)), tmp_path / str(number), "gcc",
            "-fsanitize=undefined",
        )  # fmt: skip
    assert "runtime error" not in capfd.readouterr().err


def by_constants(a, out):
    # pragma parallel for
    for i in range(a.shape[0]):
        out[i, 0] = (i - 7) // 3
        out[i, 1] = (i - 7) % 3
        out[i, 2] = a[i] // 3
        out[i, 3] = a[i] % 3
        out[i, 4] = i // 3 + i % 3


def test_quotients_by_constants(tmp_path):
    a = np.arange(-20, 20)
    _, _, compiled = same_as_python(by_constants, (a, np.zeros((40, 5), np.int64)), tmp_path)
    assert "i / 3" in compiled.text and "i % 3" in compiled.text  # never negative: C's own


@pytest.mark.parametrize("dtype", REAL)
def test_comparisons(dtype, tmp_path):
    a, b = pairs(dtype)
    same_as_python(comparisons, (a, b, np.zeros((a.size, 7), bool)), tmp_path)


def casts(a, i8, u8, i32, u32, i64, u64, f32, f64, b1):
    # pragma parallel for
    for i in range(a.shape[0]):
        x = a[i]
        i8[i] = np.int8(x)
        u8[i] = np.uint8(x)
        i32[i] = np.int32(x)
        u32[i] = np.uint32(x)
        i64[i] = np.int64(x)
        u64[i] = np.uint64(x)
        f32[i] = np.float32(x)
        f64[i] = np.float64(x)
        b1[i] = bool(x)


@pytest.mark.parametrize("dtype", INTEGERS)
def test_casts(dtype, tmp_path):
    a = EDGES[dtype].astype(dtype)
    targets = ("int8", "uint8", "int32", "uint32", "int64", "uint64", "float32", "float64", "bool")
    same_as_python(casts, (a, *(np.zeros(a.size, d) for d in targets)), tmp_path)


def mixed(k, x, u, out):
    n = int(k)
    # pragma parallel for
    for i in range(x.shape[0]):
        out[i, 0] = n < float(x[i])
        out[i, 1] = n <= float(x[i])
        out[i, 2] = n > float(x[i])
        out[i, 3] = n >= float(x[i])
        out[i, 4] = n == float(x[i])
        out[i, 5] = n != float(x[i])


@pytest.mark.parametrize("k", [0, -1, 2**53 + 1, -(2**53) - 1, 2**63 - 1, -(2**63)])
def test_python_ints_are_compared_exactly_with_floats(k, tmp_path):
    x = np.array([float(k), np.nextafter(k, np.inf), np.nextafter(k, -np.inf), np.inf, -np.inf,
                  np.nan, 0.0, -0.5, 2.0**63, -(2.0**63)])  # fmt: skip
    same_as_python(mixed, (k, x, x, np.zeros((x.size, 6), bool)), tmp_path)


def quotients(a, b, out):
    # pragma parallel for
    for i in range(out.shape[0]):
        out[i] = int(a[i]) / int(b[i])


def test_quotients_of_python_ints_are_correctly_rounded(tmp_path):
    a, b = pairs("int64")
    a, b = a[b != 0], b[b != 0]
    same_as_python(quotients, (a, b, np.zeros(a.size)), tmp_path)


def functions(x, out):
    # pragma parallel for
    for i in range(x.shape[0]):
        out[i, 0] = np.exp(x[i])
        out[i, 1] = np.sqrt(x[i])
        out[i, 2] = np.arctan2(x[i], x[i] + 1)
        out[i, 3] = np.sign(x[i])
        out[i, 4] = np.degrees(x[i])
        out[i, 5] = np.fmax(x[i], 1)
        out[i, 6] = np.heaviside(x[i], x[i])
        out[i, 7] = np.isnan(x[i])
        out[i, 8] = np.logaddexp(x[i], x[i] + 1)
        out[i, 9] = np.hypot(x[i], 2)
        out[i, 10] = np.rint(x[i])
        out[i, 11] = x[i] ** 3


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_functions_have_the_bits_of_compiled_ones(dtype, tmp_path):
    x = EDGES[dtype].astype(dtype)
    out = np.zeros((x.size, 12), dtype)
    compiled = CFunction(pragmac.jit(functions), (x, out), tmp_path)
    jitted = out.copy()
    compiled(x, out)
    pragmac.jit(functions)(x, jitted)
    np.testing.assert_array_equal(out, jitted)


def complex_numbers(a, b, out, sizes, order):
    # pragma parallel for
    for i in range(a.shape[0]):
        out[i, 0] = a[i] + b[i] * 2
        out[i, 1] = a[i] * b[i]
        out[i, 2] = a[i] / b[i]
        out[i, 3] = -a[i].conjugate()
        sizes[i] = abs(a[i]) + a[i].imag
        order[i] = a[i] == b[i]


@pytest.mark.parametrize("dtype", ["complex64", "complex128"])
def test_complex_numbers(dtype, tmp_path):
    random = np.random.default_rng(1)
    a, b = (random.normal(size=(2, 50)) + 1j * random.normal(size=(2, 50))).astype(dtype)
    b[3] = a[3]
    sizes = np.zeros(50, a.real.dtype)
    same_as_python(
        complex_numbers, (a, b, np.zeros((50, 4), dtype), sizes, np.zeros(50, bool)), tmp_path
    )


# ---- arrays and loops ---------------------------------------------------------------------------


def around(a, out):
    # pragma parallel for
    for i in range(a.shape[0]):
        for j in range(a.shape[1]):
            out[i, j] = a[i - 1, j - 1] - a[i, j]


@pytest.mark.parametrize("layout", [np.ascontiguousarray, np.asfortranarray, "last", "strided"])
@pytest.mark.parametrize("dtype", ["float64", "int16"])
def test_layouts_and_negative_indices(layout, dtype, tmp_path):
    whole = np.arange(2 * 7 * 2 * 5).reshape(14, 10).astype(dtype)
    if layout == "last":
        a, out = whole[::2, :5], np.zeros((14, 5), dtype)[::-2]
    elif layout == "strided":
        a, out = whole[::-2, ::2], np.zeros((14, 10), dtype)[::2, ::-2]
    else:
        a, out = layout(whole[:7, :5]), layout(np.zeros((7, 5), dtype))
    compiled = CFunction(pragmac.jit(around), (a, out), tmp_path)
    plain = out.copy()
    with np.errstate(over="ignore"):
        around(a, plain)
    compiled(a, out)
    np.testing.assert_array_equal(out, plain)


def last_values(x, out):
    s = 0.0
    k = -1
    # pragma parallel for
    for i in range(x.shape[0]):
        s = x[i] * 2
        if x[i] > 5:
            k = i
            continue
        out[i] = s
    out[0] = s
    return k


def test_scalars_keep_the_last_iteration_that_assigned_them(tmp_path):
    x = np.arange(10.0)
    got, wanted, compiled = same_as_python(last_values, (x, np.zeros(10)), tmp_path)
    assert got == wanted and "lastprivate" in compiled.text


def sums(x, counts, best):
    s = 0.0
    m = -1e9
    # pragma parallel for reduction(+: s)
    for i in range(x.shape[0]):
        s += x[i]
        m = max(m, x[i])
        # pragma atomic
        counts[int(x[i]) % 4] += 1
        # pragma atomic
        best[int(x[i]) % 3] = max(best[int(x[i]) % 3], x[i])
    return s, m


@pytest.mark.parametrize("dtype", ["int8", "int32", "int64", "uint64", "float32"])
def test_reductions_and_atomics(dtype, tmp_path):
    x = np.random.default_rng(0).integers(0, 100, 5000).astype(float)
    arguments = x, np.zeros(4, dtype), np.zeros(3)
    got, wanted, compiled = same_as_python(sums, arguments, tmp_path)
    assert got[1] == wanted[1] and got[0] == pragmac.jit(sums)(*copy.deepcopy(arguments))[0]
    assert "#pragma omp atomic" in compiled.text and "critical" in compiled.text


def steps(out, lo, hi):
    # pragma parallel for schedule(dynamic, 3) num_threads(2)
    for i in range(lo, hi, 3):
        out[i] += 1
    # pragma parallel for
    for i in range(hi - 1, lo, -2):
        out[i] += 2
    for i in range(hi, lo, -5):
        out[i % 7] += i


def test_steps_and_schedules(tmp_path):
    for lo, hi in ((0, 40), (5, 39), (7, 7), (9, 3)):
        _, _, compiled = same_as_python(steps, (np.zeros(50, np.int64), lo, hi), tmp_path)
    assert "num_threads(2) schedule(dynamic, 3)" in compiled.text


def scratch(x, out):
    # pragma parallel for
    for i in range(x.shape[0]):
        t = np.zeros(x.shape[1])
        for j in range(x.shape[1]):
            t[j] = x[i, j] * 2
            if t[j] > 50:
                break
        if t[0] > 30:
            continue
        for j in range(x.shape[1]):
            out[i, j] = t[j] + 1


def test_arrays_of_an_iteration_are_freed(tmp_path):
    x = np.random.default_rng(0).random((30, 8)) * 40
    _, _, compiled = same_as_python(scratch, (x, np.zeros_like(x)), tmp_path)
    assert compiled.text.count("free(t)") >= 2


# ---- errors -------------------------------------------------------------------------------------


def gathered(x, index, out):
    # pragma parallel for
    for i in range(index.shape[0]):
        for j in range(2):
            out[i] += x[index[i] + j]


@pytest.mark.parametrize("wrong", [9, -80])
def test_the_first_failing_iteration_in_loop_order_is_told(wrong, tmp_path):
    index = np.zeros(1000, np.int64)
    out = np.zeros(1000)
    compiled = CFunction(pragmac.jit(gathered), (np.ones(5), index, out), tmp_path)
    index[[371, 402, 990]] = wrong
    index[500] = -80
    for _ in range(20):
        with pytest.raises(Failure) as caught:
            compiled(np.ones(5), index, out)
        assert caught.value.exception == "IndexError"
        assert caught.value.iteration == 371
        assert caught.value.line == gathered.__code__.co_firstlineno + 4


def grows(n):
    k = 3
    for _ in range(n):
        k *= 3
    return k


def test_python_ints_that_overflow(tmp_path):
    compiled = CFunction(pragmac.jit(grows), (3,), tmp_path)
    assert compiled(38) == grows(38)
    with pytest.raises(Failure) as caught:
        compiled(60)
    assert caught.value.exception == "OverflowError"


def made(n):
    return np.zeros(n)


def test_memory_that_cannot_be_had(tmp_path):
    compiled = CFunction(pragmac.jit(made), (3,), tmp_path)
    with pytest.raises(Failure) as caught:
        compiled(2**60)
    assert caught.value.exception == "MemoryError"


# ---- names and refusals -------------------------------------------------------------------------


def register(double, double_n0, exp, int_, wrap_add_i64, α):
    # pragma parallel for
    for while_ in range(double.shape[0]):
        double[while_] = np.exp(double[while_]) + double_n0 + exp + int_ + wrap_add_i64 + α


def test_names_that_c_has_already(tmp_path):
    got = np.arange(4.0), 1, 2, 3, 4, 5
    wanted = copy.deepcopy(got)
    register(*wanted)
    CFunction(pragmac.jit(register), got, tmp_path)(*got)
    np.testing.assert_allclose(got[0], wanted[0])


def halves(x):
    # pragma parallel for
    for i in range(x.shape[0]):
        x[i] = x[i] + 1


def prints(x):
    print(x[0])


def powers(x):
    # pragma parallel for
    for i in range(x.shape[0]):
        x[i] = x[i] ** 2.5


@pytest.mark.parametrize(
    ("function", "argument", "words"),
    [
        (halves, np.ones(3, np.float16), "no float16"),
        (prints, np.ones(3), "no `print`"),
        (powers, np.ones(3, complex), r"no `\*\*` of c128"),
        (halves, np.zeros(25, np.uint8)[1:].view(np.float64), "not aligned"),
    ],
)
def test_what_has_no_text_is_refused_at_its_place(function, argument, words):
    with pytest.raises(pragmac.CompileError, match=f"P617.*{words}") as caught:
        pragmac.jit(function).inspect("openmp", argument)
    first = function.__code__.co_firstlineno
    assert first <= caught.value.diagnostics[0].line <= first + 4
