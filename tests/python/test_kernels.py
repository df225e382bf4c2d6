"""Every kernel and picture filter: compiled against plain CPython and against NumPy."""

import copy
import hashlib
import io
import os
import pathlib
import subprocess
import sys
import tokenize
import types
import warnings

import numpy as np
import pragmac
import pytest

ROOT = pathlib.Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(pathlib.Path(__file__).parent)]

from kernel_cases import KERNELS, SMALLEST, assert_agrees, by_name  # noqa: E402

import kernels  # noqa: E402
from kernels.demo_jobs import jobs  # noqa: E402
from kernels.kernel import array_difference, largest_difference, same_bits  # noqa: E402

JOBS = jobs()

# Of the parallel loops, in source order; why one is not free stands in its file.
VERDICTS = {
    "azimint_naive": ["free", "free"],
    "black_scholes": ["free"],
    "cholesky": ["free"],
    "covariance": ["free", "free"],
    "crc16": [],
    "floyd_warshall": ["free"],
    "gemm": ["free"],
    "go_fast": ["free", "free"],
    "heat_3d": ["free", "free"],
    "histogram": ["free"],
    "jacobi_2d": ["free", "free"],
    "mandelbrot": ["free"],
    "nbody": ["free", "free", "free"],
    "nussinov": ["free"],
    "pi": ["free"],
    "sddmm": ["guarded"],
    "seidel_2d": [],
    "softmax": ["free"],
    "spmm": ["free"],
    "spmv": ["free"],
    "symm": ["free"],
    "syrk": ["free"],
    "trisolv": [],
    "trmm": ["free"],
}


@pytest.mark.parametrize("kernel", KERNELS, ids=by_name)
def test_plain_python_agrees_with_reference(kernel):
    arguments = kernel.arguments("XS")
    plain = kernel.run(kernel.plain, arguments)
    assert largest_difference(plain, kernel.run(kernel.reference, arguments)) <= kernel.tolerance


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize("kernel", KERNELS, ids=by_name)
def test_compiled_agrees_with_plain_python(kernel, seed):
    arguments = kernel.arguments("XS", seed)
    assert_agrees(
        kernel, kernel.run(kernel.function, arguments), kernel.run(kernel.plain, arguments)
    )


@pytest.mark.parametrize("kernel", KERNELS, ids=by_name)
def test_compiled_agrees_with_reference_at_size_s(kernel):
    arguments = kernel.arguments("S")
    compiled = kernel.run(kernel.function, arguments)
    assert largest_difference(compiled, kernel.run(kernel.reference, arguments)) <= kernel.tolerance


@pytest.mark.parametrize("kernel", KERNELS, ids=by_name)
def test_smallest_sizes(kernel):
    for size in SMALLEST[kernel.name]:
        arguments = kernel.inputs(size, 0)
        plain = kernel.run(kernel.plain, arguments)
        assert_agrees(kernel, kernel.run(kernel.function, arguments), plain)


@pytest.mark.parametrize("kernel", KERNELS, ids=by_name)
def test_only_declared_arguments_are_written(kernel):
    arguments = kernel.arguments("XS")
    before = copy.deepcopy(arguments)
    kernel.function(*arguments)
    for position in set(range(len(arguments))) - set(kernel.outputs):
        assert same_bits((arguments[position],), (before[position],)), position


def spread(value):
    """The same values in every second element of a larger array, the last axis reversed."""
    if not isinstance(value, np.ndarray):
        return value
    larger = np.zeros([2 * extent + 1 for extent in value.shape], dtype=value.dtype)
    view = larger[tuple(slice(0, 2 * extent, 2) for extent in value.shape)][..., ::-1]
    view[...] = value
    return view


@pytest.mark.parametrize("layout", [np.asfortranarray, spread], ids=["fortran", "strided"])
@pytest.mark.parametrize("kernel", KERNELS, ids=by_name)
def test_other_array_layouts(kernel, layout):
    arguments = kernel.arguments("XS")
    plain = kernel.run(kernel.plain, arguments)
    laid_out = tuple(
        layout(x) if isinstance(x, np.ndarray) else x for x in copy.deepcopy(arguments)
    )
    result = kernel.function(*laid_out)
    returned = () if result is None else (result,)
    written = tuple(np.ascontiguousarray(laid_out[position]) for position in kernel.outputs)
    assert_agrees(kernel, (*returned, *written), plain)


def digests():
    """One line per kernel: its name and a digest of every bit of its results."""
    for kernel in KERNELS:
        digest = hashlib.sha256()
        for value in kernel.run(kernel.function, kernel.arguments("XS")):
            digest.update(np.asarray(value).tobytes())
        yield f"{kernel.name} {digest.hexdigest()}"


@pytest.mark.parametrize("threads", ["1", "3", "8"])
def test_number_of_threads_changes_no_bit(threads):
    program = "import test_kernels; print(*test_kernels.digests(), sep='\\n')"
    paths = [str(ROOT / "tests/python"), os.environ.get("PYTHONPATH", "")]
    environment = {**os.environ, "PRAGMAC_NUM_THREADS": threads, "PYTHONPATH": ":".join(paths)}
    result = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    )
    assert result.stdout.split("\n")[:-1] == list(digests())


def annotated_lines(path):
    """(line below, directive) for every pragma comment in a file, by the tokenizer alone.

    Below `atomic` stands an update, below every other directive a loop.
    """
    text = path.read_text()
    found = []
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        words = token.string.lstrip("#").split()
        if token.type == tokenize.COMMENT and words[:1] == ["pragma"]:
            below = text.splitlines()[token.start[0]].lstrip()
            assert below.startswith("for ") == (words[1:] != ["atomic"])
            found.append((token.start[0] + 1, " ".join(words[1:])))
    return found


@pytest.mark.parametrize("kernel", KERNELS, ids=by_name)
def test_every_annotated_loop_is_listed(kernel):
    path = ROOT / "kernels" / f"{kernel.name}.py"
    annotated = annotated_lines(path)
    assert tuple(directive for _, directive in annotated) == kernel.directives
    result = pragmac.check(path)
    assert [d.rendered for d in result.diagnostics if d.severity == "error"] == []
    loops = [line for line, directive in annotated if directive != "atomic"]
    assert [loop.line for loop in result.loops] == loops
    parallel = [loop for loop in result.loops if loop.directive.startswith("parallel")]
    assert [loop.verdict for loop in parallel] == VERDICTS[kernel.name]


def test_every_picture_loop_is_listed_and_free():
    path = ROOT / "kernels/pictures.py"
    loops = pragmac.check(path).loops
    assert [(loop.line, loop.directive) for loop in loops] == [
        (line, "parallel") for line, _ in annotated_lines(path)
    ]
    assert [loop.verdict for loop in loops] == ["free"] * len(JOBS)


@pytest.mark.parametrize("kernel", KERNELS, ids=by_name)
def test_no_parallel_loop_runs_in_order(kernel):
    anew = pragmac.jit(kernel.function.py_func)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        anew(*kernel.arguments("XS"))
        anew(*kernel.arguments("XS"))


@pytest.mark.parametrize("kernel", KERNELS, ids=by_name)
def test_py_func_is_the_plain_function(kernel):
    assert isinstance(kernel.function.py_func, types.FunctionType)
    assert not isinstance(kernel.function, types.FunctionType)
    assert kernel.function.py_func.__code__.co_filename.endswith(f"kernels/{kernel.name}.py")


def test_the_list_names_every_kernel_file():
    declaring = [p.stem for p in (ROOT / "kernels").glob("*.py") if "\nKERNEL = " in p.read_text()]
    assert sorted(declaring) == sorted(kernels.NAMES) == [kernel.name for kernel in KERNELS]


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.title)
def test_picture_filter_on_a_crop(job):
    compiled = job.loops(job.cropped, *job.options)
    plain = job.loops.py_func(job.cropped, *job.options)
    if job.bound == 0:
        assert same_bits((compiled,), (plain,))
    assert np.abs(compiled - plain).max() <= job.bound
    assert np.abs(compiled - job.arrays(job.cropped, *job.options)).max() <= 1e-12


@pytest.mark.parametrize(
    ("left", "right", "difference"),
    [
        (np.array([1.0, 2.0]), np.array([1.0, 2.0]), 0.0),
        (np.array([1.0, 3.0]), np.array([1.0, 2.0]), 0.5),
        (np.array([1.0, np.nan]), np.array([1.0, np.nan]), 0.0),
        (np.array([1.0, np.nan]), np.array([1.0, 2.0]), np.inf),
        (np.array([np.inf]), np.array([-np.inf]), np.inf),
        (np.array([1.0, 2.0]), np.array([1.0, 2.0, 3.0]), np.inf),
        (np.array([1], dtype=np.int32), np.array([1], dtype=np.int64), np.inf),
    ],
)
def test_array_difference(left, right, difference):
    assert array_difference(left, right) == difference


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ((np.array([0.0]),), (np.array([-0.0]),)),
        ((1,), (1.0,)),
        ((1.0,), (np.float64(1.0),)),
        ((np.zeros(2),), (np.zeros(2, dtype=np.float32),)),
        ((np.zeros((1, 2)),), (np.zeros((2, 1)),)),
        ((1, 2), (1,)),
    ],
)
def test_same_bits_tells_apart(left, right):
    assert same_bits(left, left) and same_bits(right, right)
    assert not same_bits(left, right)
